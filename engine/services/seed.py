"""The first start: agencies, calendars and procedures from their files, one demo user a role, their colleagues."""

from collections.abc import Mapping
from pathlib import Path

from engine import errors
from engine.domain import actors
from engine.services import agencies, definitions, users
from engine.services.transaction import Transaction
from engine.services.views import DefinitionView, DemoUser
from engine.store import cases, people
from engine.store import definitions as stored

COLLEAGUES = {
    "petugas_pengaduan": ("Contoh Bakung", "Contoh Tulip"),
    "pendamping": ("Contoh Anggrek", "Contoh Cempaka", "Contoh Teratai"),
}
"""Invented people who work beside a role's demo user, in every agency of a demonstration."""

Staff = Mapping[tuple[str, str], tuple[actors.Actor, ...]]
"""(agency, role) -> who holds it in a demonstration."""


class CasesPresentError(errors.ConflictError):
    """Invented cases are never mixed with those of real people."""

    code = "cases_present"
    sentence_id = "Pemasangan ini sudah memuat kasus, jadi tidak diisi dengan kasus contoh."
    sentence_en = "This installation holds cases already and is not filled with invented ones."


class PartnerReachableError(errors.ConflictError):
    """Invented referrals would be sent to a partner's real address; ``partner`` names it."""

    code = "partner_reachable"
    sentence_id = (
        "Mitra ini punya alamat webhook, jadi rujukan contoh akan terkirim kepadanya. Hapus alamat itu dahulu."
    )
    sentence_en = "This partner has a webhook, so invented referrals would be sent there. Remove the address first."


def install(tx: Transaction, *, workflows_dir: Path) -> tuple[DefinitionView, ...]:
    """Load agencies and calendars, deploy every procedure and overlay of the folder; harmless when nothing changed."""
    agencies.load(tx, folder=workflows_dir)
    folders = definitions.folders(workflows_dir)
    return tuple(definitions.deploy(tx, files=definitions.read_folder(folder, workflows_dir)) for folder in folders)


def demo_users(tx: Transaction) -> tuple[DemoUser, ...]:
    """Make one user for every role in the first agency, with random passwords; those who exist are left alone."""
    agency = stored.agencies(tx.session)[0].code
    made = []
    for role, wording in tx.installation.rights.roles.items():
        if people.by_username(tx.session, role) is not None:
            continue
        user, password = users.create(tx, username=role, display_name=f"Contoh {wording.label}")
        users.grant(tx, username=role, agency=agency, role=role)
        made.append(
            DemoUser(username=role, display_name=user.display_name, agency=agency, role=role, password=password)
        )
    return tuple(made)


def require_empty(tx: Transaction) -> None:
    """Refuse a demonstration where there are cases (CasesPresentError) or a way out (PartnerReachableError)."""
    if cases.exist(tx.session):
        raise CasesPresentError
    for partner in tx.installation.partners.values():
        if partner.webhook is not None:
            raise PartnerReachableError(partner=partner.code)


def demo_staff(tx: Transaction) -> Staff:
    """Let the demo users work in every agency, give some roles colleagues there, and tell who holds which role.

    A colleague's password is made and forgotten: visitors sign in as the demo users.
    """
    held: dict[tuple[str, str], list[str]] = {}
    for agency in stored.agencies(tx.session):
        for role in tx.installation.rights.roles:
            names = [role, *(_colleague(tx, name, agency.code) for name in COLLEAGUES.get(role, ()))]
            held[agency.code, role] = names
            for name in names:
                users.grant(tx, username=name, agency=agency.code, role=role)
    known = {one.username: actors.Actor(id=one.id, roles=frozenset(one.roles)) for one in users.search(tx)}
    return {place: tuple(known[name] for name in names) for place, names in held.items()}


def _colleague(tx: Transaction, display_name: str, agency: str) -> str:
    """Make an invented colleague, unless there is one of that name already; give the username."""
    username = f"{display_name.lower().replace(' ', '_')}_{agency}"
    if people.by_username(tx.session, username) is None:
        users.create(tx, username=username, display_name=display_name)
    return username

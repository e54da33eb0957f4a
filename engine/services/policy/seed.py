"""The first start: agencies, calendars and procedures from their files, demo users and their colleagues."""

from collections.abc import Mapping
from pathlib import Path

from engine import errors
from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.people import agencies, users
from engine.services.people.results import DemoUser
from engine.services.policy import definitions
from engine.services.policy.results import DefinitionView
from engine.store.cases import cases
from engine.store.people import people
from engine.store.policy import definitions as stored

COLLEAGUES = {
    "petugas_pengaduan": ("Contoh Merpati", "Contoh Gelatik"),
    "pendamping": ("Contoh Murai", "Contoh Jalak", "Contoh Cendrawasih"),
}
"""Invented people who work beside a role's demo user, in every agency of a demonstration.

They are called after birds, the people of cases after plants: where a client's name must not stand, a colleague's name
would hide that it does.
"""

Staff = Mapping[tuple[str, str], tuple[actors.Actor, ...]]
"""(agency, role) -> who holds it in a demonstration."""


class CasesPresentError(errors.ConflictError):
    """The installation holds cases already and is not filled with invented ones."""

    code = "cases_present"


class PartnerReachableError(errors.ConflictError):
    """The partner has a webhook, so invented referrals would be sent there. Remove the address first.

    ``partner`` names it.
    """

    code = "partner_reachable"


def install(tx: Transaction, *, workflows_dir: Path) -> tuple[DefinitionView, ...]:
    """Load agencies and calendars, deploy every procedure and overlay of the folder whose content was never stored.

    Harmless whenever the service begins: what was put in force since, for whom and from when, stays so.
    """
    agencies.load(tx, folder=workflows_dir)
    folders = definitions.folders(workflows_dir)
    found = [definitions.read_folder(folder, workflows_dir) for folder in folders]
    return definitions.deploy_all(tx, found, anew=False)


def demo_users(tx: Transaction) -> tuple[DemoUser, ...]:
    """Make one user for every role in every agency, with random passwords; those who exist are left alone.

    A user is called by the role and the agency's letters in case numbers: ``petugas_pengaduan.ttg``.
    """
    known = {user.username for user in people.everyone(tx.session)}
    made = []
    for row in stored.agencies(tx.session):
        profile = agencies.profile(tx, row.code)
        for role, wording in tx.installation.rights.roles.items():
            username = f"{role}.{profile.case_prefix.lower()}"
            if username not in known:
                label = profile.role_labels.get(role, wording.label)
                made.append(_demo_user(tx, username, label=label, agency=row.code, role=role))
    return tuple(made)


def _demo_user(tx: Transaction, username: str, *, label: str, agency: str, role: str) -> DemoUser:
    user, password = users.create(tx, username=username, display_name=f"Contoh {label}")
    users.grant(tx, username=username, agency=agency, role=role)
    return DemoUser(username=username, display_name=user.display_name, agency=agency, role=role, password=password)


def require_empty(tx: Transaction) -> None:
    """Refuse a demonstration where there are cases (CasesPresentError) or a way out (PartnerReachableError)."""
    if cases.exist(tx.session):
        raise CasesPresentError
    for partner in tx.installation.partners.values():
        if partner.webhook is not None:
            raise PartnerReachableError(partner=partner.code)


def demo_staff(tx: Transaction) -> Staff:
    """Give the demo users of some roles colleagues, and tell who holds which role; ``demo_users`` comes first.

    A colleague's password is made and forgotten: visitors sign in as the demo users.
    """
    held: dict[tuple[str, str], list[str]] = {}
    for row in stored.agencies(tx.session):
        prefix = _prefix(tx, row.code)
        for role in tx.installation.rights.roles:
            names = [f"{role}.{prefix}", *(_colleague(tx, name, prefix) for name in COLLEAGUES.get(role, ()))]
            held[row.code, role] = names
            for name in names:
                users.grant(tx, username=name, agency=row.code, role=role)
    known = {one.username: actors.Actor(id=one.id, roles=frozenset(one.roles)) for one in users.search(tx)}
    return {place: tuple(known[name] for name in names) for place, names in held.items()}


def _colleague(tx: Transaction, display_name: str, prefix: str) -> str:
    """Make an invented colleague, unless there is one of that name already; give the username."""
    username = f"{display_name.lower().replace(' ', '_')}.{prefix}"
    if people.by_username(tx.session, username) is None:
        users.create(tx, username=username, display_name=display_name)
    return username


def _prefix(tx: Transaction, agency: str) -> str:
    return agencies.profile(tx, agency).case_prefix.lower()

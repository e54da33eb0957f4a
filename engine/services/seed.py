"""The first start: agencies, calendars and procedures from their files, and one demo user a role in every agency."""

from pathlib import Path

from engine.services import agencies, definitions, users
from engine.services.transaction import Transaction
from engine.services.views import DefinitionView, DemoUser
from engine.store import definitions as stored
from engine.store import people


def install(tx: Transaction, *, workflows_dir: Path) -> tuple[DefinitionView, ...]:
    """Load agencies and calendars, deploy every procedure and overlay of the folder; harmless when nothing changed."""
    agencies.load(tx, folder=workflows_dir)
    folders = definitions.folders(workflows_dir)
    return tuple(definitions.deploy(tx, files=definitions.read_folder(folder, workflows_dir)) for folder in folders)


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

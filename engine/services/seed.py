"""The first start: agencies, calendars and procedures from their files, and one demo user a role."""

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

"""Which keys belong to a database: it keeps a check of each, and whatever does not fit it is refused.

A folder of keys that was lost, forgotten on another host or mixed up must be noticed before anything is written: what
is sealed under a second key can never be read by who holds the first.
"""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import errors
from engine.store.base import database
from engine.store.base.key_files import KeyFile
from engine.store.base.sealing import Vault
from engine.store.tables.cases import Case
from engine.store.tables.installation import InstallationKey


class KeyWrongError(errors.LindungError):
    """The key in the data folder is not the key of this database. Put the original folder `keys` back and start again;
    nothing was changed.
    """

    code = "key_wrong"


class Key(Protocol):
    """Actions on a key of the installation."""

    @property
    def file(self) -> KeyFile:
        """Give the file that holds it."""
        ...

    def check(self) -> bytes:
        """Give bytes that tell nothing of the key, and by which it is known again."""
        ...

    def fits(self, check: bytes) -> bool:
        """Tell whether these bytes were made with this key."""
        ...


def are_known(session: Session, keys: Sequence[Key]) -> bool:
    """Tell whether the database keeps a check of every key; KeyWrongError, KeyMissingError, KeyUnfitError."""
    checks = {row.name: row.check for row in session.scalars(select(InstallationKey))}
    for key in keys:
        check = checks.get(key.file.name)
        if check is not None and not key.fits(check):
            raise KeyWrongError(key=key.file.name)
    return all(key.file.name in checks for key in keys)


def adopt(session: Session, vault: Vault, others: Sequence[Key], *, later: Sequence[Key] = ()) -> dict[str, bytes]:
    """Keep a check of every key that the database does not know yet; where no case exists, make keys that are missing.

    Gives file name -> check of those that it knows from now on. An older database has cases and no check: its key must
    open the oldest case, which was there before any mistake. A key of ``later`` belongs to something that older
    releases had not: none was ever used while no check is kept, so it is made beside cases too. Raises KeyWrongError,
    KeyMissingError, KeyUnfitError.
    """
    database.alone(session)
    keys = (vault, *others, *later)
    if are_known(session, keys):
        return {}
    known = set(session.scalars(select(InstallationKey.name)))
    if session.scalar(select(Case.id).limit(1)) is None:
        for key in keys:
            key.file.make()
    _require_opens_oldest(session, vault)
    adopted = _keep_checks(session, [key for key in (vault, *others) if key.file.name not in known])
    fresh = [key for key in later if key.file.name not in known]
    for key in fresh:
        key.file.make()
    return adopted | _keep_checks(session, fresh)


def _keep_checks(session: Session, keys: Sequence[Key]) -> dict[str, bytes]:
    checks = {key.file.name: key.check() for key in keys}
    session.add_all(InstallationKey(name=name, check=check) for name, check in checks.items())
    return checks


def _require_opens_oldest(session: Session, vault: Vault) -> None:
    query = select(Case.id, Case.wrapped_key).where(Case.wrapped_key.is_not(None)).order_by(Case.opened_at).limit(1)
    for case_id, wrapped in session.execute(query):
        if wrapped is not None and not vault.opens(wrapped, case_id=case_id):
            raise KeyWrongError(key=vault.file.name)

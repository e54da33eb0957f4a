"""Puts the engine together; ``transaction`` and ``request`` are the only ways in, and the only place that commits.

One request, one transaction, one actor, one clock reading. A technical failure of a process rolls everything back and
then opens an incident in a transaction of its own: the state that failed is never saved, and a person sees that it did.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from engine import clock as clocks
from engine import errors, reactions
from engine import settings as configuration
from engine.domain.audit.reads import COMMAND, PAGE, Reads
from engine.domain.log import keepers
from engine.domain.messages import messages
from engine.domain.people import actors, permissions
from engine.domain.referrals import partners, referrals
from engine.errors import NotFoundError, NotPermittedError, ProcessFailedError, StoreUnavailableError
from engine.services.accesses import refused_reads
from engine.services.base import bundles, canonical
from engine.services.base.transaction import Installation, Transaction
from engine.services.chains import reads, registers
from engine.services.incidents import incidents
from engine.services.people import auth
from engine.services.time import calendars
from engine.services.verification import stock
from engine.store import installation_keys
from engine.store.base import database, schema, sealing, signing
from engine.store.base.database import Engine, SessionMaker

# What a diagram or its data can do wrong while running, or has become since it was stored: a technical stop, not a
# refusal of what a person asked for.
TECHNICAL = (
    ProcessFailedError,
    bundles.FormUnknownError,
    bundles.BundleChangedError,
    calendars.CalendarChangedError,
)


class SchemaOutdatedError(errors.LindungError):
    """The database is not migrated to this version. Run `lindung migrate` first."""

    code = "schema_outdated"


@dataclass(slots=True)
class Runtime:
    """One process's engine. Thread safe; make one per process, after forking."""

    settings: configuration.Settings
    clock: clocks.Clock
    database: Engine
    sessions: SessionMaker
    installation: Installation
    bells: list[Callable[[], None]] = field(default_factory=list)
    strangers_refused: int = 0
    """How often this process refused a part of a case to somebody of another agency; nothing else is kept of it."""
    _has_own_keys: bool = False

    @classmethod
    def build(cls, settings: configuration.Settings, clock: clocks.Clock) -> "Runtime":
        """Open the database as the settings say; the keys are read, and compared with it, before the first transaction.

        KeepersInvalidError and KeyTextInvalidError for the settings of the log, ValueError when ``roles.toml``
        or ``messages.toml`` is wrong, MinimumInvalidError or PartnerInvalidError for the rules on sharing.
        """
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        connected = database.connect(settings.database_url)
        installation = Installation(
            settings=settings,
            rights=_rights(settings.workflows_dir / "roles.toml"),
            messages=messages.parse((settings.workflows_dir / "messages.toml").read_text()),
            minimum=_minimum(settings.workflows_dir),
            partners=partners.by_code(
                path.read_bytes() for path in sorted(settings.workflows_dir.glob("partners/*.toml"))
            ),
            vault=sealing.Vault.open(settings.data_dir),
            signer=signing.Signer.open(settings.data_dir),
            log_signer=signing.Signer.open(settings.data_dir, name=signing.LOG),
            keepers=keepers.Keepers.parse(
                mail=settings.log_mail, witnesses=settings.log_witnesses, witnessed=settings.log_witnessed
            ),
            procedures=bundles.Cache(),
            reactions=reactions.TABLE,
        )
        return cls(
            settings=settings,
            clock=clock,
            database=connected,
            sessions=database.sessions(connected),
            installation=installation,
        )

    def migrate(self) -> str | None:
        """Bring the database to this version's schema and give the revision; raises as ``require_keys`` does."""
        with database.answering():
            if schema.keeps_keys(self.database):
                self._knows_keys()  # foreign keys are refused before anything is changed
            schema.migrate(self.database)
        self.require_keys()
        with self._open(reads_only=False) as tx:
            stock.take(tx)
        return schema.head()

    def require_keys(self, *, anew: bool = False) -> None:
        """Refuse keys that are not those of this database; on the first start of an empty one make them.

        Asked once by each process, or ``anew``. Raises KeyMissingError, KeyUnfitError, KeyWrongError,
        SchemaOutdatedError, StoreUnavailableError.
        """
        if self._has_own_keys and not anew:
            return
        with database.answering():
            if not schema.keeps_keys(self.database):
                raise SchemaOutdatedError
        if not self._knows_keys():
            mine = self.installation
            with self._open(reads_only=False) as tx:
                adopted = installation_keys.adopt(tx.session, mine.vault, (mine.signer,), later=(mine.log_signer,))
                for name, check in adopted.items():
                    fingerprint = {"check": canonical.digest(check).hex()}
                    registers.append(tx, registers.KEYS, "key.adopted", subject=name, data=fingerprint)
        self._has_own_keys = True

    def _knows_keys(self) -> bool:
        """Tell whether the database knows all keys of this process; one that is not its own is refused."""
        with self._open(reads_only=True) as tx:
            return installation_keys.are_known(tx.session, self._keys)

    @property
    def _keys(self) -> tuple[installation_keys.Key, ...]:
        return self.installation.vault, self.installation.signer, self.installation.log_signer

    def refuse_foreign_keys(self) -> None:
        """Do as ``require_keys`` before a process serves; a database that is away or old is waited for, as later on."""
        with suppress(StoreUnavailableError, SchemaOutdatedError):
            self.require_keys()

    def require_ready(self) -> None:
        """Refuse unless the database answers and has this version's schema and these keys.

        Raises SchemaOutdatedError, and as ``require_keys`` does.
        """
        with database.answering():
            current = schema.is_current(self.database)
        if not current:
            raise SchemaOutdatedError
        self.require_keys(anew=True)

    def close(self) -> None:
        """Let go of all database connections, and of the process that checks drafts."""
        self.database.dispose()
        self.installation.checker.close()

    @contextmanager
    def transaction(
        self, actor: actors.Actor, *, reads_only: bool = False, via: str = COMMAND
    ) -> Iterator[Transaction]:
        """Open the one transaction of a job or command; committed at the end, rolled back on any error.

        ``reads_only`` spares SQLite's write turn. It is a promise of the caller: a service that writes all the same
        may find the database busy there, and loses what it wrote. ``via`` is the way by which it reads cases, one of
        ``engine.domain.audit.reads.WAYS``.
        """
        with self._guarded(reads_only=reads_only, reading=Reads(via=via)) as tx:
            tx.actor = actor
            yield tx

    @contextmanager
    def request(
        self,
        credential: auth.Bearer | auth.SessionCookie,
        *,
        via: str = PAGE,
        reads_only: bool = False,
        purpose: str | None = None,
    ) -> Iterator[Transaction]:
        """Open the one transaction of a request; CredentialRefusedError when nobody carries the credential.

        ``via`` is as for ``transaction``; ``purpose`` what the asker states to read for, None for the rule's.
        """
        with self._guarded(reads_only=reads_only, reading=Reads(via=via, stated=purpose)) as tx:
            tx.actor = auth.identify(tx, credential)
            yield tx

    @contextmanager
    def _guarded(self, *, reads_only: bool, reading: Reads) -> Iterator[Transaction]:
        self.require_keys()
        try:
            with self._open(reads_only=reads_only, reading=reading) as tx:
                yield tx
        except TECHNICAL as failure:
            self._note(failure, job_id=tx.job)
            raise
        except (NotFoundError, NotPermittedError) as refusal:
            if not tx.actor.is_system and (isinstance(refusal, NotFoundError) or reading.refused):
                self._note_refused(tx)
            raise
        finally:
            self._note_changed()

    def _note_changed(self) -> None:
        """Open an incident of each changed procedure that was passed over so that others could go on."""
        for found in self.installation.procedures.take_changed():
            self._note(found, job_id=None)

    @contextmanager
    def _open(self, *, reads_only: bool, reading: Reads | None = None) -> Iterator[Transaction]:
        with database.answering(), self.sessions() as session:
            if not reads_only:
                database.writing(session)
            tx = Transaction(
                session=session,
                actor=NOBODY,
                began=self.clock.now(),
                installation=self.installation,
                reads=reading or Reads(),
            )
            yield tx
            if tx.reads.lists:
                reads.drop_known_lists(tx)
            if not reads_only:
                reads.record(tx)  # last: whoever reads cases locks none until all else is done
            registers.record(tx)  # after them: everybody waits for the head of a register
            session.commit()
        if reads_only and (tx.reads.accesses or tx.reads.lists):
            self._record_after(tx)
        if tx.wake:
            self.ring()

    def _record_after(self, read: Transaction) -> None:
        """Record what a transaction for reading only has read, in one that writes; its answer has not left yet."""
        with self._open(reads_only=False) as tx:
            tx.actor, tx.began, tx.reads = read.actor, read.now, read.reads

    def _note_refused(self, refused: Transaction) -> None:
        """Leave word of what somebody was refused, at the cost of leaving none: nobody can tell them apart."""
        reading = refused.reads.refused
        known = refused_reads.of_colleagues(reading, refused.actor)
        self.strangers_refused += bool(reading) and not known
        with self._open(reads_only=False) as tx:
            tx.actor, tx.began, tx.reads = refused.actor, refused.now, Reads(via=refused.reads.via)
            refused_reads.leave_word(tx, known)

    def ring(self) -> None:
        """Tell whoever listens that work may be due; a bell that nobody hears loses nothing."""
        for bell in self.bells:
            bell()

    def _note(self, failure: errors.LindungError, *, job_id: str | None) -> None:
        """Open the incident of a technical failure: of the timer that failed, else of the job that was carried out."""
        ids = {name: str(value) for name, value in failure.ids.items() if value is not None}
        with self._open(reads_only=False) as tx:
            incidents.open_for(
                tx,
                code=failure.code,
                instance_id=ids.get("process_instance"),
                element_id=ids.get("element_id") or _whole(failure),
                timer_id=ids.get("timer_id"),
                job_id=None if "timer_id" in ids else job_id,
            )


def _whole(failure: errors.LindungError) -> str | None:
    """Give the name and version of a procedure that failed as a whole, in no case."""
    ids = failure.ids
    failed = isinstance(failure, bundles.BundleChangedError) and "process_instance" not in ids
    return f"{ids['process_definition']} {ids['version']}" if failed else None


def _rights(path: Path) -> permissions.Rights:
    """Read who may do what; an installation may have a table of its own, of the same permissions as the shipped one."""
    own, shipped = path.read_text(), (configuration.ROOT / "workflows" / "roles.toml").read_text()
    rights = _table(shipped, None)
    return rights if own == shipped else _table(own, frozenset(rights.permissions))


@functools.lru_cache(maxsize=8)
def _table(text: str, known: frozenset[str] | None) -> permissions.Rights:
    """Read a table of roles, once while it stays the same."""
    return permissions.Rights.from_toml(text, known=known)


def _minimum(workflows: Path) -> referrals.Minimum:
    """Read what may leave; an installation without the file sends nothing."""
    path = workflows / "shared" / "data_minimum.toml"
    return referrals.parse(path.read_bytes()) if path.is_file() else referrals.NOTHING


NOBODY = actors.system("nobody")

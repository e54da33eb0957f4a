"""What a check looks at: some cases with all that belongs to them, read together and then judged apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.store.base.declarations import Base
from engine.store.tables.cases import Case, CaseFile, CaseFilePart, CaseMember, Comment, ProcessInstance
from engine.store.tables.conformance import PracticeFact
from engine.store.tables.content import FormSubmission, Intake
from engine.store.tables.incidents import Incident
from engine.store.tables.letters import Document
from engine.store.tables.messages import AwaitedMessage, OutboxMessage
from engine.store.tables.policy import Bundle
from engine.store.tables.public import PublicReport, ReporterMessage
from engine.store.tables.referrals import Referral
from engine.store.tables.running import Timer
from engine.store.tables.time import SlaClock
from engine.store.tables.user_tasks import UserTask
from engine.store.verification import whole_cases as stored
from engine.store.verification.whole_cases import Record

OF_INSTANCES: Sequence[type[Base]] = (
    UserTask,
    SlaClock,
    Timer,
    AwaitedMessage,
    FormSubmission,
    Incident,
    OutboxMessage,
    PracticeFact,
)
OF_CASES: Sequence[type[Base]] = (CaseMember, Document, Comment, CaseFile, Intake, PublicReport, ReporterMessage)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceRecords:
    """One instance: its row, its version's row, its events, and by table what it owns."""

    row: Record
    bundle: Record | None
    events: Sequence[Any]
    tables: dict[str, list[Record]]

    @property
    def id(self) -> str:
        """Give the instance's id."""
        return str(self.row["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecords:
    """One case: its row, its instances, who read it, and by table what belongs to it.

    ``parts`` are the parts of its files by file; ``received`` the referrals that it was sent, ``answers`` the events
    of other cases that tell of referrals which this one sent to them, ``elsewhere`` those and the ones by which a
    message arrived there; ``calendars`` are those of the installation.
    """

    row: Record
    instances: Sequence[InstanceRecords]
    accesses: Sequence[Any]
    tables: dict[str, list[Record]]
    parts: dict[str, list[Record]]
    received: list[Record]
    answers: Sequence[Any]
    elsewhere: Sequence[Any]
    calendars: Sequence[Record]

    @property
    def events(self) -> Iterator[Any]:
        """Give the events of all instances, one after the other."""
        return (event for one in self.instances for event in one.events)

    def finding(self, code: str, part: str, *, event: Any = None, subject: str | None = None) -> Finding:
        """Give a finding about this case, and about one of its events if one is given."""
        return Finding(
            code=code,
            part=part,
            case_number=self.row["number"],
            agency=self.row["agency"],
            instance_id=None if event is None else event.instance_id,
            seq=None if event is None else event.seq,
            element=None if event is None else event.element_id,
            subject=subject,
            at=None if event is None else event.at,
            event_type=None if event is None else event.type,
        )


def read(tx: Transaction, case_ids: Sequence[str]) -> list[CaseRecords]:
    """Read some cases with all that belongs to them; those that are not there are left out."""
    session = tx.session
    rows = {row["id"]: row for found in stored.grouped(session, Case, "id", case_ids).values() for row in found}
    owned = stored.grouped(session, ProcessInstance, "case_id", case_ids)
    ids = [row["id"] for found in owned.values() for row in found]
    events, accesses = stored.events(session, ids), stored.accesses(session, case_ids)
    of_instances = {kind: stored.grouped(session, kind, "instance_id", ids) for kind in OF_INSTANCES}
    of_cases = {kind: stored.grouped(session, kind, "case_id", case_ids) for kind in OF_CASES}
    sent = stored.grouped(session, Referral, "from_case_id", case_ids)
    received = stored.grouped(session, Referral, "to_case_id", case_ids)
    files = [row["id"] for found in of_cases[CaseFile].values() for row in found]
    parts = stored.grouped(session, CaseFilePart, "file_id", files)
    others = {str(row["to_case_id"]) for found in sent.values() for row in found if row["to_case_id"] is not None}
    elsewhere = stored.events_of_messages(session, others)
    calendars = stored.calendars(session)
    bundles = {row["id"]: row for row in stored.everything(session, Bundle)}

    def instance(row: Record) -> InstanceRecords:
        tables = {kind.__tablename__: of_instances[kind][row["id"]] for kind in OF_INSTANCES}
        return InstanceRecords(row=row, bundle=bundles.get(row["bundle_id"]), events=events[row["id"]], tables=tables)

    def case(key: str) -> CaseRecords:
        tables = {kind.__tablename__: of_cases[kind][key] for kind in OF_CASES}
        own = [row["id"] for row in tables["case_files"]]
        away = [event for row in sent[key] for event in elsewhere.get(str(row["to_case_id"]), ())]
        return CaseRecords(
            row=rows[key],
            instances=[instance(row) for row in owned[key]],
            accesses=accesses[key],
            tables=tables | {"referrals": sent[key]},
            parts={file_id: parts[file_id] for file_id in own},
            received=received[key],
            calendars=calendars,
            answers=[event for event in away if event.type.startswith("referral.")],
            elsewhere=away,
        )

    return [case(key) for key in case_ids if key in rows]

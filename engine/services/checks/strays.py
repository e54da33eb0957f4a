"""Rows whose home is gone: events of no instance, readings of no case, and whatever else belongs to nothing."""

from collections.abc import Iterator, Sequence

from engine.domain.verification.findings import Finding
from engine.services.base.transaction import Transaction
from engine.store.base.declarations import Base
from engine.store.tables.audit import AccessEvent, HistoryEvent
from engine.store.tables.cases import Case, CaseFile, CaseFilePart, CaseMember, Comment, ProcessInstance
from engine.store.tables.conformance import PracticeFact
from engine.store.tables.content import FormSubmission, Intake
from engine.store.tables.letters import Document
from engine.store.tables.messages import AwaitedMessage
from engine.store.tables.policy import Bundle, BundleFile, Rollout
from engine.store.tables.public import PublicReport, ReporterMessage
from engine.store.tables.referrals import Referral
from engine.store.tables.running import Timer
from engine.store.tables.time import SlaClock
from engine.store.tables.user_tasks import UserTask
from engine.store.verification import whole_cases as stored

MOST = 100
CHAINED: Sequence[tuple[type[Base], str, str, type[Base]]] = (
    (HistoryEvent, "history", "instance_id", ProcessInstance),
    (AccessEvent, "access", "case_id", Case),
)
HOMES: Sequence[tuple[type[Base], str, type[Base]]] = (
    (ProcessInstance, "case_id", Case),
    (ProcessInstance, "bundle_id", Bundle),
    (BundleFile, "bundle_id", Bundle),
    (Rollout, "bundle_id", Bundle),
    (FormSubmission, "instance_id", ProcessInstance),
    (UserTask, "instance_id", ProcessInstance),
    (SlaClock, "instance_id", ProcessInstance),
    (Timer, "instance_id", ProcessInstance),
    (AwaitedMessage, "instance_id", ProcessInstance),
    (PracticeFact, "instance_id", ProcessInstance),
    (CaseMember, "case_id", Case),
    (Document, "case_id", Case),
    (Comment, "case_id", Case),
    (CaseFile, "case_id", Case),
    (CaseFilePart, "file_id", CaseFile),
    (Intake, "case_id", Case),
    (PublicReport, "case_id", Case),
    (ReporterMessage, "case_id", Case),
    (Referral, "from_case_id", Case),
    (Referral, "to_case_id", Case),
)


def check(tx: Transaction) -> Iterator[Finding]:
    """Give the rows that belong to nothing, by the id that they name."""
    for kind, part, column, home in CHAINED:
        for lost in stored.strays(tx.session, kind, column, home, limit=MOST):
            instance_id = lost if part == "history" else None
            yield Finding(code="record_unnamed", part=part, instance_id=instance_id, subject=lost)
    for kind, column, home in HOMES:
        for lost in stored.strays(tx.session, kind, column, home, limit=MOST):
            yield Finding(code="row_unnamed", part=f"{kind.__tablename__}.{column}", subject=lost)

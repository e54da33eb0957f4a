"""Every table, so that whoever needs the whole schema imports one name."""

from engine.store.tables import cases, definitions, inbox, people, records, referrals, work
from engine.store.tables.cases import Case, CaseCounter, CaseMember, ProcessInstance
from engine.store.tables.definitions import Agency, Bundle, BundleFile, CalendarVersion, ReadingChoice
from engine.store.tables.inbox import SavedFilter, Substitution
from engine.store.tables.people import Credential, IdempotencyKey, SignInAttempt, User, UserRole
from engine.store.tables.records import (
    AccessEvent,
    Document,
    FormSubmission,
    HistoryEvent,
    LetterCounter,
    OutboxMessage,
)
from engine.store.tables.referrals import Referral
from engine.store.tables.work import AwaitedMessage, Incident, Job, SlaClock, Timer, UserTask

__all__ = [
    "AccessEvent",
    "Agency",
    "AwaitedMessage",
    "Bundle",
    "BundleFile",
    "CalendarVersion",
    "Case",
    "CaseCounter",
    "CaseMember",
    "Credential",
    "Document",
    "FormSubmission",
    "HistoryEvent",
    "IdempotencyKey",
    "Incident",
    "Job",
    "LetterCounter",
    "OutboxMessage",
    "ProcessInstance",
    "ReadingChoice",
    "Referral",
    "SavedFilter",
    "SignInAttempt",
    "SlaClock",
    "Substitution",
    "Timer",
    "User",
    "UserRole",
    "UserTask",
    "cases",
    "definitions",
    "inbox",
    "people",
    "records",
    "referrals",
    "work",
]

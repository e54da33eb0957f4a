"""Every table, so that whoever needs the whole schema imports one name."""

from engine.store.tables import (
    cases,
    definitions,
    desk,
    inbox,
    installation,
    mail,
    people,
    public,
    records,
    referrals,
    work,
)
from engine.store.tables.cases import Case, CaseCounter, CaseMember, ProcessInstance
from engine.store.tables.definitions import Agency, Bundle, BundleFile, CalendarVersion, ReadingChoice
from engine.store.tables.desk import CaseFile, CaseFilePart, Comment, Draft, Intake, Notification, PersonMark
from engine.store.tables.inbox import SavedFilter, Substitution
from engine.store.tables.installation import InstallationKey
from engine.store.tables.mail import Mail, MailSettings
from engine.store.tables.people import Credential, IdempotencyKey, SignInAttempt, User, UserRole
from engine.store.tables.public import PublicCount, PublicReport, ReporterMessage, ReporterVisit
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
    "CaseFile",
    "CaseFilePart",
    "CaseMember",
    "Comment",
    "Credential",
    "Document",
    "Draft",
    "FormSubmission",
    "HistoryEvent",
    "IdempotencyKey",
    "Incident",
    "InstallationKey",
    "Intake",
    "Job",
    "LetterCounter",
    "Mail",
    "MailSettings",
    "Notification",
    "OutboxMessage",
    "PersonMark",
    "ProcessInstance",
    "PublicCount",
    "PublicReport",
    "ReadingChoice",
    "Referral",
    "ReporterMessage",
    "ReporterVisit",
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
    "desk",
    "inbox",
    "installation",
    "mail",
    "people",
    "public",
    "records",
    "referrals",
    "work",
]

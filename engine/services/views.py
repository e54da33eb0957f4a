"""What services answer: frozen values with the names of the HTTP interface (design section 8).

Moments are aware and in UTC. Nothing here holds narrative except ``SubmissionView``, given only to who may read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from engine.domain import working_time
from engine.services.referral_views import ReferralView

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """One page of a list; ``next`` is the opaque cursor of the following page, None on the last."""

    items: tuple[Item, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that was opened; ``token`` is shown once and stored as a digest. ``language`` is the user's choice."""

    token: str
    user_id: str
    expires_at: datetime
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """A user; ``roles`` are (agency code, role key) pairs; ``introduced`` tells that the first day's hint was read."""

    id: str
    username: str
    display_name: str
    active: bool
    roles: tuple[tuple[str, str], ...]
    introduced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelView:
    """A way in which a report may arrive; ``form`` is the start event's form id or None."""

    code: str
    label: str
    start_event: str
    form: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionView:
    """One deployed version of a procedure; ``unchanged`` tells that a deployment stored nothing new.

    An overlay has no channels: the law attaches it to cases of other procedures.
    """

    key: str
    version: int
    name: str
    sha256: str
    deployed_at: datetime
    deployed_by: str
    agencies: tuple[str, ...]
    channels: tuple[ChannelView, ...]
    is_overlay: bool
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskView:
    """A user task as the inbox shows it.

    ``state`` is open, completed or cancelled; ``assignee`` the user's id or None; ``due_at`` None when no clock runs;
    ``sla_state`` is none, on_time, warning or breached at the moment of asking; ``risk`` None while not assessed.
    """

    id: str
    name: str
    element_id: str
    role: str
    state: str
    assignee: str | None
    assignee_name: str | None
    case_number: str
    agency: str
    process_instance: str
    process_definition: str
    created_at: datetime
    due_at: datetime | None
    sla_state: str
    risk: str | None
    form: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseExcerpt:
    """A clause that a step rests on, verbatim; ``basis`` of the step is C clause, T implied, L law, P proposal."""

    id: str
    title: str
    text: str
    basis: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceView:
    """A process instance; ``state`` is active, suspended, completed or cancelled; ``revision`` is its ETag."""

    id: str
    case_number: str
    agency: str
    state: str
    process_definition: str
    version: int
    revision: int
    channel: str
    risk: str | None
    received_at: datetime
    started_at: datetime
    ended_at: datetime | None
    end_event: str | None
    open_user_tasks: tuple[UserTaskView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What completing a task brought: the instance's state and the tasks open now that the actor may see."""

    process_instance: InstanceView
    open_user_tasks: tuple[UserTaskView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClockView:
    """One promised time of a case; ``state`` is running, stopped, replaced or cancelled, ``sla_state`` as for tasks.

    ``amount`` and ``unit`` are what was promised, counted by ``calendar_kind`` (kalender: elapsed, kerja: working time
    of the agency) from ``started_at``, the moment of ``start_fact``; ``paused_at`` is set while the clock stands still.
    """

    id: str
    process_instance: str
    case_number: str
    milestone: str
    clause: str
    reading: str | None
    status: str
    meaning: str
    state: str
    sla_state: str
    started_at: datetime
    due_at: datetime | None
    warned: tuple[int, ...]
    breached_at: datetime | None
    stopped_at: datetime | None
    calendar: str
    amount: int | Decimal
    unit: str
    calendar_kind: str
    start_fact: str
    paused_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """What a person wrote in a form; ``answers`` is None once the case's key was destroyed."""

    id: str
    element_id: str
    form: str | None
    at: datetime
    actor: str
    answers: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """An entry of the document register: which document a step produces and when.

    ``returned_at`` is when the second person sent it back unsigned, None when nobody did.
    ``number`` and ``verification_code`` are None where no letter is made; ``digest`` is the SHA-256 (hex) of the
    letter, None until somebody asked for it. ``second_signature`` is the role that must sign beside the maker, None
    when nobody must; ``may_sign`` tells whether the actor may do so now; ``readable`` is False once the case's key was
    destroyed.
    """

    id: str
    case_number: str
    document: str
    element_id: str
    at: datetime
    title: str | None
    number: str | None
    verification_code: str | None
    digest: str | None
    second_signature: str | None
    signed_at: datetime | None
    may_sign: bool
    readable: bool
    returned_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case; ``submissions`` is empty for who may not read narrative (``narrative`` tells).

    ``owner`` is the code of who answers for it: its agency, or whoever accepted it as a hand-over.
    """

    number: str
    agency: str
    state: str
    risk: str | None
    opened_at: datetime
    narrative: bool
    instances: tuple[InstanceView, ...]
    sla_clocks: tuple[SlaClockView, ...]
    documents: tuple[DocumentView, ...]
    submissions: tuple[SubmissionView, ...]
    referrals: tuple[ReferralView, ...]
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """A case in a list."""

    number: str
    agency: str
    state: str
    risk: str | None
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEventView:
    """One appended fact. ``data`` holds the input, its effects, and routing data before and after; hashes are hex."""

    seq: int
    at: datetime
    actor: str
    actor_name: str | None
    role: str | None
    type: str
    element_id: str | None
    element_name: str | None
    task_id: str | None
    data: Mapping[str, Any]
    version: int
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first event of a chain that does not hold, and why."""

    instance_id: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyResult:
    """The outcome of checking every chain; ``broken`` is None when all hold."""

    ok: bool
    instances: int
    events: int
    broken: Broken | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """The outcome of re-executing one instance from its events alone; digests are SHA-256 of the states, hex."""

    instance_id: str
    equal: bool
    events: int
    stored_digest: str
    replayed_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """A technical stop that a person must see; ``state`` is open or resolved."""

    id: str
    process_instance: str | None
    case_number: str | None
    element_id: str | None
    code: str
    state: str
    attempts: int
    created_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyView:
    """An agency; ``zone`` is an IANA name; ``data`` its facts as in its file."""

    code: str
    name: str
    zone: str
    calendar: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueExplanation:
    """How a due moment comes about: the row in force, every step of the count, the warnings.

    ``reading`` is the id of the ambiguity that the clause leaves, and ``reading_text`` the words of the reading of it
    that is in force; both None when the clause is run as it stands. ``approximate`` tells that the clause says "kurang
    lebih"; a breach is recorded ``tolerance_minutes`` after ``due``. ``channel`` is the one that was asked or assumed.
    """

    procedure: str
    milestone: str
    channel: str
    clause: str
    clause_text: str | None
    reading: str | None
    reading_text: str | None
    status: str
    approximate: bool
    tolerance_minutes: int
    calendar: str
    calendar_kind: str
    start: datetime
    due: datetime
    warnings: tuple[tuple[int, datetime], ...]
    steps: tuple[working_time.Step, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that reached a waiting instance."""

    process_instance: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSnapshot:
    """Figures of the whole installation at one moment; lags are seconds that the most overdue row has waited."""

    open_user_tasks: int
    open_incidents: int
    timer_lag_seconds: float
    job_lag_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """A demo user who was just made; the password is shown once."""

    username: str
    display_name: str
    agency: str
    role: str
    password: str

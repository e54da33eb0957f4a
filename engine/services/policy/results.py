"""Results about deployed procedures."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelView:
    """A way in which a report may arrive; ``form`` is the start event's form id or None."""

    code: str
    label: str
    start_event: str
    form: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingView:
    """A version that will be in force in these agencies from a moment on."""

    key: str
    version: int
    name: str
    valid_from: datetime
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionView:
    """One version of a procedure and the agencies in which it is in force, in all of them since ``valid_from``.

    An overlay has no channels: the law attaches it to cases of other procedures. ``pending`` are versions that follow
    in these agencies. ``unchanged`` tells that a deployment stored and changed nothing.
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
    valid_from: datetime
    pending: tuple[PendingView, ...]
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutView:
    """A version that is put in force from a moment on; ``agency`` None means in every agency that it names.

    ``number`` counts within the procedure. ``withdraws`` is the number of the rollout that was taken back, else None.
    """

    key: str
    number: int
    version: int
    agency: str | None
    valid_from: datetime
    withdraws: int | None
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """A version in force in an agency without a break, from a moment until before another.

    ``valid_to`` None is until further notice; ``state`` is past, in_force or pending. ``number`` is the rollout that
    began it.
    """

    agency: str
    version: int
    name: str
    valid_from: datetime
    valid_to: datetime | None
    state: str
    number: int

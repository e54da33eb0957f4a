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

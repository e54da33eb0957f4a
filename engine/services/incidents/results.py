"""Results about incidents."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """A technical stop that a person must see; ``state`` is open or resolved.

    ``element_id`` names the element concerned; of a case that stands still, all at which it waits, separated by spaces.
    ``element_names`` are their names in the diagram. ``seq`` and ``part`` name the event, and what of it or of which
    table, where a case is not as it was recorded.
    """

    id: str
    process_instance: str | None
    case_number: str | None
    element_id: str | None
    element_names: tuple[str, ...]
    code: str
    seq: int | None
    part: str | None
    state: str
    attempts: int
    created_at: datetime
    resolved_at: datetime | None

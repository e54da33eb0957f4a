"""Texts that people wrote on a case, for readers who may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """What a person wrote in a form; ``answers`` is None once the case's key was destroyed."""

    id: str
    element_id: str
    form: str | None
    at: datetime
    actor: str
    answers: Mapping[str, Any] | None

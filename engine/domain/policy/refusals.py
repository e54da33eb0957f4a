"""What a check of a procedure answers: one refusal for each fault."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a file is not accepted: where (file, element id and name; empty when the file as a whole is meant), a stable
    code, the reason, and what to do about it, in Indonesian and English.
    """

    file: str
    element_id: str
    element_name: str
    code: str
    reason_id: str
    reason_en: str
    remedy_id: str
    remedy_en: str

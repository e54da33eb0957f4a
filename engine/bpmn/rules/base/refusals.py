"""Kinds of refusal: each makes the refusals of one fault, in words that whoever drew the diagram can act on."""

from dataclasses import dataclass

from engine.bpmn.base import xml
from engine.domain.policy.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of refusal: its code and its texts, with ``{placeholders}`` for what differs from case to case."""

    code: str
    reason_id: str
    reason_en: str
    remedy_id: str
    remedy_en: str

    def at(self, file: str, element: xml.Element | None = None, **details: str | int) -> Refusal:
        """Give the refusal at an element of a file, or at the file itself."""
        if element is None:
            return self.named(file, "", "", **details)
        return self.named(file, element.get("id", ""), element.get("name", ""), **details)

    def named(self, file: str, element_id: str, element_name: str, **details: str | int) -> Refusal:
        """Give the refusal at something that is no BPMN element, such as a decision or a channel."""
        return Refusal(
            file=file,
            element_id=element_id,
            element_name=" ".join(element_name.split()),
            code=self.code,
            reason_id=self.reason_id.format_map(details),
            reason_en=self.reason_en.format_map(details),
            remedy_id=self.remedy_id.format_map(details),
            remedy_en=self.remedy_en.format_map(details),
        )

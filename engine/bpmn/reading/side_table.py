"""What our extension attributes and lanes say of each element, read by one pass of our own over the files.

SpiffWorkflow ignores foreign attributes; a table beside the parsed process also covers flows, lanes and processes.
"""

from collections.abc import Iterable, Mapping

from engine.bpmn.base import xml
from engine.domain.policy.elements import ElementInfo


def read(roots: Iterable[xml.Element]) -> dict[str, ElementInfo]:
    """Give every BPMN element that has an id; of two with the same id the first counts (the lint refuses that)."""
    table: dict[str, ElementInfo] = {}
    for root in roots:
        roles = _roles(root)
        for element in root.iter(f"{{{xml.BPMN}}}*"):
            element_id = element.get("id")
            if element_id is not None:
                table.setdefault(element_id, _info(element, element_id, role=_role(element, roles)))
    return table


def _info(element: xml.Element, element_id: str, *, role: str) -> ElementInfo:
    return ElementInfo(
        id=element_id,
        kind=xml.local_name(element),
        name=element.get("name") or "",
        role=role,
        form=_text(element, "form"),
        clause=_words(element, "clause"),
        basis=_text(element, "basis"),
        sla_start=_words(element, "slaStart"),
        sla_stop=_words(element, "slaStop"),
        documents=_words(element, "document"),
        decision=_text(element, "decision"),
        separate_from=_text(element, "separateFrom"),
        audit=_text(element, "audit"),
    )


def _text(element: xml.Element, name: str) -> str | None:
    return element.get(xml.lindung(name)) or None


# Lists are separated by white space, as ids in XML attributes are.
def _words(element: xml.Element, name: str) -> tuple[str, ...]:
    return tuple((element.get(xml.lindung(name)) or "").split())


def _roles(root: xml.Element) -> dict[str, str]:
    # Document order puts an inner lane after the one that holds it, so the innermost lane that says a role wins.
    roles: dict[str, str] = {}
    for lane in root.iter(xml.bpmn("lane")):
        role = _text(lane, "role")
        if role is not None:
            roles.update({(member.text or "").strip(): role for member in lane.findall(xml.bpmn("flowNodeRef"))})
    return roles


def _role(element: xml.Element, roles: Mapping[str, str]) -> str:
    """Give the element's own role, or that of the nearest enclosing element which lies in a lane."""
    at: xml.Element | None = element
    while at is not None:
        role = _text(at, "role") or roles.get(at.get("id") or "")
        if role:
            return role
        at = at.getparent()
    return ""

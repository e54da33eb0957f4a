"""Messages: what a diagram waits for is sent by somebody, and what it sends is awaited by somebody.

A slip in a name is no error of BPMN: the case would wait for ever, or the news would reach nobody, in silence.
"""

from collections.abc import Collection, Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.bundle import PROCEDURE, Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# A start event waits only in an event sub-process; elsewhere a channel or another procedure opens it.
CATCHING = ("intermediateCatchEvent", "boundaryEvent", "receiveTask", "startEvent")
THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")

# The case would wait for ever.
NOT_SENT = Fault(
    "message_not_sent",
    "Unsur ini menunggu pesan '{message}', tetapi tidak ada yang mengirimnya.",
    "This element waits for the message '{message}', which nobody sends.",
    "Perbaiki nama pesannya (yang dikenal: {known}), atau tulis di workflows/messages.toml siapa yang mengirimnya.",
    "Correct the message's name (known: {known}), or write into workflows/messages.toml who sends it.",
)
# The news would be kept in the outbox and reach nobody.
NOT_AWAITED = Fault(
    "message_not_awaited_anywhere",
    "Unsur ini mengirim pesan '{message}', tetapi tidak ada yang menunggunya.",
    "This element sends the message '{message}', which nobody waits for.",
    "Perbaiki nama pesannya (yang dikenal: {known}), atau tulis di workflows/messages.toml siapa yang menunggunya.",
    "Correct the message's name (known: {known}), or write into workflows/messages.toml who waits for it.",
)
# The overlay would never begin.
OVERLAY = Fault(
    "overlay_message_unknown",
    "[overlay] dimulai oleh pesan '{message}', tetapi tidak ada yang mengirimnya.",
    "[overlay] begins with the message '{message}', which nobody sends.",
    "Perbaiki 'message' (yang dikenal: {known}), atau tulis di workflows/messages.toml siapa yang mengirimnya.",
    "Correct 'message' (known: {known}), or write into workflows/messages.toml who sends it.",
)


def check(bundle: Bundle, *, messages: Collection[str] | None) -> Iterator[Refusal]:
    """Refuse messages without a sender or without a receiver; ``messages`` None means that any name will do."""
    if messages is None:
        return
    caught = [one for diagram in bundle.diagrams for one in named(diagram, CATCHING)]
    thrown = [one for diagram in bundle.diagrams for one in named(diagram, THROWING)]
    known = model.join(messages) or "-"
    for fault, here, there in ((NOT_SENT, caught, thrown), (NOT_AWAITED, thrown, caught)):
        answered = {name for _, _, name in there} | set(messages)
        for file, element, name in here:
            if name not in answered:
                yield fault.at(file, element, message=name, known=known)
    overlay = bundle.procedure.overlay if bundle.procedure is not None else None
    if overlay is not None and overlay.message is not None and overlay.message not in messages:
        yield OVERLAY.named(PROCEDURE, overlay.start, "", message=overlay.message, known=known)


def named(diagram: model.Diagram, kinds: tuple[str, ...]) -> Iterator[tuple[str, xml.Element, str]]:
    """Give (file, element, message name) for every element of these kinds that means a message."""
    for element in diagram.model(*kinds):
        if xml.local_name(element) == "startEvent" and not model.starts_event_sub_process(element):
            continue
        for part in (element, *element.iterfind(xml.bpmn("messageEventDefinition"))):
            target = diagram.elements.get((part.get("messageRef") or "").rpartition(":")[2])
            if target is not None and target.get("name"):
                yield diagram.file, element, target.get("name", "")

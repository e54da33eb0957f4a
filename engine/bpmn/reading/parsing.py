"""SpiffWorkflow's parser with our element kinds in place of its own: every element, none left out.

The library decides what to read by tables of classes; a mixed-in class in front of each of its parsers changes the
reading of events, loops and conditions and leaves the walk along the flows to it. What it reads without understanding,
the lint in ``checks`` refuses before it comes here.
"""

import copy
from collections.abc import Mapping
from typing import Any, cast

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import ERROR_EVENT_XPATH, ESCALATION_EVENT_XPATH
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.bpmn.base import xml
from engine.bpmn.base.errors import DefinitionInvalidError
from engine.bpmn.mended import elements, event_sub_processes, joins, repeating, scripting, timers

TIMER_KINDS = ("timeDate", "timeDuration", "timeCycle")
# Names that SpiffWorkflow gives to its own first and last token: an element of that id would vanish into them.
RESERVED_IDS = frozenset({"Start", "End", "StartEventSplit", "StartEventJoin"})

_KINDS = {
    "subProcess": elements.SubProcess,
    "transaction": elements.Transaction,
    "callActivity": elements.Call,
    "parallelGateway": joins.ParallelJoin,
    "inclusiveGateway": joins.InclusiveJoin,
    "businessRuleTask": elements.Decision,
    "boundaryEvent": elements.Boundary,
    "endEvent": elements.End,
    "startEvent": event_sub_processes.Start,
    "eventBasedGateway": elements.EventGateway,
}


class _Reading:
    """How every element is read: our events, our loops, our conditions; data associations are drawings only."""

    # What the library's parsers, of which every reading class is one, bring along.
    node: xml.Element
    bpmn_id: str
    task: Any
    process_parser: Any

    STANDARD_LOOP_CLASS = repeating.StandardLoop
    PARALLEL_MI_CLASS = repeating.ParallelInstances
    SEQUENTIAL_MI_CLASS = repeating.SequentialInstances
    EVENT_SUBPROCESS_CLASS = elements.SubProcess

    def parse_incoming_data_references(self) -> list[Any]:
        """Read none: variables belong to the case, and stock hangs for ever on some of them."""
        return []

    parse_outgoing_data_references = parse_incoming_data_references

    def parse_timer_event(self, event: xml.Element) -> Any:
        """Give the timer with its text untouched."""
        stays = self.node.get("cancelActivity") == "false" or not xml.is_true(self.node, "isInterrupting", default=True)
        for kind in TIMER_KINDS:
            text = event.findtext(xml.bpmn(kind))
            if text is not None:
                made = timers.kind_of(text.strip(), kind=kind, interrupts=not stays)
                return made(self.bpmn_id, text.strip(), kind=kind)
        raise DefinitionInvalidError(element_id=self.bpmn_id, reason="timer_without_text")

    def parse_message_event(self, event: xml.Element) -> Any:
        """Give the message by its name."""
        return elements.Message(self._named(event, "messageRef", "messages"))

    def parse_signal_event(self, event: xml.Element) -> Any:
        """Give the signal by its name."""
        return elements.Signal(self._named(event, "signalRef", "signals"))

    def parse_conditional_event(self, event: xml.Element) -> Any:
        """Give the condition, which is FEEL."""
        return elements.Condition(event.findtext(xml.bpmn("condition")) or "")

    def parse_cancel_event(self, _event: xml.Element) -> Any:
        """Give the cancel event."""
        return elements.Withdrawal()

    def parse_error_event(self, event: xml.Element) -> Any:
        """Give the error by its code; without a reference it stands for every error."""
        found = self._referred(event, "errorRef", "errors") or {}
        return elements.Error(found.get("name"), found.get("error_code") or None)

    def parse_escalation_event(self, event: xml.Element) -> Any:
        """Give the escalation by its code; without a reference it stands for every escalation."""
        found = self._referred(event, "escalationRef", "escalations") or {}
        return elements.Escalation(found.get("name"), found.get("escalation_code") or None)

    def connect_outgoing(self, outgoing: Any, flow: xml.Element, is_default: bool) -> None:  # noqa: FBT001 - theirs
        """Connect the next element; a gateway's condition is FEEL."""
        text = flow.findtext(xml.bpmn("conditionExpression"))
        if is_default or not isinstance(self, ConditionalGatewayParser) or text is None:
            super().connect_outgoing(outgoing, flow, is_default)  # type: ignore[misc]  # the parser that it is mixed into
        else:
            self.task.connect_if(scripting.Condition(text), outgoing)

    def _referred(self, event: xml.Element, attribute: str, kind: str) -> Any:
        reference = event.get(attribute)
        known = getattr(self.process_parser.parser, kind)
        if reference is not None and reference not in known:
            raise DefinitionInvalidError(element_id=self.bpmn_id, reason=f"unknown_{attribute}")
        return known.get(reference)

    def _named(self, event: xml.Element, attribute: str, kind: str) -> str:
        found = self._referred(event, attribute, kind)
        if not found:
            raise DefinitionInvalidError(element_id=self.bpmn_id, reason=f"missing_{attribute}")
        return str(found)


class _StartReading(_Reading):
    """How a start event is read: that of an event sub-process may catch errors and escalations, and not interrupt."""

    def get_event_definition(self, xpaths: list[str]) -> Any:
        """Give the event's definition; stock passes over errors and escalations here."""
        return super().get_event_definition([*xpaths, ERROR_EVENT_XPATH, ESCALATION_EVENT_XPATH])  # type: ignore[misc]  # the parser that it is mixed into

    def create_task(self) -> Any:
        """Give the start event with its answer to whether it interrupts."""
        task = super().create_task()  # type: ignore[misc]  # the parser that it is mixed into
        task.is_interrupting = xml.is_true(self.node, "isInterrupting", default=True)
        return task


class _Process(ProcessParser):
    """A process, whose end waits for every token however deep."""

    def create_spec(self) -> Any:
        """Give the empty specification with our own beginning and end."""
        spec = super().create_spec()
        # The library builds both by name inside a constructor; changing the class is the one seam it leaves.
        spec.start.__class__ = event_sub_processes.Begin
        spec.end.__class__ = joins.EndJoin
        return spec


def _ours() -> dict[str, tuple[type, type]]:
    stock = dict(BpmnParser.PARSER_CLASSES)
    # A rule task is read as the library reads a service task; a service task itself is not run here.
    stock[full_tag("businessRuleTask")] = stock.pop(full_tag("serviceTask"))
    return {
        tag: (type(f"Our{parser.__name__}", (_reading(tag), parser), {}), _KINDS.get(tag.rpartition("}")[2], spec))
        for tag, (parser, spec) in stock.items()
    }


def _reading(tag: str) -> type[_Reading]:
    return _StartReading if tag == full_tag("startEvent") else _Reading


class Parser(BpmnParser):
    """The library's parser over our kinds."""

    # The whole list: a kind that is not on it is refused, never left to the library.
    PARSER_CLASSES = _ours()
    PROCESS_PARSER_CLASS = _Process


def specs(roots: Mapping[str, xml.Element], *, process_id: str, start: str) -> tuple[Any, Mapping[str, Any]]:
    """Give the parsed process that opens at ``start``, and the processes inside it by id.

    ``roots`` are the files' trees by path; they are not changed. DefinitionInvalidError if the library refuses them.
    """
    parser = Parser()
    try:
        for path, root in roots.items():
            parser.add_bpmn_xml(_opened_at(root, process_id=process_id, start=start), filename=path)
        spec = parser.get_spec(process_id)
        inside = parser.get_subprocess_specs(process_id)
    except ValidationException as refused:
        raise _reason(refused, process_id) from refused
    for each in (spec, *inside.values()):
        _prepare(each)
    return spec, inside


def _reason(refused: BaseException, process_id: str) -> DefinitionInvalidError:
    # The library wraps whatever our readings raise in an error of its own.
    inner = refused.__context__
    while inner is not None and not isinstance(inner, DefinitionInvalidError):
        inner = inner.__context__
    return inner or DefinitionInvalidError(process_id=process_id, reason="refused_by_parser")


def _opened_at(root: xml.Element, *, process_id: str, start: str) -> xml.Element:
    # Stock stops a case for want of an input that another tool declared; variables belong to the case.
    # With the other start events gone, the parser never reaches what only they lead to: exactly the chosen one opens.
    tree = copy.deepcopy(root)
    for sub_process in filter(xml.is_event_sub_process, tree.iter(xml.bpmn("subProcess"))):
        # The library knows one of the two ways to write it.
        sub_process.set("triggeredByEvent", "true")
    for element in tree.findall(f".//{xml.bpmn('ioSpecification')}"):
        cast("xml.Element", element.getparent()).remove(element)
    for process in tree.iter(xml.bpmn("process")):
        events = process.findall(xml.bpmn("startEvent"))
        plain = [event for event in events if not _definitions_of(event)]
        if process.get("id") == process_id:
            kept = [event for event in events if event.get("id") == start]
        else:
            kept = plain or events[:1]
        for event in events:
            if event not in kept:
                process.remove(event)
        for event in kept:
            for definition in _definitions_of(event):
                event.remove(definition)
    return tree


def _definitions_of(event: xml.Element) -> list[xml.Element]:
    return [child for child in event if xml.local_name(child).endswith("EventDefinition")]


def _prepare(spec: Any) -> None:
    """Make a parsed specification fit to be shared by threads and free of predictions."""
    for task_spec in spec.task_specs.values():
        task_spec._predict = _predict_nothing
        if isinstance(task_spec, LoopTask):
            # Stock connects at the first instance, once a process and unguarded: two threads would count twice.
            spec.task_specs[task_spec.task_spec].completed_event.connect(task_spec.merge_child)


def _predict_nothing(_task: Any, *_args: Any, **_kwargs: Any) -> None:
    """Predict nothing: ``Occurrence.run`` puts the next tokens in place when they are due."""

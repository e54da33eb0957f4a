"""Short ways to write BPMN for tests: each helper gives the text of one element."""

import itertools

from engine.bpmn.base import xml

XSI = "http://www.w3.org/2001/XMLSchema-instance"
HEAD = (
    f'<bpmn:definitions xmlns:bpmn="{xml.BPMN}" xmlns:lindung="{xml.LINDUNG}" xmlns:xsi="{XSI}" '
    'id="d" targetNamespace="urn:test">'
)


def document(*body: str, process_id: str = "p", before: str = "") -> bytes:
    """Give a file with one executable process; ``before`` holds messages, errors and the like."""
    inside = "".join(body)
    return (
        f'{HEAD}{before}<bpmn:process id="{process_id}" name="Uji" isExecutable="true">{inside}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def node(kind: str, element_id: str, inside: str = "", **attributes: str) -> str:
    """Give an element; an attribute ``lindung_form`` becomes ``lindung:form``."""
    said = "".join(f' {name.replace("lindung_", "lindung:")}="{value}"' for name, value in attributes.items())
    return f'<bpmn:{kind} id="{element_id}"{said}>{inside}</bpmn:{kind}>'


def start(element_id: str = "s", inside: str = "", **attributes: str) -> str:
    """Give a start event."""
    return node("startEvent", element_id, inside, **attributes)


def end(element_id: str = "e", inside: str = "", **attributes: str) -> str:
    """Give an end event."""
    return node("endEvent", element_id, inside, **attributes)


def users(*element_ids: str) -> str:
    """Give user tasks."""
    return "".join(node("userTask", element_id) for element_id in element_ids)


def flow(source: str, target: str, condition: str | None = None) -> str:
    """Give the sequence flow ``source-target``, with a FEEL condition if one is given."""
    test = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{source}-{target}" {ends}>{test}</bpmn:sequenceFlow>'


def chain(*element_ids: str) -> str:
    """Give the sequence flows from each element to the next."""
    return "".join(flow(source, target) for source, target in itertools.pairwise(element_ids))


def timer(kind: str, text: str) -> str:
    """Give a timer definition; ``kind`` is timeDate, timeDuration or timeCycle."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def event(kind: str, **attributes: str) -> str:
    """Give an event definition, such as ``event("message", messageRef="m")``."""
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:{kind}EventDefinition{said}/>"


def times(count: int, inside: str = "") -> str:
    """Give the loop of an activity with so many parallel instances."""
    loop = f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>{inside}"
    return f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"


def boundary(element_id: str, on: str, inside: str, *, interrupting: bool) -> str:
    """Give a boundary event on an activity."""
    return node("boundaryEvent", element_id, inside, attachedToRef=on, cancelActivity=str(interrupting).lower())

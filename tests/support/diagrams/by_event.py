"""Writes event sub-processes for tests: what starts them, and the process around them."""

from tests.support.diagrams.bpmn_text import chain, document, end, event, flow, node, start, timer, users

NEWS = (
    '<bpmn:message id="m" name="pencabutan"/><bpmn:signal id="g" name="bahaya"/>'
    '<bpmn:error id="err" name="gagal" errorCode="gagal"/><bpmn:error id="lain" name="lain" errorCode="lain"/>'
    '<bpmn:escalation id="esc" name="naik" escalationCode="naik"/>'
)
MESSAGE = event("message", messageRef="m")
SIGNAL = event("signal", signalRef="g")
ERROR = event("error", errorRef="err")
ESCALATION = event("escalation", escalationRef="esc")
HOUR = timer("timeDuration", "PT1H")
DANGER = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>bahaya = true</bpmn:condition></bpmn:conditionalEventDefinition>"
)


def by_event(name: str, starts: str, body: str = "", *, interrupting: bool = True) -> str:
    """Give the event sub-process ``name`` with the start ``name_s``, a user task ``name_t`` and the end ``name_e``."""
    begin, task, over = f"{name}_s", f"{name}_t", f"{name}_e"
    opens = node("startEvent", begin, starts, isInterrupting=str(interrupting).lower())
    content = body or users(task) + end(over) + chain(begin, task, over)
    return node("subProcess", name, opens + content, triggeredByEvent="true")


def inner(name: str, *body: str) -> str:
    """Give an embedded sub-process."""
    return node("subProcess", name, "".join(body))


def looped(body: str, step: str) -> str:
    """Give a process around a step that comes again and again."""
    gateways = node("exclusiveGateway", "k") + node("exclusiveGateway", "l", default="l-k")
    return start() + body + gateways + end() + chain("s", "k", step, "l", "k") + flow("l", "e", "selesai = true")


def model(*body: str) -> bytes:
    """Give the process: a task ``a`` and what else is given beside it."""
    return document(start(), users("a"), end(), chain("s", "a", "e"), *body, before=NEWS)


def throwing(thrown: str, kind: str = "intermediateThrowEvent", after: str = "") -> bytes:
    """Give the process with the task ``a`` beside the task ``b``, behind which something is thrown."""
    begins = node("parallelGateway", "p") + users("a", "b") + node(kind, "x", thrown) + end("e1")
    ways = chain("s", "p", "a", "e1") + chain("p", "b", "x")
    if kind == "intermediateThrowEvent":
        ways += chain("x", "e2") + end("e2")
    return document(start(), begins, ways, after, before=NEWS)

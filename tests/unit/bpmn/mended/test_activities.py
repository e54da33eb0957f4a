"""Activities as BPMN says: what they end, what they call, what they work on."""

import pytest

from engine.bpmn.base.errors import DefinitionInvalidError
from engine.domain.running import facts
from engine.errors import ProcessFailedError
from tests.support.diagrams.bpmn_text import (
    chain,
    document,
    end,
    event,
    node,
    start,
    users,
)
from tests.support.playing.play import Play, load

MESSAGES = '<bpmn:message id="m" name="hasil_visum"/><bpmn:message id="n" name="pencabutan"/>'


def test_a_terminating_end_inside_a_sub_process_ends_that_sub_process_only() -> None:
    inside = start("is") + node("parallelGateway", "ig") + users("it", "iu") + end("ie", event("terminate")) + end("io")
    ways = chain("is", "ig", "it", "ie") + chain("ig", "iu", "io")
    model = document(start(), node("subProcess", "a", inside + ways), users("b"), end(), chain("s", "a", "b", "e"))
    play = Play(load(model), reload=True)

    play.complete("it")

    assert play.open == ["b"]
    assert [fact.element_id for fact in play.said(facts.TaskCancelled)] == ["iu"]


def test_data_objects_in_a_diagram_are_drawings_only() -> None:
    reference = '<bpmn:dataObject id="do"/><bpmn:dataObjectReference id="berkas" dataObjectRef="do"/>'
    reads = '<bpmn:dataInputAssociation id="da"><bpmn:sourceRef>berkas</bpmn:sourceRef></bpmn:dataInputAssociation>'
    writes = '<bpmn:dataOutputAssociation id="dw"><bpmn:targetRef>berkas</bpmn:targetRef></bpmn:dataOutputAssociation>'
    model = document(reference, start(), node("userTask", "a", reads + writes), end(), chain("s", "a", "e"))
    play = Play(load(model), reload=True)

    play.complete("a", x=1)

    assert (play.here.case.completed, play.variables) == (True, {"x": 1})


CALLED = document(start("cs"), users("ct"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")


def test_a_call_activity_works_on_the_variables_of_the_case() -> None:
    model = document(
        start(), node("callActivity", "a", calledElement="tahap"), users("b"), end(), chain("s", "a", "b", "e")
    )
    play = Play(load(model, tahap_bpmn=CALLED), reload=True, variables={"x": 1})

    play.complete("ct", x=2)

    assert play.open == ["b"]
    assert play.variables == {"x": 2}


def test_a_rule_task_that_names_no_decision_is_a_technical_failure() -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(load(document(start(), node("businessRuleTask", "h"), end(), chain("s", "h", "e"))))

    assert failed.value.ids["element_id"] == "h"


@pytest.mark.parametrize("kind", ["serviceTask", "someTask"])
def test_a_task_that_is_not_run_here_is_never_loaded(kind: str) -> None:
    with pytest.raises(DefinitionInvalidError):
        Play(load(document(start(), node(kind, "h"), end(), chain("s", "h", "e"))))

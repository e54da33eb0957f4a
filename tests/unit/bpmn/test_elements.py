"""What each kind of element does, as BPMN 2.0.2 says."""

import pytest

from engine.bpmn.errors import DefinitionInvalidError, MessageNotAwaitedError, ProcessFailedError
from engine.domain.running import facts
from tests.support.diagrams.bpmn_text import (
    boundary,
    chain,
    document,
    end,
    event,
    flow,
    node,
    start,
    timer,
    times,
    users,
)
from tests.support.playing.play import Play, load

MESSAGES = '<bpmn:message id="m" name="hasil_visum"/><bpmn:message id="n" name="pencabutan"/>'


def several(kind: str, inside: str = "", *, sequential: bool = False) -> bytes:
    """Give a process with a multi-instance activity over ``korban``, its results in ``hasil``."""
    loop = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        "<bpmn:loopDataInputRef>korban</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>hasil</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem id="satu"/><bpmn:outputDataItem id="nilai"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    return document(
        start(),
        node(kind, "a", inside + loop),
        users("b"),
        node("exclusiveGateway", "x", default="x-e"),
        end(),
        chain("s", "a", "b", "x", "e"),
        flow("x", "a", "lagi = true"),
    )


def test_parallel_instances_collect_their_results_in_the_order_of_the_items() -> None:
    play = Play(load(several("userTask")), variables={"korban": ["A", "B"]})
    first, second = play.tasks

    play.finish(second, nilai=2).finish(first, nilai=1)

    assert play.open == ["b"]
    assert play.variables == {"korban": ["A", "B"], "hasil": [1, 2]}


def test_a_second_round_of_instances_begins_a_new_collection() -> None:
    play = Play(load(several("userTask")), variables={"korban": ["A"]})

    play.complete("a", nilai=1).complete("b", lagi=True).complete("a", nilai=2)

    assert play.variables["hasil"] == [2]


def test_sequential_instances_come_one_after_the_other_with_their_own_item() -> None:
    play = Play(load(several("userTask", sequential=True)), variables={"korban": ["A", "B"]}, reload=True)

    seen = [dict(task.data)["satu"] for task in play.ready]
    play.complete("a", nilai=1)
    seen += [dict(task.data)["satu"] for task in play.ready]
    play.complete("a", nilai=2)

    assert seen == ["A", "B"]
    assert play.variables["hasil"] == [1, 2]


def test_an_empty_list_of_items_is_passed_at_once() -> None:
    assert Play(load(several("userTask")), variables={"korban": []}).open == ["b"]


def test_instances_of_a_sub_process_each_see_their_item() -> None:
    inside = start("is") + users("it") + end("ie") + chain("is", "it", "ie")
    play = Play(load(several("subProcess", inside)), variables={"korban": ["A", "B"]}, reload=True)

    play.complete("it", nilai="a").complete("it", nilai="b")

    assert play.variables["hasil"] == ["a", "b"]
    assert play.open == ["b"]


def test_results_of_a_fixed_number_of_instances_are_collected_too() -> None:
    named = '<bpmn:loopDataOutputRef>hasil</bpmn:loopDataOutputRef><bpmn:outputDataItem id="nilai"/>'
    play = Play(load(document(start(), node("userTask", "a", times(2, named)), end(), chain("s", "a", "e"))))

    play.complete("a", nilai=1).complete("a")

    assert play.variables == {"hasil": [1, None]}


@pytest.mark.parametrize(("code", "way"), [("gagal", "tangani"), ("lain", "lanjut")])
def test_an_error_in_one_of_several_instances_is_caught_by_their_activity_and_an_unknown_one_by_nobody(
    code: str, way: str
) -> None:
    inside = start("is") + users("it") + end("ie", event("error", errorRef=code)) + chain("is", "it", "ie")
    model = document(
        start(),
        node("subProcess", "a", inside + times(1)),
        boundary("x", "a", event("error", errorRef="gagal"), interrupting=True),
        users("tangani", "lanjut"),
        end(),
        chain("s", "a", "lanjut", "e"),
        chain("x", "tangani", "e"),
        before="".join(f'<bpmn:error id="{name}" name="{name}" errorCode="{name}"/>' for name in ("gagal", "lain")),
    )

    assert Play(load(model), reload=True).complete("it").open == [way]


LOOPED = times(3, "<bpmn:completionCondition>cukup = true</bpmn:completionCondition>")


def test_a_completion_condition_withdraws_the_other_instances() -> None:
    play = Play(load(document(start(), node("userTask", "a", LOOPED), end(), chain("s", "a", "e"))))
    assert play.open == ["a", "a", "a"]

    play.complete("a", cukup=True)

    assert len(play.said(facts.TaskCancelled)) == 2
    assert play.variables == {"cukup": True}
    assert play.here.case.completed


def test_a_standard_loop_goes_on_while_its_condition_is_true() -> None:
    condition = "<bpmn:loopCondition>lagi = true</bpmn:loopCondition>"
    loop = f"<bpmn:standardLoopCharacteristics>{condition}</bpmn:standardLoopCharacteristics>"
    play = Play(load(document(start(), node("userTask", "a", loop), end(), chain("s", "a", "e"))), reload=True)

    play.complete("a", lagi=True).complete("a", lagi=True)
    assert play.open == ["a"]
    play.complete("a", lagi=False)

    assert play.here.case.completed


def test_a_cancelled_multi_instance_sub_process_leaves_no_orphan() -> None:
    inside = start("is") + users("it") + end("ie") + chain("is", "it", "ie")
    model = document(
        start(),
        node("subProcess", "a", inside + times(2)),
        boundary("t", "a", timer("timeDuration", "PT1H"), interrupting=True),
        users("b"),
        end(),
        chain("s", "a", "e"),
        chain("t", "b", "e"),
    )
    play = Play(load(model))

    play.fire("t")

    assert play.open == ["b"]
    assert not play.here.case.subprocesses


def message_model(on_boundary: str) -> bytes:
    """Give a user task with a message on its boundary."""
    return document(
        start(),
        users("a", "b"),
        boundary("m1", "a", event("message", messageRef="m"), interrupting=on_boundary == "interrupting"),
        end(),
        chain("s", "a", "e"),
        chain("m1", "b", "e"),
        before=MESSAGES,
    )


def test_a_message_that_does_not_interrupt_is_heard_as_often_as_it_comes() -> None:
    play = Play(load(message_model("keeps")), reload=True)

    play.deliver("hasil_visum", luka=True).deliver("hasil_visum")

    assert play.open == ["a", "b", "b"]
    assert play.variables == {"luka": True}


def test_what_a_boundary_event_that_does_not_interrupt_stands_for_is_noted_each_time() -> None:
    told = node(
        "boundaryEvent",
        "m1",
        event("message", messageRef="m"),
        attachedToRef="a",
        cancelActivity="false",
        lindung_document="surat",
    )
    play = Play(
        load(
            document(
                start(), users("a"), told, end(), chain("s", "a", "e"), end("e2"), chain("m1", "e2"), before=MESSAGES
            )
        )
    )

    noted = [play.deliver("hasil_visum").said(facts.DocumentDue) for _ in range(2)]

    assert noted == [[facts.DocumentDue(element_id="m1", document="surat")]] * 2


def test_an_interrupting_message_withdraws_the_task() -> None:
    play = Play(load(message_model("interrupting")))
    awaited = play.said(facts.MessageAwaited)

    play.deliver("hasil_visum")

    assert [(fact.element_id, fact.message) for fact in awaited] == [("m1", "hasil_visum")]
    assert play.said(facts.MessageNoLongerAwaited) == [facts.MessageNoLongerAwaited(task_id=awaited[0].task_id)]
    assert [fact.element_id for fact in play.said(facts.TaskCancelled)] == ["a"]


def test_a_message_that_nobody_awaits_is_refused() -> None:
    play = Play(load(message_model("keeps")))

    with pytest.raises(MessageNotAwaitedError):
        play.deliver("pencabutan")


def test_a_receive_task_and_a_catch_event_wait_for_their_message_one_delivery_each() -> None:
    model = document(
        start(),
        node("receiveTask", "r", messageRef="m"),
        node("intermediateCatchEvent", "c", event("message", messageRef="m")),
        end(),
        chain("s", "r", "c", "e"),
        before=MESSAGES,
    )
    play = Play(load(model), reload=True)

    play.deliver("hasil_visum")
    assert not play.here.case.completed
    play.deliver("hasil_visum")

    assert play.here.case.completed


def test_messages_are_thrown_with_the_variables_of_their_moment() -> None:
    model = document(
        start(),
        node("sendTask", "k", messageRef="m"),
        node("intermediateThrowEvent", "t", event("message", messageRef="m")),
        end("e", event("message", messageRef="n")),
        chain("s", "k", "t", "e"),
        before=MESSAGES,
    )

    thrown = Play(load(model), variables={"nomor_kasus": "1"}).said(facts.MessageThrown)

    assert [(fact.element_id, fact.message) for fact in thrown] == [
        ("k", "hasil_visum"),
        ("t", "hasil_visum"),
        ("e", "pencabutan"),
    ]
    assert thrown[0].variables == {"nomor_kasus": "1"}


GATEWAY = document(
    start(),
    node("eventBasedGateway", "g"),
    node("intermediateCatchEvent", "lama", timer("timeDuration", "PT2H")),
    node("intermediateCatchEvent", "cepat", timer("timeDuration", "PT1H")),
    node("intermediateCatchEvent", "pesan", event("message", messageRef="m")),
    users("a", "b", "c"),
    end(),
    chain("s", "g", "lama", "a", "e"),
    chain("g", "cepat", "b", "e"),
    chain("g", "pesan", "c", "e"),
    before=MESSAGES,
)


@pytest.mark.parametrize("reload", [False, True])
def test_the_first_event_behind_an_event_gateway_wins(reload: bool) -> None:  # noqa: FBT001 - a parameter
    definition = load(GATEWAY)

    assert Play(definition, reload=reload).fire("cepat").open == ["b"]
    assert Play(definition, reload=reload).fire("lama").open == ["a"]
    assert Play(definition, reload=reload).deliver("hasil_visum").open == ["c"]


def test_an_event_gateway_clears_what_lost() -> None:
    play = Play(load(GATEWAY))
    timers = [fact.timer_id for fact in play.said(facts.TimerSet)]
    awaited = [fact.task_id for fact in play.said(facts.MessageAwaited)]

    play.fire("cepat")

    assert [fact.timer_id for fact in play.said(facts.TimerCleared)] == timers
    assert [fact.task_id for fact in play.said(facts.MessageNoLongerAwaited)] == awaited


def test_a_signal_reaches_every_listener_of_the_instance() -> None:
    signal = event("signal", signalRef="g1")
    model = document(
        start(),
        node("parallelGateway", "g"),
        users("a", "b", "c", "d"),
        node("intermediateThrowEvent", "t", signal),
        boundary("x", "b", signal, interrupting=True),
        boundary("y", "c", signal, interrupting=False),
        end(),
        chain("s", "g", "a", "t", "e"),
        chain("g", "b", "e"),
        chain("g", "c", "e"),
        chain("x", "d", "e"),
        chain("y", "e"),
        before='<bpmn:signal id="g1" name="risiko_naik"/>',
    )

    assert Play(load(model)).complete("a").open == ["c", "d"]


def test_an_escalation_is_heard_by_the_enclosing_activity_and_work_goes_on() -> None:
    escalation = event("escalation", escalationRef="esc")
    inside = start("is") + users("it", "iu") + node("intermediateThrowEvent", "ix", escalation) + end("ie")
    model = document(
        start(),
        node("subProcess", "a", inside + chain("is", "it", "ix", "iu", "ie")),
        boundary("x", "a", escalation, interrupting=False),
        users("atasan"),
        end(),
        chain("s", "a", "e"),
        chain("x", "atasan", "e"),
        before='<bpmn:escalation id="esc" name="naik" escalationCode="naik"/>',
    )

    assert Play(load(model), reload=True).complete("it").open == ["atasan", "iu"]


def test_a_condition_on_a_boundary_is_watched_wherever_variables_change() -> None:
    text = "<bpmn:condition>risiko = &quot;tinggi&quot;</bpmn:condition>"
    condition = f"<bpmn:conditionalEventDefinition>{text}</bpmn:conditionalEventDefinition>"
    model = document(
        start(),
        node("parallelGateway", "g"),
        users("a", "b", "c"),
        boundary("x", "b", condition, interrupting=True),
        end(),
        chain("s", "g", "a", "e"),
        chain("g", "b", "e"),
        chain("x", "c", "e"),
    )

    assert Play(load(model), reload=True).complete("a", risiko="tinggi").open == ["c"]


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

"""Each defect of SpiffWorkflow 3.2.0 twice: that stock still has it, and that a case here does not.

When a stock test fails, upstream has changed: look whether the patch is still needed.
"""

import inspect
import itertools
import logging

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.base.errors import ProcessTooDeepError
from engine.domain.running import facts
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, event, flow, node, start, timer, users
from tests.support.diagrams.stock import Stock
from tests.support.playing.play import Play, load

JOIN_IN_LOOP = document(
    start(),
    users("x", "a", "b", "c"),
    node("parallelGateway", "g"),
    node("parallelGateway", "j"),
    node("exclusiveGateway", "l", default="l-e"),
    end(),
    chain("s", "x", "g", "a", "j", "c", "l", "e"),
    chain("g", "b", "j"),
    flow("l", "x", "ulangi = true"),
)
LOOP = document(
    start(),
    users("x"),
    node("exclusiveGateway", "l", default="l-e"),
    end(),
    chain("s", "x", "l", "e"),
    flow("l", "x", "ulangi = true"),
)
FORK = document(
    start(),
    node("parallelGateway", "g"),
    users("a", "b", "c"),
    node("parallelGateway", "j"),
    end(),
    chain("s", "g", "a", "j", "c", "e"),
    chain("g", "b", "j"),
)


Order = tuple[str, str]
AB, BA = ("a", "b"), ("b", "a")


def _joins_wrongly(play: Play | Stock, orders: tuple[Order, ...]) -> bool:
    for first, second in orders:
        play.complete("x", ulangi=True).complete(first)
        if play.open != [second]:
            return True
        play.complete(second)
        if play.open != ["c"]:
            return True
        play.complete("c")
    return False


def test_stock_releases_a_parallel_join_early_in_the_second_round_of_a_loop() -> None:
    orders = list(itertools.product((AB, BA), repeat=2))

    wrong = [order for order in orders if _joins_wrongly(Stock(JOIN_IN_LOOP), order)]

    assert wrong == [(AB, BA), (BA, AB)]


@pytest.mark.parametrize("orders", list(itertools.product((AB, BA), repeat=3)))
def test_a_parallel_join_in_a_loop_waits_for_both_branches_in_every_round(orders: tuple[Order, ...]) -> None:
    assert not _joins_wrongly(Play(load(JOIN_IN_LOOP)), orders)


def test_stock_lets_a_stale_branch_overwrite_a_fresh_variable_at_a_join() -> None:
    stock = Stock(FORK)
    stock.flow.get_next_task(state=TaskState.READY, spec_name="a").data["risiko"] = "sedang"
    stock.flow.get_next_task(state=TaskState.READY, spec_name="b").data["risiko"] = "sedang"

    stock.complete("a", risiko="tinggi").complete("b")

    assert stock.flow.get_next_task(state=TaskState.READY, spec_name="c").data["risiko"] == "sedang"


def test_a_branch_that_changed_nothing_leaves_the_other_branchs_variable_alone() -> None:
    play = Play(load(FORK), variables={"risiko": "sedang"})

    play.complete("a", risiko="tinggi").complete("b")

    assert play.variables["risiko"] == "tinggi"


def test_stock_changes_the_data_of_a_completed_task_when_a_later_one_changes_inner_data() -> None:
    stock = Stock(document(start(), users("a", "b"), end(), chain("s", "a", "b", "e")))
    stock.complete("a", kasus={"korban": {"umur": 15}})

    stock.flow.get_next_task(state=TaskState.READY, spec_name="b").data["kasus"]["korban"]["umur"] = 99

    assert stock.flow.get_next_task(spec_name="a").data == {"kasus": {"korban": {"umur": 99}}}


def test_completed_tasks_hold_no_data_of_their_own() -> None:
    play = Play(load(document(start(), users("a", "b"), end(), chain("s", "a", "b", "e"))))

    play.complete("a", kasus={"korban": {"umur": 15}}).complete("b", kasus={"korban": {"umur": 16}})

    assert {id(task.data) for task in play.here.case.tasks.values()} == {id(play.here.case.scope)}


def test_stock_loses_whatever_lies_below_depth_1000_without_a_word() -> None:
    stock = Stock(LOOP)
    for _ in range(20):
        stock.complete("x", ulangi=True)

    seen = [task for task in BpmnTaskIterator(stock.flow.task_tree, max_depth=30) if task.state == TaskState.READY]

    assert (stock.open, seen) == (["x"], [])
    assert inspect.signature(BpmnTaskIterator).parameters["max_depth"].default == 1000


def test_a_loop_that_goes_too_deep_fails_aloud() -> None:
    play = Play(load(LOOP))

    play.complete_often("x", 399, ulangi=True)
    with pytest.raises(ProcessTooDeepError) as failed:
        play.complete("x", ulangi=True)

    assert failed.value.ids["element_id"] == "l"


def test_a_deep_loop_over_a_task_with_a_reminder_does_not_exhaust_the_stack() -> None:
    reminder = boundary("t", "x", timer("timeDuration", "PT1H"), interrupting=False) + end("e2") + chain("t", "e2")
    play = Play(load(LOOP.replace(b"</bpmn:process>", reminder.encode() + b"</bpmn:process>")))

    with pytest.raises(ProcessTooDeepError) as failed:
        play.complete_often("x", 300, ulangi=True)

    assert failed.value.ids["element_id"] == "x"


def test_stock_runs_a_task_that_is_not_ready() -> None:
    stock = Stock(document(start(), users("a", "b"), end(), chain("s", "a", "b", "e")))
    later = stock.flow.get_next_task(spec_name="b")

    later.run()

    assert later.state == TaskState.COMPLETED


def test_stock_hands_all_data_of_a_task_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.NOTSET):
        Stock(LOOP).complete("x", ulangi=True, nama="KENARI")

    assert any("KENARI" in repr(record.__dict__) for record in caplog.records)


def test_no_variable_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.NOTSET):
        Play(load(LOOP), reload=True).complete("x", ulangi=True, nama="KENARI").complete("x")

    assert not [record for record in caplog.records if "KENARI" in repr(record.__dict__)]


def test_stock_gives_tasks_random_ids() -> None:
    ids = {Stock(LOOP).flow.get_next_task(spec_name="x").id for _ in range(2)}

    assert len(ids) == 2


def test_task_ids_follow_from_the_instance_and_the_path() -> None:
    definition = load(LOOP)

    first, second = (Play(definition).complete("x", ulangi=True).tasks for _ in range(2))

    assert first == second


def _after_an_outage() -> Stock:
    stock = Stock(_cycle(b'"R3/PT1H"'))
    waiting = stock.flow.get_next_task(state=TaskState.WAITING, spec_name="t")
    waiting.internal_data["event_value"]["next"] = "2020-01-01T00:00:00+00:00"
    stock.flow.refresh_timers()
    stock.flow.do_engine_steps()
    return stock


def test_stock_fires_a_cycle_again_for_every_period_missed() -> None:
    assert _after_an_outage().open == ["a", "lapor", "lapor"]


def test_stock_calls_a_cycles_earlier_escalations_back_when_the_activity_ends() -> None:
    stock = _after_an_outage()

    stock.complete("a")

    assert stock.open == []


def test_an_escalation_that_a_cycle_let_loose_outlives_its_activity() -> None:
    play = Play(load(_cycle(b"R3/PT1H"))).fire("t")

    play.complete("a")

    assert play.open == ["lapor"]


def _cycle(text: bytes) -> bytes:
    model = document(
        start(),
        users("a", "lapor"),
        boundary("t", "a", timer("timeCycle", "?"), interrupting=False),
        end(),
        end("e2"),
        chain("s", "a", "e"),
        chain("t", "lapor", "e2"),
    )
    return model.replace(b"?", text)


ERRORS = document(
    start(),
    node("parallelGateway", "g"),
    node(
        "subProcess",
        "a",
        start("as") + users("at") + end("ae", event("error", errorRef="err")) + chain("as", "at", "ae"),
    ),
    node("subProcess", "b", start("bs") + users("bt") + end("be") + chain("bs", "bt", "be")),
    *(boundary(f"{name}x", name, event("error", errorRef="err"), interrupting=True) for name in "ab"),
    users("dari_a", "dari_b"),
    end(),
    chain("s", "g", "a", "e"),
    chain("g", "b", "e"),
    chain("ax", "dari_a", "e"),
    chain("bx", "dari_b", "e"),
    before='<bpmn:error id="err" name="gagal" errorCode="gagal"/>',
)


def test_stock_lets_an_unconcerned_activity_catch_the_error_of_its_neighbour() -> None:
    stock = Stock(ERRORS)

    stock.complete("at")

    assert stock.open == ["dari_a", "dari_b"]


def test_an_error_is_caught_by_the_activity_that_encloses_it_only() -> None:
    play = Play(load(ERRORS))

    play.complete("at")

    assert play.open == ["bt", "dari_a"]


def test_stock_evaluates_python_from_a_diagram() -> None:
    assert PythonScriptEngine().environment.evaluate("__import__('os').sep", {}) == "/"


@pytest.mark.parametrize(("text", "hours"), [("-PT1H", 1), ("PT1H", 1)])
def test_stock_reads_a_negative_duration_as_one_to_come(text: str, hours: int) -> None:
    assert TimerEventDefinition.parse_iso_duration(text) == {"hours": hours}


HEARD = document(
    start(),
    users("a", "b"),
    boundary("x", "a", event("message", messageRef="m"), interrupting=False),
    end(),
    chain("s", "a", "e"),
    chain("x", "b", "e"),
    before='<bpmn:message id="m" name="kabar"/>',
)


def test_stock_hears_a_message_that_does_not_interrupt_only_once() -> None:
    stock = Stock(HEARD)
    kabar = BpmnEvent(MessageEventDefinition("kabar"), payload={})
    stock.flow.send_event(kabar)
    stock.flow.do_engine_steps()

    with pytest.raises(WorkflowException):
        stock.flow.send_event(kabar)


def test_stock_collects_results_in_the_order_of_completion_and_fails_in_a_second_round() -> None:
    stock = Stock(COLLECTING)
    for place in (1, 0):
        task = stock.flow.get_tasks(state=TaskState.READY, spec_name="a [child]")[place]
        task.data["nilai"] = task.internal_data["item" if "item" in task.internal_data else "key_or_index"]
        task.run()
        stock.flow.do_engine_steps()
    assert stock.flow.get_next_task(state=TaskState.READY, spec_name="b").data["hasil"] == [1, 0]

    with pytest.raises(WorkflowException):
        stock.complete("b", ulangi=True)


COLLECTING = document(
    start(),
    node(
        "userTask",
        "a",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>korban</bpmn:loopDataInputRef>"
        '<bpmn:loopDataOutputRef>hasil</bpmn:loopDataOutputRef><bpmn:outputDataItem id="nilai"/>'
        "</bpmn:multiInstanceLoopCharacteristics>",
    ),
    node("scriptTask", "isi", "<bpmn:script>korban = [5, 6]</bpmn:script>"),
    users("b"),
    node("exclusiveGateway", "l", default="l-e"),
    end(),
    chain("s", "isi", "a", "b", "l", "e"),
    flow("l", "a", "ulangi = true"),
)


def test_a_terminating_end_withdraws_everything() -> None:
    play = Play(
        load(
            document(
                start(),
                node("parallelGateway", "g"),
                users("a", "b"),
                end("e", event("terminate")),
                end("e2"),
                chain("s", "g", "a", "e"),
                chain("g", "b", "e2"),
            )
        )
    )

    play.complete("a")

    assert play.said(facts.InstanceEnded) == [facts.InstanceEnded(end_elements=("e",))]
    assert [fact.element_id for fact in play.said(facts.TaskCancelled)] == ["b"]


def test_a_child_is_counted_among_those_that_are_left_after_one_was_taken_away() -> None:
    play = Play(load(document(start(), users("a"), end(), chain("s", "a", "e"))))
    (task,) = play.ready
    first = task._add_child(task.task_spec.outputs[0])
    second = task._add_child(task.task_spec.outputs[0])
    task.workflow._remove_task(second.id)

    assert task._add_child(task.task_spec.outputs[0]).id == second.id
    assert first.id != second.id

"""The one way in: which inputs are refused, what facts a step gives, and that threads do not disturb each other."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.bpmn.base.errors import InstanceNotRunningError, TaskNotReadyError
from engine.bpmn.running import runner
from engine.domain.running import facts, inputs
from engine.errors import ProcessFailedError
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
from tests.support.playing.play import CALENDAR, TUESDAY, Play, load

MOMENT = runner.Moment(now=TUESDAY, calendar=CALENDAR)
LINE = document(start(), users("a", "b"), end(), chain("s", "a", "b", "e"))


def test_a_start_opens_the_first_task() -> None:
    play = Play(load(LINE), variables={"x": 1})

    opened, passed = play.facts

    assert isinstance(opened, facts.TaskOpened)
    assert (opened.element_id, opened.name, opened.role, opened.form) == ("a", "a", "", None)
    assert passed == facts.Passed(elements=("s",), flows=("s-a",))


def test_completing_gives_closed_opened_and_the_path_in_order() -> None:
    play = Play(load(LINE))
    (task_id,) = play.tasks

    play.complete("a", x=1)

    assert [type(fact) for fact in play.facts] == [facts.TaskCompleted, facts.TaskOpened, facts.Passed]
    assert play.facts[0] == facts.TaskCompleted(task_id=task_id, element_id="a")
    assert play.variables == {"x": 1}


def test_the_last_completion_ends_the_instance() -> None:
    play = Play(load(LINE)).complete("a").complete("b")

    assert play.facts[-2:] == (
        facts.Passed(elements=("b", "e"), flows=("b-e",)),
        facts.InstanceEnded(end_elements=("e",)),
    )
    assert play.here.case.completed


def test_what_a_task_carries_is_told_when_it_opens() -> None:
    lane = node("laneSet", "ls", node("lane", "l", "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>", lindung_role="kepala"))
    task = node(
        "userTask",
        "a",
        name="Putuskan",
        lindung_form="putusan",
        lindung_separateFrom="usul",
        lindung_document="surat nota",
    )
    play = Play(load(document(lane, start(), task, end(), chain("s", "a", "e"))))

    (opened,) = play.said(facts.TaskOpened)
    play.complete("a")

    assert (opened.name, opened.role, opened.form, opened.separate_from) == ("Putuskan", "kepala", "putusan", "usul")
    assert [fact.document for fact in play.said(facts.DocumentDue)] == ["surat", "nota"]


def test_a_called_process_without_lanes_works_in_its_callers_lane() -> None:
    called = document(start("cs"), users("ct"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")
    call = node("callActivity", "k", calledElement="tahap", lindung_role="psikolog")
    play = Play(load(document(start(), call, end(), chain("s", "k", "e")), tahap_bpmn=called))

    assert [fact.role for fact in play.said(facts.TaskOpened)] == ["psikolog"]


@pytest.mark.parametrize("task_id", ["", "bukan-uuid", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_task_is_refused_and_nothing_changes(task_id: str) -> None:
    play = Play(load(LINE))
    before = play.here.dumps()

    with pytest.raises(TaskNotReadyError):
        play.apply(inputs.Complete(task_id=task_id, variables={"x": 1}))

    assert play.here.dumps() == before


def test_a_completed_task_cannot_be_completed_again() -> None:
    play = Play(load(LINE))
    (task_id,) = play.tasks
    play.complete("a")

    with pytest.raises(TaskNotReadyError):
        play.finish(task_id)


def test_nothing_but_a_start_begins_and_nothing_follows_the_end() -> None:
    definition, cancel = load(LINE), inputs.Cancel(reason_code="salah_input")
    ended = Play(definition)
    ended.apply(cancel)

    with pytest.raises(InstanceNotRunningError):
        runner.apply(definition, None, cancel, moment=MOMENT)
    with pytest.raises(InstanceNotRunningError):
        ended.apply(cancel)
    with pytest.raises(InstanceNotRunningError):
        ended.apply(inputs.Start(instance_id="kasus-1", start_event="s", variables={}))


@pytest.mark.parametrize(
    ("value", "reason"), [(object(), "TypeError"), (float("nan"), "ValueError"), ("\ud800", "UnicodeEncodeError")]
)
def test_variables_that_a_snapshot_cannot_hold_are_a_technical_failure(value: object, reason: str) -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(load(LINE)).complete("a", x=value)

    assert failed.value.ids == {"element_id": "a", "reason": reason}


def test_the_path_tells_boundary_events_gateways_and_joins_but_no_inner_machinery() -> None:
    model = document(
        start(),
        node("parallelGateway", "g"),
        users("a", "b"),
        boundary("t", "a", timer("timeDuration", "PT1H"), interrupting=False),
        node("parallelGateway", "j"),
        end(),
        end("e2"),
        chain("s", "g", "a", "j", "e"),
        chain("g", "b", "j"),
        chain("t", "e2"),
    )
    play = Play(load(model))
    assert play.said(facts.Passed) == [facts.Passed(elements=("s", "g"), flows=("s-g", "g-a", "g-b"))]

    assert play.fire("t").said(facts.Passed) == [facts.Passed(elements=("t", "e2"), flows=("t-e2",))]
    assert play.complete("a").said(facts.Passed) == [facts.Passed(elements=("a",), flows=("a-j",))]
    assert play.complete("b").said(facts.Passed) == [facts.Passed(elements=("b", "j", "e"), flows=("b-j", "j-e"))]


def test_a_reminder_that_repeats_shows_its_path_each_time() -> None:
    model = document(
        start(),
        users("a", "b"),
        boundary("t", "a", timer("timeCycle", "R/PT1H"), interrupting=False),
        end(),
        chain("s", "a", "e"),
        chain("t", "b", "e"),
    )
    play = Play(load(model))

    paths = [play.fire("t").said(facts.Passed) for _ in range(2)]

    assert paths == [[facts.Passed(elements=("t",), flows=("t-b",))]] * 2


def test_several_instances_count_as_one_element_on_the_path() -> None:
    play = Play(load(document(start(), node("userTask", "a", times(2)), end(), chain("s", "a", "e"))))

    play.complete("a").complete("a")

    assert play.said(facts.Passed) == [facts.Passed(elements=("a", "e"), flows=("a-e",))]


def test_two_flows_between_the_same_elements_are_both_told() -> None:
    model = document(
        start(),
        node("parallelGateway", "g"),
        node("parallelGateway", "j"),
        end(),
        chain("s", "g", "j", "e"),
        flow("g", "j").replace('id="g-j"', 'id="lain"'),
    )

    assert Play(load(model)).said(facts.Passed)[0].flows == ("s-g", "g-j", "lain", "j-e")


def test_threads_that_run_instances_of_one_definition_do_not_disturb_each_other() -> None:
    model = document(
        start(),
        node("parallelGateway", "g"),
        users("a"),
        node("userTask", "m", times(3)),
        boundary("t", "a", timer("timeDate", "= jam_kerja(jam)"), interrupting=False),
        node("parallelGateway", "j"),
        users("b"),
        end(),
        chain("s", "g", "a", "j", "b", "e"),
        chain("g", "m", "j"),
    )
    definition = load(model)

    def whole(hours: int) -> tuple[object, bool]:
        play = Play(definition, variables={"jam": hours})
        due = play.due["t"]
        play.complete("m").complete("a").complete("m").complete("m").complete("b")
        return due, play.here.case.completed

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(whole, [1, 2, 3, 4] * 20))

    assert len(set(results[:4])) == 4
    assert results == results[:4] * 20
    assert all(completed for _, completed in results)


def test_a_transaction_that_is_cancelled_leaves_by_its_cancel_boundary() -> None:
    inside = start("is") + users("it") + end("ie", event("cancel")) + chain("is", "it", "ie")
    model = document(
        start(),
        node("transaction", "trx", inside),
        boundary("x", "trx", event("cancel"), interrupting=True),
        users("batal", "lanjut"),
        end(),
        chain("s", "trx", "lanjut", "e"),
        chain("x", "batal", "e"),
    )

    assert Play(load(model), reload=True).complete("it").open == ["batal"]

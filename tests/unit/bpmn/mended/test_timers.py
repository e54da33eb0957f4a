"""Timers wait under the moment that is given, and fire by an input only."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.bpmn.base.errors import TimerNotWaitingError
from engine.domain.running import facts, inputs
from engine.errors import ProcessFailedError
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, node, start, timer, users
from tests.support.playing.play import TUESDAY, Play, load


def waiting(kind: str, text: str, *, interrupting: bool = False) -> bytes:
    """Give a user task with a timer on its boundary that opens an escalation."""
    return document(
        start(),
        users("a", "lapor"),
        boundary("t", "a", timer(kind, text), interrupting=interrupting),
        end(),
        end("e2"),
        chain("s", "a", "e"),
        chain("t", "lapor", "e2"),
    )


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "PT8H", TUESDAY + timedelta(hours=8)),
        ("timeDuration", "P1M", datetime(2026, 4, 17, 3, tzinfo=UTC)),
        ("timeDuration", "= duration(&quot;PT90M&quot;)", TUESDAY + timedelta(minutes=90)),
        ("timeDuration", "= duration(&quot;P1M&quot;)", datetime(2026, 4, 17, 3, tzinfo=UTC)),
        ("timeDate", "2026-03-18T08:00:00+07:00", datetime(2026, 3, 18, 1, tzinfo=UTC)),
        ("timeDate", "= date(&quot;2026-03-18&quot;)", datetime(2026, 3, 17, 17, tzinfo=UTC)),
        ("timeDate", "= date and time(&quot;2026-03-18T08:00:00&quot;)", datetime(2026, 3, 18, 1, tzinfo=UTC)),
        ("timeDate", "= sidang_pada", datetime(2026, 3, 20, 2, tzinfo=UTC)),
        ("timeDate", "= jam_kerja(4)", datetime(2026, 3, 17, 7, tzinfo=UTC)),
        ("timeDate", "= hari_kerja(1)", datetime(2026, 3, 18, 9, tzinfo=UTC)),
        ("timeCycle", "R3/PT10M", TUESDAY + timedelta(minutes=10)),
        ("timeCycle", "= &quot;R/PT1H&quot;", TUESDAY + timedelta(hours=1)),
    ],
)
def test_a_timer_is_due_by_its_text_and_the_moment_at_which_the_wait_begins(
    kind: str, text: str, due: datetime
) -> None:
    play = Play(load(waiting(kind, text)), variables={"sidang_pada": "2026-03-20T02:00:00Z"})

    assert play.due == {"t": due}
    assert [fact.due_at for fact in play.said(facts.TimerSet)] == [due]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "-PT1H"),
        ("timeDuration", "8 jam"),
        ("timeDate", "2026-03-18T08:00:00"),
        ("timeDate", "R3/PT10M"),
        ("timeCycle", "0 9 * * 1"),
        ("timeDate", "= 5"),
    ],
)
def test_a_timer_text_that_gives_no_moment_is_a_technical_failure(kind: str, text: str) -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(load(waiting(kind, text)))

    assert failed.value.ids == {"element_id": "t", "reason": "timer_text_invalid"}


@pytest.mark.parametrize("reload", [False, True])
def test_an_interrupting_timer_withdraws_the_task(reload: bool) -> None:  # noqa: FBT001 - a parameter
    play = Play(load(waiting("timeDuration", "PT1H", interrupting=True)), reload=reload)

    play.fire("t")

    assert play.open == ["lapor"]
    assert len(play.said(facts.TaskCancelled)) == len(play.said(facts.TimerCleared)) == 1


def test_a_timer_that_does_not_interrupt_fires_once() -> None:
    play = Play(load(waiting("timeDuration", "PT1H")), reload=True)

    play.fire("t")

    assert (play.open, play.due) == (["a", "lapor"], {})


def test_a_timer_goes_with_its_task() -> None:
    play = Play(load(waiting("timeDuration", "PT1H")))

    play.complete("a")

    assert len(play.said(facts.TimerCleared)) == 1
    assert play.here.case.completed


def test_a_timer_fires_neither_by_itself_nor_before_its_time() -> None:
    play = Play(load(waiting("timeDuration", "PT1H"))).after(minutes=59)
    timer_id = next(task_id for task_id in play.timer_ids)

    with pytest.raises(TimerNotWaitingError):
        play.apply(inputs.FireTimer(timer_id=timer_id))
    with pytest.raises(TimerNotWaitingError):
        play.apply(inputs.FireTimer(timer_id="sla:tidak_ada-1:100"))

    assert play.after(days=9).open == ["a"]


def test_a_cycle_fires_as_often_as_it_says() -> None:
    play = Play(load(waiting("timeCycle", "R2/PT10M")), reload=True)

    play.fire("t")
    assert play.due == {"t": TUESDAY + timedelta(minutes=20)}
    play.fire("t")

    assert play.due == {"t": None}
    assert play.open == ["a", "lapor", "lapor"]
    assert play.complete("a").open == ["lapor", "lapor"]


def test_a_cycle_fires_once_after_an_outage_and_stays_on_its_grid() -> None:
    play = Play(load(waiting("timeCycle", "R/PT1H")), reload=True).after(hours=6, minutes=20)

    play.fire("t")

    assert play.open == ["a", "lapor"]
    assert play.due == {"t": TUESDAY + timedelta(hours=7)}


def test_an_interrupting_cycle_fires_at_its_first_moment_only() -> None:
    play = Play(load(waiting("timeCycle", "R3/PT1H", interrupting=True)))

    play.fire("t")

    assert (play.open, play.due) == (["lapor"], {})


def test_a_date_that_is_still_unknown_waits_until_the_variable_is_there() -> None:
    model = document(
        start(),
        node("parallelGateway", "g"),
        users("a"),
        node("intermediateCatchEvent", "t", timer("timeDate", "= sidang_pada")),
        end(),
        chain("s", "g", "a", "e"),
        chain("g", "t", "e"),
    )
    play = Play(load(model), reload=True)
    assert play.due == {"t": None}
    assert play.said(facts.TimerSet) == []

    play.complete("a", sidang_pada="2026-03-20T02:00:00Z")

    assert [fact.due_at for fact in play.said(facts.TimerSet)] == [datetime(2026, 3, 20, 2, tzinfo=UTC)]
    assert play.fire("t").here.case.completed

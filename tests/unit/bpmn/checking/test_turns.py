"""Turns: two at once, a few that wait, one draft at a time, and the newest revision alone."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from engine.bpmn.checking.turns import CheckerBusyError, CheckSupersededError, Turns
from tests.support.servers import processes

LONG, SHORT = 60.0, 0.01


def turns(seconds: float = LONG) -> Turns:
    return Turns(most=2, seats=2, seconds=seconds)


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=8) as pool:
        yield pool


def wait_for(hands: ThreadPoolExecutor, asked: Turns, draft: str, revision: int, done: list[str]) -> "Future[None]":
    """Ask for a turn in a thread of its own, and come back when it waits."""

    def take() -> None:
        with asked.turn(draft, revision):
            done.append(f"{draft}{revision}")

    before = list(asked._waiting)
    future = hands.submit(take)

    def sits() -> None:
        if asked._waiting == before:
            raise LookupError

    processes.until(sits, failing=LookupError)
    return future


def test_two_work_side_by_side_and_the_next_waits_its_turn(hands: ThreadPoolExecutor) -> None:
    asked, done = turns(), list[str]()
    with contextlib.ExitStack() as stack:
        stack.enter_context(asked.turn("a", 1))
        with asked.turn("b", 1):
            later = [wait_for(hands, asked, name, 1, done) for name in "cd"]
            assert done == []
        assert [one.result(LONG) for one in later] == [None, None]

    assert done == ["c1", "d1"]


def test_a_draft_has_one_turn_at_a_time_and_lets_others_pass(hands: ThreadPoolExecutor) -> None:
    asked, done = turns(), list[str]()
    with asked.turn("a", 1):
        second = wait_for(hands, asked, "a", 2, done)
        with asked.turn("b", 1):
            assert not second.done()

    second.result(LONG)
    assert done == ["a2"]


def test_the_newest_revision_takes_the_place_of_one_that_waits(hands: ThreadPoolExecutor) -> None:
    asked, done = turns(), list[str]()
    with asked.turn("a", 1):
        second = wait_for(hands, asked, "a", 2, done)
        third = wait_for(hands, asked, "a", 3, done)
        with pytest.raises(CheckSupersededError):
            second.result(LONG)

    third.result(LONG)
    assert done == ["a3"]


def test_an_older_revision_comes_too_late() -> None:
    asked = turns()

    with asked.turn("a", 2), pytest.raises(CheckSupersededError), asked.turn("a", 1):
        pass


def test_the_same_revision_is_worked_on_again() -> None:
    asked = turns()

    for _ in range(2):
        with asked.turn("a", 1):
            pass


def test_whoever_finds_no_seat_is_told_at_once(hands: ThreadPoolExecutor) -> None:
    asked, done = turns(), list[str]()
    with asked.turn("a", 1), asked.turn("b", 1):
        later = [wait_for(hands, asked, name, 1, done) for name in "cd"]
        with pytest.raises(CheckerBusyError), asked.turn("e", 1):
            pass

    assert [one.result(LONG) for one in later] == [None, None]


def test_nobody_waits_longer_than_allowed() -> None:
    asked = turns(SHORT)

    with asked.turn("a", 1), asked.turn("b", 1), pytest.raises(CheckerBusyError), asked.turn("c", 1):
        pass
    with asked.turn("c", 1):
        assert asked._waiting == []


def test_a_turn_is_given_back_after_a_failure() -> None:
    asked = turns(SHORT)

    for number in range(3):
        with pytest.raises(KeyError), asked.turn("a", number):
            raise KeyError


def test_whoever_stops_waiting_gives_the_seat_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = turns()

    def interrupted(*_arguments: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(asked._changed, "wait_for", interrupted)
    with pytest.raises(KeyboardInterrupt), asked.turn("a", 1):
        pass

    assert asked._waiting == []


def test_both_of_two_free_turns_are_taken(hands: ThreadPoolExecutor) -> None:
    asked, done = turns(), list[str]()
    for _ in range(20):
        with asked.turn("a", 1), asked.turn("b", 1):
            later = [wait_for(hands, asked, name, 1, done) for name in "cd"]

        assert [one.result(LONG) for one in later] == [None, None]

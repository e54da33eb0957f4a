"""The inbox: its parts and orders, the next task, several at once, and why a task is due."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.people import actors
from engine.services.base import cursors
from engine.services.inbox import at_once, inbox
from engine.services.inbox.inbox import TaskQuery
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import UserTaskView
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks as stored
from tests.support.offices import procedures
from tests.support.offices.factories import Office


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Deploy the procedure of two steps and give an intake officer."""
    office.deploy(procedures.two_steps(separate=True))
    return office.user("siti", "petugas_pengaduan")


def _tasks(office: Office, actor: actors.Actor, count: int) -> list[str]:
    return [office.start(actor).open_user_tasks[0].id for _ in range(count)]


def _set(office: Office, task_id: str, *, due: timedelta | None = None, risk: str | None = None) -> None:
    """Set what a task's urgency comes from; its warning lies an hour before it is due."""
    now = office.clock.now()
    with office.acting(actors.system("cli")) as tx:
        row = tx.session.get_one(UserTask, task_id)
        row.risk = risk
        if due is not None:
            row.due_at = row.due_order = now + due
            row.warn_at = now + due - timedelta(hours=1)


def _search(office: Office, actor: actors.Actor, query: TaskQuery) -> list[str]:
    with office.acting(actor) as tx:
        return [task.id for task in inbox.search(tx, query).items]


def _next(office: Office, actor: actors.Actor, query: TaskQuery | None = None) -> UserTaskView | None:
    with office.acting(actor) as tx:
        return at_once.take_next(tx, query)


def test_the_next_task_is_by_lateness_then_risk_then_due(office: Office, officer: actors.Actor) -> None:
    low, high, unknown, calm, never = _tasks(office, officer, 5)
    _set(office, low, due=timedelta(hours=-9), risk="rendah")
    _set(office, high, due=timedelta(hours=-1), risk="tinggi")
    _set(office, unknown, due=timedelta(minutes=30))
    _set(office, calm, due=timedelta(days=3), risk="tinggi")

    given = [_next(office, officer) for _ in range(6)]

    assert [one and one.id for one in given] == [high, low, unknown, calm, never, None]


def test_an_unknown_risk_comes_before_a_medium_one(office: Office, officer: actors.Actor) -> None:
    medium, unknown = _tasks(office, officer, 2)
    _set(office, medium, due=timedelta(hours=-2), risk="sedang")
    _set(office, unknown, due=timedelta(hours=-1))

    found = _next(office, officer)

    assert found is not None
    assert found.id == unknown


def test_the_next_task_keeps_to_what_is_asked_for(office: Office, officer: actors.Actor) -> None:
    late, calm = _tasks(office, officer, 2)
    _set(office, late, due=timedelta(hours=-1))

    assert _next(office, officer, TaskQuery(role="penyelia")) is None
    found = _next(office, officer, TaskQuery(sla_state="none"))

    assert found is not None
    assert found.id == calm


def test_a_two_person_step_is_passed_over(office: Office, officer: actors.Actor) -> None:
    both = office.user("ida", "petugas_pengaduan", "penyelia")
    first = _tasks(office, both, 1)[0]
    office.complete(both, first)

    assert _next(office, both) is None


def test_people_who_ask_at_once_get_different_tasks(office: Office, officer: actors.Actor) -> None:
    _tasks(office, officer, 6)
    clerks = [office.user(f"petugas{number}", "petugas_pengaduan") for number in range(3)]

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda number: _next(office, clerks[number % 3]), range(6)))

    taken = Counter(one.id for one in found if one is not None)
    assert set(taken.values()) == {1}
    while _next(office, clerks[0]) is not None:
        pass
    assert _search(office, clerks[0], TaskQuery(inbox="roles")) == []


def test_my_tasks_and_my_roles_tasks_are_two_lists(office: Office, officer: actors.Actor) -> None:
    mine, waiting = _tasks(office, officer, 2)
    with office.acting(officer) as tx:
        life_cycle.claim(tx, mine)

    assert _search(office, officer, TaskQuery(inbox="mine")) == [mine]
    assert _search(office, officer, TaskQuery(inbox="roles")) == [waiting]
    with office.acting(officer) as tx:
        counted = inbox.counts(tx, {"mine": TaskQuery(inbox="mine"), "all": TaskQuery(), "none": TaskQuery(q="xyz")})
    assert counted == {"mine": 1, "all": 2, "none": 0}


@pytest.mark.parametrize("sort", inbox.SORTS)
def test_every_order_is_paged_without_gap_or_repetition(office: Office, officer: actors.Actor, sort: str) -> None:
    ids = _tasks(office, officer, 5)
    for number, task_id in enumerate(ids):
        _set(office, task_id, due=timedelta(hours=number % 2), risk=("rendah", None, "tinggi", "tinggi", None)[number])
    found: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        with office.acting(officer) as tx:
            page = inbox.search(tx, TaskQuery(sort=sort, cursor=cursor, limit=2))
        found += [task.id for task in page.items]
        cursor = page.next

    assert (sorted(found), cursor) == (sorted(ids), None)
    assert found == _search(office, officer, TaskQuery(sort=sort))
    if sort == "risk":
        assert set(found[:2]) == {ids[2], ids[3]}
        assert found[-1] == ids[0]


def test_a_cursor_of_another_order_is_refused(office: Office, officer: actors.Actor) -> None:
    _tasks(office, officer, 2)
    with office.acting(officer) as tx:
        cursor = inbox.search(tx, TaskQuery(sort="risk", limit=1)).next

    with pytest.raises(cursors.CursorInvalidError), office.acting(officer) as tx:
        inbox.search(tx, TaskQuery(sort="due_at", cursor=cursor))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (TaskQuery(risk="tinggi"), {"a"}),
        (TaskQuery(risk="none"), {"b"}),
        (TaskQuery(channel="datang"), {"a", "b"}),
        (TaskQuery(channel="surat"), set()),
        (TaskQuery(due_within=timedelta(hours=2)), {"a"}),
        (TaskQuery(due_within=timedelta(days=9)), {"a", "b"}),
        (TaskQuery(process_definition="lain"), set()),
    ],
)
def test_filters_narrow(office: Office, officer: actors.Actor, query: TaskQuery, found: set[str]) -> None:
    named = dict(zip("ab", _tasks(office, officer, 2), strict=True))
    _set(office, named["a"], due=timedelta(hours=1), risk="tinggi")
    _set(office, named["b"], due=timedelta(days=5))

    assert set(_search(office, officer, query)) == {named[one] for one in found}


def test_several_tasks_are_each_done_or_refused_for_themselves(office: Office, officer: actors.Actor) -> None:
    other, supervisor = office.user("budi", "petugas_pengaduan"), office.user("ida", "penyelia")
    ids = _tasks(office, officer, 3)
    with office.acting(other) as tx:
        life_cycle.claim(tx, ids[1])

    with office.acting(officer) as tx:
        claimed = at_once.claim_each(tx, [*ids, "tidak-ada", ids[0]])
    with office.acting(supervisor) as tx:
        given = at_once.delegate_each(tx, ids, to_username="budi")
        unfit = at_once.delegate_each(tx, ids[:1], to_username="ida")
    with office.acting(supervisor) as tx:
        freed = at_once.release_each(tx, ids)

    assert [one.refusal and one.refusal.code for one in claimed] == [None, "already_claimed", None, "not_found"]
    assert {one.task and one.task.assignee for one in given} == {other.id}
    assert [one.refusal and one.refusal.code for one in unfit] == ["delegate_unfit"]
    assert [one.task and one.task.assignee for one in freed] == [None, None, None]


def test_too_many_tasks_at_once_are_refused(office: Office, officer: actors.Actor) -> None:
    with pytest.raises(at_once.TooManyTasksError), office.acting(officer) as tx:
        at_once.claim_each(tx, [str(number) for number in range(101)])


@pytest.mark.parametrize("few", [0, 3, 200])
@pytest.mark.parametrize("sort", inbox.SORTS)
def test_a_narrow_filter_finds_the_same_however_little_fits(
    office: Office, officer: actors.Actor, monkeypatch: pytest.MonkeyPatch, sort: str, few: int
) -> None:
    monkeypatch.setattr(stored, "FEW", few)
    ids = _tasks(office, officer, 5)
    for number, task_id in enumerate(ids[:4]):
        _set(office, task_id, due=timedelta(minutes=9 - number), risk=("rendah", "tinggi", None, "sedang")[number])
    query = TaskQuery(inbox="roles", sla_state="warning", q="00", sort=sort)

    with office.acting(officer) as tx:
        first = inbox.search(tx, replace(query, limit=3))
        rest = inbox.search(tx, replace(query, limit=3, cursor=first.next))

    found = [task.id for task in (*first.items, *rest.items)]
    assert (sorted(found), rest.next) == (sorted(ids[:4]), None)
    assert found == [one for one in _search(office, officer, TaskQuery(sort=sort)) if one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [("TTG-2026", 1), ("ttg-2026-0", 1), ("TERIMA lap", 1), ("00001", 1), ("%", 0), ("_", 0), ("T%G", 0), ("/", 0)],
)
def test_a_piece_of_text_is_found_in_either_case_and_means_itself(
    office: Office, officer: actors.Actor, text: str, found: int
) -> None:
    _tasks(office, officer, 1)

    assert len(_search(office, officer, TaskQuery(q=text))) == found

"""The team board: who has how much to do, what is late, what nobody has taken, and where work gathers."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from engine import errors
from engine.domain.people import actors
from engine.services.inbox import inbox, team
from engine.services.inbox.inbox import TaskQuery
from engine.services.inbox.team import Board
from engine.services.user_tasks import life_cycle
from engine.store.tables.user_tasks import UserTask
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

OTHER = "uptd_ppa_jember"


@pytest.fixture
def lead(office: Office) -> actors.Actor:
    """Deploy the procedure of two steps and give the supervisor of the team."""
    office.deploy(procedures.two_steps())
    return office.user("ratna", "penyelia")


@pytest.fixture
def officer(office: Office, lead: actors.Actor) -> actors.Actor:
    """Give an officer of the team, beside its supervisor."""
    return office.user("siti", "petugas_pengaduan")


def _task(office: Office, officer: actors.Actor, *, due: timedelta | None = None, waited: timedelta) -> str:
    """Open a task that has waited so long; its warning lies an hour before it is due."""
    task_id = office.start(officer).open_user_tasks[0].id
    with office.acting(CLI) as tx:
        row = tx.session.get_one(UserTask, task_id)
        row.created_at = tx.now - waited
        if due is not None:
            row.due_at = row.due_order = tx.now + due
            row.warn_at = row.due_at - timedelta(hours=1)
    return task_id


def _board(office: Office, actor: actors.Actor, agency: str | None = None) -> Board:
    with office.acting(actor) as tx:
        return team.board(tx, agency)


def _work(office: Office, officer: actors.Actor) -> None:
    """Open one late task that is taken, one soon late and one without a promise."""
    late = _task(office, officer, due=timedelta(hours=-1), waited=timedelta(hours=8))
    _task(office, officer, due=timedelta(minutes=30), waited=timedelta(hours=3))
    _task(office, officer, waited=timedelta(hours=1))
    with office.acting(officer) as tx:
        life_cycle.claim(tx, late)


def test_the_board_tells_totals_and_what_nobody_has_taken(
    office: Office, lead: actors.Actor, officer: actors.Actor
) -> None:
    _work(office, officer)

    board = _board(office, lead)

    assert board.total == team.Load(open=3, late=1, soon=1)
    assert board.unassigned == team.Load(open=2, late=0, soon=1)


def test_everybody_who_could_work_is_on_the_board(office: Office, lead: actors.Actor, officer: actors.Actor) -> None:
    _work(office, officer)
    office.user("bening", "auditor")

    loads = {one.name: one.load for one in _board(office, lead).people}

    assert loads == {"Siti": team.Load(open=1, late=1, soon=0), "Ratna": team.Load(open=0, late=0, soon=0)}


def test_who_has_left_stays_while_they_hold_a_task(office: Office, lead: actors.Actor, officer: actors.Actor) -> None:
    _work(office, officer)
    with office.acting(CLI) as tx:
        tx.session.execute(text("UPDATE users SET active = false WHERE username = 'siti'"))

    assert [one.name for one in _board(office, lead).people] == ["Siti", "Ratna"]


@pytest.mark.parametrize(
    ("waited", "middle"), [((1, 3, 8), 3), ((1, 3, 5, 8), 4), ((7,), 7)], ids=["odd", "even", "one"]
)
def test_a_step_tells_for_how_long_its_middle_task_waits(
    office: Office, lead: actors.Actor, officer: actors.Actor, waited: tuple[int, ...], middle: int
) -> None:
    for hours in waited:
        _task(office, officer, waited=timedelta(hours=hours))

    (step,) = _board(office, lead).steps

    assert (step.age, step.open) == (timedelta(hours=middle), len(waited))


def test_steps_are_told_apart_the_most_pressing_first(
    office: Office, lead: actors.Actor, officer: actors.Actor
) -> None:
    _work(office, officer)
    office.complete(officer, _task(office, officer, waited=timedelta(hours=1)))

    first, second = _board(office, lead).steps

    assert (first.open, first.late, first.unassigned) == (3, 1, 2)
    assert (second.open, second.late, second.age) == (1, 0, timedelta())


def test_each_figure_is_as_long_as_the_list_behind_it(
    office: Office, lead: actors.Actor, officer: actors.Actor
) -> None:
    _work(office, officer)
    (step,) = _board(office, lead).steps
    asked = TaskQuery(agency=AGENCY, process_definition=step.procedure, element_id=step.element_id)

    with office.acting(lead) as tx:
        listed = [
            len(inbox.search(tx, query).items)
            for query in (
                asked,
                TaskQuery(agency=AGENCY, sla_state="breached", assignee=officer.id),
                TaskQuery(agency=AGENCY, sla_state="warning", assignee="none"),
                TaskQuery(agency=OTHER),
                TaskQuery(element_id="tidak_ada"),
            )
        ]

    assert listed == [step.open, 1, 1, 0, 0]


def test_a_team_without_tasks_has_an_empty_board(office: Office, lead: actors.Actor) -> None:
    board = _board(office, lead)

    assert (board.total.open, board.steps) == (0, ())
    assert [one.name for one in board.people] == ["Ratna"]


def test_another_agency_s_board_does_not_exist(office: Office, lead: actors.Actor, officer: actors.Actor) -> None:
    _work(office, officer)
    neighbour = office.user("wening", "penyelia", agency=OTHER)

    assert _board(office, neighbour).total.open == 0
    with pytest.raises(errors.NotFoundError):
        _board(office, neighbour, AGENCY)


def test_only_who_leads_a_team_sees_its_board(office: Office, officer: actors.Actor) -> None:
    with pytest.raises(errors.NotPermittedError):
        _board(office, officer)
    with office.acting(officer) as tx:
        assert team.agencies(tx) == ()


def test_the_board_reads_open_tasks_by_an_index(office: Office, lead: actors.Actor) -> None:
    asked: list[tuple[str, Any]] = []
    with office.acting(lead) as tx:
        connection = tx.session.connection()
        lite = connection.dialect.name == "sqlite"
        event.listen(connection, "before_cursor_execute", lambda _c, _u, sql, given, *_: asked.append((sql, given)))
        team.board(tx)
        if not lite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explained = [
            str(connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN' if lite else ''} {sql}", given).all())
            for sql, given in tuple(asked)
            if "FROM user_tasks" in sql
        ]

    assert [plan for plan in explained if "ix_user_tasks_" not in plan] == []
    assert len(explained) == 2

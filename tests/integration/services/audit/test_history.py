"""The history: chained, verified, re-executed, and not to be changed behind its back."""

from datetime import timedelta

import pytest
from sqlalchemy import exc, text

from engine import errors
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.chains import chain
from engine.services.inbox import inbox
from engine.services.policy import definitions
from engine.services.user_tasks.results import InstanceView
from engine.store.base import rows
from engine.store.tables.audit import HistoryEvent
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

UNKNOWN = "00000000-0000-4000-8000-000000000000"
WORKFLOWS = sources.ROOT / "workflows"


@pytest.fixture
def case(office: Office) -> InstanceView:
    """Run a case of two steps to its end."""
    office.deploy(procedures.two_steps())
    officer, supervisor = office.user("siti", "petugas_pengaduan"), office.user("ida", "penyelia")
    started = office.start(officer)
    office.clock.advance(timedelta(hours=1))
    office.complete(officer, started.open_user_tasks[0].id)
    office.clock.advance(timedelta(hours=1))
    with office.acting(supervisor) as tx:
        task = inbox.search(tx, inbox.TaskQuery()).items[0]
    office.complete(supervisor, task.id)
    return started


def tamper(office: Office, statement: str) -> None:
    """Change the history as an owner of the database could: with its triggers out of the way."""
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE history_events DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER append_only_history_events_{verb}"))
        connection.execute(text(statement))


def verdict(office: Office) -> list[tuple[int | None, str]]:
    """Give (sequence number, code) of what is found in the chains."""
    with office.acting(CLI) as tx:
        found = history.verify(tx).findings
    return [(one.seq, one.code) for one in found if one.part == "history"]


def test_an_untouched_history_holds(office: Office, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        result = history.verify(tx)

    assert result.ok
    assert (result.instances, result.events) == (1, 5)


def test_replay_gives_the_stored_state_byte_for_byte(office: Office, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        result = history.replay(tx, case.id)

    assert result.equal
    assert result.stored_digest == result.replayed_digest


def test_replay_and_chain_hold_after_the_key_is_destroyed(office: Office, case: InstanceView) -> None:
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, case.case_number)

    with office.acting(CLI) as tx:
        assert history.replay(tx, case.id).equal
        assert history.verify(tx).ok


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE history_events SET data = '{}' WHERE seq = 3", [(3, "record_changed")]),
        ("UPDATE history_events SET data = 'x' WHERE seq = 3", [(3, "record_changed")]),
        ("UPDATE history_events SET actor = 'lain' WHERE seq = 2", [(2, "record_changed")]),
        (
            "UPDATE history_events SET prev_hash = hash WHERE seq = 4",
            [(4, "record_unlinked"), (4, "record_changed")],
        ),
        ("DELETE FROM history_events WHERE seq = 2", [(2, "record_missing")]),
        ("DELETE FROM history_events WHERE seq > 3", [(4, "record_missing"), (5, "record_missing")]),
        ("DELETE FROM history_events", [(seq, "record_missing") for seq in range(1, 6)]),
        (
            "UPDATE history_events SET actor = 'lain' WHERE seq IN (2, 4)",
            [(2, "record_changed"), (4, "record_changed")],
        ),
    ],
)
def test_all_broken_events_are_named(
    office: Office, case: InstanceView, statement: str, expected: list[tuple[int, str]]
) -> None:
    tamper(office, statement)

    assert verdict(office) == expected


def test_a_swapped_form_submission_is_named(office: Office, case: InstanceView) -> None:
    with office.runtime.database.begin() as connection:
        connection.execute(text("UPDATE form_submissions SET ciphertext = :other WHERE seq = 3"), {"other": b"x" * 40})

    with office.acting(CLI) as tx:
        (found,) = history.verify(tx).findings
    assert (found.code, found.part, found.seq) == ("content_changed", "form_submissions", 3)


@pytest.mark.parametrize("verb", ["UPDATE history_events SET actor = 'x'", "DELETE FROM history_events"])
def test_the_database_refuses_to_change_the_history(office: Office, case: InstanceView, verb: str) -> None:
    with pytest.raises(exc.DBAPIError, match="append only"), office.runtime.database.begin() as connection:
        connection.execute(text(verb))


def test_an_auditor_reads_events_but_no_narrative(office: Office, case: InstanceView) -> None:
    auditor = office.user("tono", "auditor")

    with office.acting(auditor) as tx:
        events = history.events(tx, case.id).items
        seen = cases.get(tx, case.case_number)

    assert [event.type for event in events][:2] == ["instance.started", "user_task.claimed"]
    assert "Ringkas saja." not in str(events)
    assert seen.submissions == ()


def test_reading_the_history_is_recorded_once_a_transaction(office: Office, case: InstanceView) -> None:
    auditor = office.user("tono", "auditor")

    with office.acting(auditor) as tx:
        history.events(tx, case.id)
        history.diagram(tx, case.id)

    with office.runtime.database.connect() as connection:
        rows = connection.execute(text("SELECT actor, what FROM access_events")).all()
    assert [tuple(row) for row in rows] == [(auditor.id, "history.read")]


def test_events_page_and_stop_at_a_moment(office: Office, case: InstanceView) -> None:
    auditor = office.user("tono", "auditor")

    with office.acting(auditor) as tx:
        first = history.events(tx, case.id, limit=2)
        rest = history.events(tx, case.id, cursor=first.next, limit=10)
        early = history.events(tx, case.id, at=case.started_at)

    assert [event.seq for event in (*first.items, *rest.items)] == [1, 2, 3, 4, 5]
    assert [event.seq for event in early.items] == [1]


def test_the_newest_events_come_first_and_are_the_last_ones(office: Office, case: InstanceView) -> None:
    auditor = office.user("tono", "auditor")

    with office.acting(auditor) as tx:
        assert [event.seq for event in history.newest(tx, case.id)] == [5, 4, 3, 2, 1]


def test_the_diagram_shows_where_the_case_stood(office: Office, case: InstanceView) -> None:
    auditor = office.user("tono", "auditor")

    with office.acting(auditor) as tx:
        then = history.diagram(tx, case.id, at=case.started_at)
        now = history.diagram(tx, case.id)

    assert "current" in then
    assert then != now


def test_a_stranger_sees_no_history(office: Office, case: InstanceView) -> None:
    stranger = office.user("joko", "auditor", agency="uptd_ppa_lain")

    with pytest.raises(errors.NotFoundError), office.acting(stranger) as tx:
        history.events(tx, case.id)


def test_an_officer_may_not_verify(office: Office, case: InstanceView) -> None:
    officer = office.user("budi", "petugas_pengaduan")

    with pytest.raises(errors.NotPermittedError), office.acting(officer) as tx:
        history.verify(tx)


def test_an_auditor_replays_what_they_may_read(office: Office, case: InstanceView) -> None:
    auditor = office.user("tono", "auditor")
    stranger = office.user("joko", "auditor", agency="uptd_ppa_lain")

    with office.acting(auditor) as tx:
        assert history.replay(tx, case.id).equal
        assert [one.equal for one in history.replay_case(tx, case.case_number)] == [True]
    with pytest.raises(errors.NotFoundError), office.acting(stranger) as tx:
        history.replay(tx, case.id)


def test_whoever_may_execute_no_case_again_is_refused(office: Office, case: InstanceView) -> None:
    for role in ("penyelia", "kepala", "admin_sistem"):
        with office.acting(office.user(f"orang_{role}", role)) as tx, pytest.raises(errors.NotPermittedError):
            history.replay_case(tx, case.case_number)


def test_an_instance_that_never_was_has_no_history(office: Office) -> None:
    with pytest.raises(errors.NotFoundError), office.acting(CLI) as tx:
        history.replay(tx, UNKNOWN)


def test_without_its_start_a_case_cannot_be_replayed(office: Office, case: InstanceView) -> None:
    tamper(office, "DELETE FROM history_events")

    with pytest.raises(history.NothingToReplayError), office.acting(CLI) as tx:
        history.replay(tx, case.id)


def test_a_chain_without_its_instance_is_noticed(office: Office) -> None:
    facts = {"actor": CLI.id, "type": "instance.started", "data": "{}", "version": 1}
    with office.acting(CLI) as tx:
        orphan = HistoryEvent(instance_id=UNKNOWN, seq=1, at=tx.now, prev_hash=chain.GENESIS, **facts)
        orphan.hash = chain.hash_of(orphan)
        rows.add(tx.session, orphan)

    assert verdict(office) == [(None, "record_unnamed")]


def test_the_diagram_shows_what_is_late_at_the_moment_asked(office: Office) -> None:
    office.deploy(definitions.read_folder(WORKFLOWS / "tebing_tinggi_pengaduan", WORKFLOWS))
    officer, auditor = office.user("siti", "petugas_pengaduan"), office.user("tono", "auditor")
    report = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Ringkasan uji."}
    started = office.start(officer, procedure="tebing_tinggi_pengaduan", form=report)
    due = started.open_user_tasks[0].due_at
    office.clock.advance(timedelta(days=1))

    assert due is not None
    with office.acting(auditor) as tx:
        assert "Terlambat: " not in history.diagram(tx, started.id, at=due - timedelta(seconds=1))
        assert "Terlambat: " in history.diagram(tx, started.id, at=due)
        assert "Terlambat: " in history.diagram(tx, started.id)

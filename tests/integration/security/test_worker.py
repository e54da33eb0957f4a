"""The worker that fires timers: no diagram, no broken row and no failing store may keep it from other cases."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import runtime as runtimes
from engine.clock import FixedClock
from engine.errors import StoreUnavailableError
from engine.services.people import auth
from engine.services.running import timers as timer_service
from engine.services.time import calendars
from tasks import draining, in_process
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office
from tests.support.servers import processes

VISITS = ("sign_in_attempts", "credentials")


def _circle() -> dict[str, bytes]:
    """Give a procedure that goes round and round through a moment of the past."""
    wait = (
        '<intermediateCatchEvent id="tunggu" name="Tunggu" lindung:basis="P"><timerEventDefinition>'
        "<timeDate>2020-01-01T00:00:00Z</timeDate></timerEventDefinition></intermediateCatchEvent>"
    )
    gateways = '<exclusiveGateway id="lagi" name="Lagi?" lindung:basis="P" default="alur_lagi_temu"/>'
    gateways += '<exclusiveGateway id="temu" name="Temu" lindung:basis="P"/>'
    out = '<sequenceFlow id="keluar" sourceRef="lagi" targetRef="selesai">'
    out += "<conditionExpression>= risiko = &quot;selesai&quot;</conditionExpression></sequenceFlow>"
    content = procedures.start() + procedures.task("terima", "Terima") + wait + gateways + procedures.end() + out
    content += procedures.flows("mulai", "terima", "temu", "tunggu", "lagi", "temu")
    return procedures.bundle(
        content, lanes={"petugas_pengaduan": ["mulai", "terima", "temu", "tunggu", "lagi", "selesai"]}, key="putar"
    )


def _late(office: Office, *, procedure: str = "uji") -> str:
    """Start a case whose timer comes due an hour later, move there, and give the instance's id."""
    started = office.start(office.user(f"siti_{procedure}", "petugas_pengaduan"), procedure=procedure)
    office.clock.advance(timedelta(hours=1))
    return started.id


def _incidents(office: Office) -> list[tuple[str, str, int]]:
    with office.runtime.database.connect() as connection:
        rows = connection.execute(text("SELECT code, instance_id, attempts FROM incidents WHERE state = 'open'"))
        return [(code, str(instance_id).replace("-", ""), attempts) for code, instance_id, attempts in rows]


def test_a_circle_through_the_past_is_an_incident_and_others_go_on(office: Office, clock: FixedClock) -> None:
    office.deploy(_circle())
    office.deploy(procedures.with_timer("PT1H"))
    officer = office.user("siti", "petugas_pengaduan")
    circling = office.start(officer, procedure="putar")
    office.complete(officer, circling.open_user_tasks[0].id)
    _late(office)

    drained = draining.run_due(office.runtime)

    assert (drained.timers, drained.failures) == (1, 1)
    assert _incidents(office) == [("process_failed", circling.id.replace("-", ""), 1)]
    assert draining.run_due(office.runtime).failures == 0


def test_a_refusal_that_no_diagram_caused_holds_the_case_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise calendars.CalendarMissingError(agency="uji")

    office.deploy(procedures.with_timer("PT1H"))
    instance_id = _late(office)
    monkeypatch.setattr(calendars, "current", missing)

    drained = draining.run_due(office.runtime)

    assert (drained.timers, drained.failures) == (0, 1)
    assert _incidents(office) == [("unexpected", instance_id.replace("-", ""), 1)]


def test_a_case_that_the_store_does_not_give_up_waits_for_the_next_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> int:
        raise StoreUnavailableError

    office.deploy(procedures.with_timer("PT1H"))
    _late(office)
    with monkeypatch.context() as patched:
        patched.setattr(timer_service, "fire_due", away)
        first = draining.run_due(office.runtime)

    second = draining.run_due(office.runtime)

    assert ((first.timers, first.failures), (second.timers, second.failures)) == ((0, 1), (1, 0))
    assert _incidents(office) == []


def test_a_worker_outlives_what_it_cannot_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[runtimes.Runtime] = []

    def broken(runtime: runtimes.Runtime) -> None:
        tried.append(runtime)
        raise RuntimeError

    def often() -> None:
        assert len(tried) > 1

    monkeypatch.setattr(draining, "run_due", broken)
    worker = in_process.Worker(office.runtime)
    worker.start()
    processes.until(often, failing=AssertionError, seconds=10)
    assert worker.is_alive
    worker.stop()


def test_random_names_fill_no_table(office: Office, clock: FixedClock) -> None:
    for number in range(3):
        with office.acting(CLI) as tx:
            auth.admit(tx, username=f"acak{number}", address="10.0.0.1")
    office.user("siti", "petugas_pengaduan")
    office.token("siti")
    clock.advance(timedelta(hours=25))

    draining.tidy(office.runtime)

    with office.runtime.database.connect() as connection:
        counts = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in VISITS]  # noqa: S608 - our own names
    assert counts == [0, 0]

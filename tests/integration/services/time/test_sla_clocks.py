"""SLA clocks and explanations through the services, on the real complaint procedure of Tebing Tinggi."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.people import actors
from engine.services.base import bundles
from engine.services.content import submissions
from engine.services.inbox import inbox
from engine.services.policy import definitions
from engine.services.time import calendars, sla_clocks
from engine.services.time.results import DueExplanation
from engine.services.user_tasks import user_tasks
from engine.store.tables.audit import AccessEvent, ReaderEvent
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

WORKFLOWS = sources.ROOT / "workflows"
KEY = "tebing_tinggi_pengaduan"
FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 15:00 in Tebing Tinggi
REPORT = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Ringkasan uji."}


@pytest.fixture
def real(office: Office) -> Office:
    """Deploy the complaint procedure."""
    office.deploy(definitions.read_folder(WORKFLOWS / KEY, WORKFLOWS))
    return office


def explain(office: Office, *, risk: str | None, milestone: str = "layanan_pertama") -> DueExplanation:
    """Ask when the promise falls due for a report of Friday afternoon by telephone."""
    with office.acting(CLI) as tx:
        return sla_clocks.explain(
            tx, procedure=KEY, milestone=milestone, start=FRIDAY, risk=risk, channel="telepon", agency=AGENCY
        )


@pytest.mark.parametrize(("risk", "hours"), [("tinggi", 0.5), ("sedang", 6), ("rendah", 72), (None, 6)])
def test_the_promise_depends_on_the_risk(real: Office, risk: str | None, hours: float) -> None:
    found = explain(real, risk=risk)

    assert found.due == FRIDAY + timedelta(hours=hours)
    assert found.calendar_kind == "kalender"
    assert found.zone == "Asia/Jakarta"


def test_an_explanation_quotes_the_clause_and_counts_in_steps(real: Office) -> None:
    found = explain(real, risk="sedang")

    assert found.clause == "TTG-PM-WKT-02"
    assert "kurang lebih 6 jam" in (found.clause_text or "")
    assert sum((step.counted for step in found.steps), timedelta()) == timedelta(hours=6)
    assert [at for _, at in found.warnings] == sorted(at for _, at in found.warnings)


def test_an_explanation_gives_the_reading_in_force_and_what_about_means(real: Office) -> None:
    found = explain(real, risk="sedang")

    assert found.reading == "AMB-TTG-19"
    assert found.reading_text == "Batas 6 jam kalender tanpa toleransi, ditandai kurang lebih."
    assert (found.approximate, found.tolerance_minutes) == (True, 0)
    assert not explain(real, risk="tinggi").approximate


def test_without_a_channel_the_first_of_the_procedure_is_explained(real: Office) -> None:
    with real.acting(CLI) as tx:
        found = sla_clocks.explain(tx, procedure=KEY, milestone="layanan_pertama", start=FRIDAY, risk="sedang")

    assert (found.channel, found.clause, found.status) == ("datang", "TTG-PM-WKT-02", "verbatim")


def test_a_promise_that_depends_on_more_is_explained_with_it(real: Office) -> None:
    with real.acting(CLI) as tx:
        urgent = sla_clocks.explain(
            tx, procedure=KEY, milestone="identifikasi", start=FRIDAY, variables={"bahaya_sekarang": "ya"}
        )
        calm = sla_clocks.explain(
            tx, procedure=KEY, milestone="identifikasi", start=FRIDAY, variables={"bahaya_sekarang": "tidak"}
        )

    assert urgent.due - FRIDAY == timedelta(minutes=15)
    assert urgent.due < calm.due


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"channel": "radio"}, bundles.ChannelUnknownError),
        ({"procedure": "tidak_ada"}, errors.NotFoundError),
        ({"agency": "uptd_ppa_lain"}, errors.NotFoundError),
        ({"milestone": "pulang_kampung"}, sla_clocks.MilestoneUnknownError),
    ],
)
def test_what_is_not_promised_is_not_explained(
    real: Office, given: dict[str, Any], error: type[errors.LindungError]
) -> None:
    wanted: dict[str, Any] = {"procedure": KEY, "milestone": "layanan_pertama"} | given

    with pytest.raises(error), real.acting(CLI) as tx:
        sla_clocks.explain(tx, start=FRIDAY, **wanted)


def test_a_procedure_without_a_table_promises_nothing(office: Office) -> None:
    office.deploy(procedures.two_steps())

    with pytest.raises(sla_clocks.MilestoneUnknownError), office.acting(CLI) as tx:
        sla_clocks.explain(tx, procedure="uji", milestone="layanan_pertama", start=FRIDAY)


def test_clocks_are_listed_page_by_page_for_who_may_see_the_case(real: Office) -> None:
    officer, supervisor = real.user("siti", "petugas_pengaduan"), real.user("ida", "penyelia")
    admin = real.user("adi", "admin_sistem")
    number = real.start(officer, procedure=KEY, form=REPORT).case_number

    with real.acting(supervisor) as tx:
        first = sla_clocks.search(tx, case_number=number, limit=1)
        rest = sla_clocks.search(tx, case_number=number, limit=5, cursor=first.next)
    with real.acting(admin) as tx:
        assert sla_clocks.search(tx).items == ()

    assert {clock.milestone for clock in (*first.items, *rest.items)} == {"identifikasi", "layanan_pertama"}
    with real.acting(supervisor) as tx:
        sla_clocks.search(tx)
    with real.acting(CLI) as tx:
        assert list(tx.session.scalars(select(AccessEvent.what))) == ["sla.read"]
        assert list(tx.session.scalars(select(ReaderEvent.what))) == ["sla.list"]
    assert {clock.sla_state for clock in first.items} == {"on_time"}


def test_a_clock_past_its_due_time_reads_breached(real: Office) -> None:
    officer, supervisor = real.user("siti", "petugas_pengaduan"), real.user("ida", "penyelia")
    number = real.start(officer, procedure=KEY, form=REPORT).case_number
    real.clock.advance(timedelta(hours=7))

    with real.acting(supervisor) as tx:
        states = {clock.sla_state for clock in sla_clocks.search(tx, case_number=number, state="running").items}
        (task,) = inbox.search(tx, inbox.TaskQuery(sla_state="breached", case_number=number)).items

    assert states == {"breached"}
    assert task.sla_state == "breached"


def test_the_task_page_quotes_the_clauses_verbatim(real: Office) -> None:
    officer = real.user("siti", "petugas_pengaduan")
    task = real.start(officer, procedure=KEY, form=REPORT).open_user_tasks[0]

    with real.acting(officer) as tx:
        excerpts = user_tasks.clause_of(tx, task.id)

    text = Path(WORKFLOWS / "clauses" / "ttg_pm.yaml").read_text()
    assert excerpts
    assert all(excerpt.id in text for excerpt in excerpts)


def test_answers_for_a_step_without_form_are_refused(office: Office) -> None:
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")

    with pytest.raises(submissions.FormNotExpectedError):
        office.start(officer, form={"apa": "saja"})


def test_without_a_calendar_nothing_is_counted(office: Office) -> None:
    with pytest.raises(calendars.CalendarMissingError), office.acting(actors.system("timers")) as tx:
        calendars.current(tx, "uptd_ppa_lain")
    with pytest.raises(calendars.CalendarMissingError), office.acting(actors.system("timers")) as tx:
        calendars.of_version(tx, AGENCY, "tidak-ada")

"""Who may see how a procedure is practised sees published figures alone, and the cases behind them by right."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.conformance.figures import Figure
from engine.domain.people.actors import Actor
from engine.services.conformance import showing
from engine.store.policy import definitions
from engine.store.tables.audit import ReaderEvent
from engine.store.tables.conformance import PracticeFact
from tests.support.offices import practised, procedures
from tests.support.offices.factories import AGENCY, CLI, Office

APRIL = practised.MARCH + timedelta(days=31)
OFTEN = [["skipped|periksa", "hand|petugas_pengaduan|penyelia", "late|terima", "clock|layanan|broken"]] * 12
SELDOM = [["step|periksa", "clock|layanan|kept", "cause|layanan|terima", "clock|layanan|replaced"]] * 20


@pytest.fixture
def auditor(office: Office) -> Actor:
    """Deploy a procedure, publish two groups of it, and give an auditor."""
    office.deploy(procedures.two_steps(separate=True))
    practised.facts(office, OFTEN + SELDOM)
    practised.facts(office, OFTEN * 2 + SELDOM, ended_at=APRIL)
    assert practised.published(office) == 2
    return office.user("andi", "auditor")


def test_the_list_names_procedures_with_their_months_and_sizes(office: Office, auditor: Actor) -> None:
    with office.acting(auditor) as tx:
        [one] = showing.search(tx)
    assert (one.key, one.name, one.agency, one.months) == ("uji", "Prosedur uji", AGENCY, ("2026-03", "2026-04"))
    assert one.size.text == "76"


def test_figures_stand_at_steps_clocks_and_hands(office: Office, auditor: Actor) -> None:
    with office.acting(auditor) as tx:
        seen = showing.get(tx, "uji")
    steps = {one.id: one for one in seen.steps}
    assert (steps["terima"].done.text, steps["terima"].late.text, steps["terima"].hours) == ("76", "36", (1, 1, 2, 2))
    assert (steps["periksa"].done.text, steps["periksa"].skipped.text) == ("40", "36")
    assert (steps["terima"].same_two, steps["periksa"].same_two) == (None, Figure(shown=0, small=2, withheld=0))
    [clock] = seen.clocks
    assert (clock.milestone, clock.opened.text, clock.kept.text, clock.broken.text) == ("layanan", "76", "40", "36")
    assert [(name, count.text) for name, count in clock.causes] == [("Terima laporan", "40")]
    assert [(one, other, count.text) for one, other, count in seen.hands] == [("petugas_pengaduan", "penyelia", "36")]
    assert [(one.first, one.size.text, one.broken[0][1].text) for one in seen.groups] == [
        ("2026-03", "32", "12"),
        ("2026-04", "44", "24"),
    ]
    assert (seen.months, seen.may_open) == (("2026-03", "2026-04"), True)


def test_filters_choose_among_published_groups(office: Office, auditor: Actor) -> None:
    with office.acting(auditor) as tx:
        assert showing.get(tx, "uji", agency=AGENCY, month="2026-04", version=1).size.text == "44"
        empty = showing.get(tx, "uji", version=7)
    assert (empty.size.is_exact, empty.size.text, empty.clocks, empty.groups) == (True, "<5", (), ())


@pytest.mark.parametrize(("mode", "text"), [("kali", "76"), ("jam", "3 jam"), ("terlambat", "36"), ("lain", "76")])
def test_the_diagram_tells_by_mode(office: Office, auditor: Actor, mode: str, text: str) -> None:
    with office.acting(auditor) as tx:
        drawn = showing.get(tx, "uji", mode=mode).picture
    assert f">{text}<" in drawn
    assert "heat-4" in drawn


def test_clauses_that_nobody_used_are_named(office: Office, auditor: Actor) -> None:
    files = procedures.two_steps()
    content = files["uji.bpmn"].replace(b'id="periksa"', b'id="periksa" lindung:clause="UJI-01"')
    office.deploy({**files, "uji.bpmn": content})
    practised.facts(office, [["skipped|periksa", "way|hilang"]] * 30, ended_at=APRIL, version=2)
    practised.published(office)
    with office.acting(auditor) as tx:
        assert showing.get(tx, "uji", version=2).unused == (("UJI-01", "Laporan diterima dan diperiksa."),)
        assert showing.get(tx, "uji", version=2).ways == ()


def test_ways_out_of_a_choice_are_named_by_what_follows(office: Office, auditor: Actor) -> None:
    with office.acting(CLI) as tx:
        bundle = definitions.of_version(tx.session, "uji", 1)
        flow = next(iter(tx.installation.procedures.get(tx.session, bundle.id, version=1).definition.flows))
    practised.facts(office, [[f"way|{flow}"]] * 30, ended_at=APRIL)
    practised.published(office)
    with office.acting(auditor) as tx:
        [way] = showing.get(tx, "uji").ways
    assert (way.choice, way.way, way.taken.text) == ("Laporan masuk", "Terima laporan", "≥30")


def test_who_may_not_see_practice_sees_none(office: Office, auditor: Actor) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(officer) as tx, pytest.raises(errors.NotPermittedError):
        showing.search(tx)
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        showing.get(tx, "lain")
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        showing.get(tx, "uji", agency="uptd_ppa_jember")


def test_cases_behind_a_figure_are_listed_and_the_look_is_recorded(office: Office, auditor: Actor) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    begun = office.start(officer)
    with office.acting(CLI) as tx:
        row = tx.session.scalars(select(PracticeFact).where(PracticeFact.group_id == 1).limit(1)).one()
        row.instance_id, row.marks = begun.id, json.dumps(["late|terima", "rare|x"])
    with office.acting(auditor) as tx:
        found = showing.cases(tx, "uji", told="rare|x", agency=AGENCY)
    with office.acting(CLI) as tx:
        looks = [(one.reader, one.about) for one in tx.session.scalars(select(ReaderEvent)) if "practice" in one.what]
    assert (found.name, found.about, found.numbers, found.more) == ("Prosedur uji", "x", (begun.case_number,), False)
    assert looks == [(auditor.id, "uji")]


def test_whoever_may_not_read_histories_gets_no_cases(office: Office, auditor: Actor) -> None:
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        showing.cases(tx, "uji", told="step|terima", agency="uptd_ppa_jember")

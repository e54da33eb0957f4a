"""Practice over the interface: figures, the diagram, the cases behind a figure, and exported traces."""

from http import HTTPStatus

import pytest
from sqlalchemy import select

from engine.store.tables.audit import ReaderEvent, RegisterEvent
from tests.support.offices import practised
from tests.support.offices.factories import AGENCY, CLI
from tests.support.web.web_office import Program, WebOffice

NOUN = "practice-figures"
WANTED = {"process_definition": "uji", "agency": AGENCY, "reason": "mutu"}


@pytest.fixture
def auditor(web: WebOffice) -> Program:
    """Publish figures and give an auditor's program."""
    late = ["skipped|periksa", "clock|layanan|broken", "hand|a|b"]
    practised.facts(web.office, [late] * 12 + [["step|periksa"]] * 20)
    assert practised.published(web.office) == 1
    return web.program("andi", "auditor")


def test_figures_of_a_procedure_are_given(auditor: Program) -> None:
    (item,) = auditor.get(NOUN).json["items"]
    found = auditor.get(f"{NOUN}/uji?version=1&month=2026-03").json

    assert (item["key"], item["agency"], item["months"]) == ("uji", AGENCY, ["2026-03", "2026-03"])
    assert item["size"] == found["size"] == {"shown": 32, "small": 0, "withheld": 0}
    assert "picture" not in found
    assert {one["id"]: one["done"]["shown"] for one in found["steps"]} == {"terima": 32, "periksa": 20}
    assert found["hands"] == [["a", "b", {"shown": 12, "small": 0, "withheld": 0}]]
    assert {one["id"]: one["hours"] for one in found["steps"]}["periksa"] == [None, None, None, None]


def test_the_diagram_shows_what_is_asked_for(auditor: Program) -> None:
    drawn = auditor.get(f"{NOUN}/uji/diagram.svg?mode=terlambat")

    assert (drawn.mimetype, drawn.text.count("<svg")) == ("image/svg+xml", 1)
    assert auditor.get(f"{NOUN}/uji/diagram.svg?mode=lain").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_cases_behind_a_figure_are_given_and_the_look_is_recorded(web: WebOffice, auditor: Program) -> None:
    none = auditor.get(f"{NOUN}/uji/cases?agency={AGENCY}&mark=step|lain")
    found = auditor.get(f"{NOUN}/uji/cases?agency={AGENCY}&mark=step|terima&version=1&month=2026-03")

    assert (none.json, found.json["more"]) == (
        {"about": "lain", "more": False, "name": "Prosedur uji", "numbers": []},
        False,
    )
    with web.office.acting(CLI) as tx:
        (look,) = tx.session.scalars(select(ReaderEvent).where(ReaderEvent.what == "practice.list"))
    assert (look.about, look.count) == ("uji", 32)


@pytest.mark.parametrize("query", ["version=abc", "month=maret", "agency=a%20b", "lain=1"])
def test_a_filter_that_is_none_is_refused(auditor: Program, query: str) -> None:
    assert auditor.get(f"{NOUN}/uji?{query}").json["code"] == "shape_invalid"


def test_a_reader_without_the_right_finds_nothing(web: WebOffice, auditor: Program) -> None:
    officer = web.program("joko", "petugas_pengaduan")

    assert officer.get(NOUN).status_code == HTTPStatus.FORBIDDEN
    assert officer.get(f"{NOUN}/uji").status_code == HTTPStatus.FORBIDDEN
    assert auditor.get(f"{NOUN}/lain").status_code == HTTPStatus.NOT_FOUND
    assert auditor.get(f"{NOUN}/uji?agency=lain").status_code == HTTPStatus.NOT_FOUND
    assert auditor.get(f"{NOUN}/uji/cases?agency=lain&mark=step|terima").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("form", "kind", "told"),
    [("ocel", "application/json", '"events"'), ("xes", "application/xml", "<trace>"), ("csv", "text/csv", "case,")],
)
def test_traces_are_exported_for_a_recorded_reason(
    web: WebOffice, auditor: Program, form: str, kind: str, told: str
) -> None:
    web.program("ida", "petugas_pengaduan").start()

    got = auditor.post(f"trace-exports/{form}", WANTED | {"coarse": True})

    assert (got.status_code, got.mimetype, told in got.text) == (HTTPStatus.OK, kind, True)
    assert f"jejak.{form}" in got.headers["Content-Disposition"]
    with web.office.acting(CLI) as tx:
        (event,) = tx.session.scalars(select(RegisterEvent).where(RegisterEvent.type == "traces.exported"))
    assert (event.subject, '"reason":"mutu"' in event.data) == ("uji", True)


def test_traces_are_refused_without_right_reason_or_process(web: WebOffice, auditor: Program) -> None:
    head = web.program("kepala", "kepala")

    assert head.post("trace-exports/csv", WANTED).json["code"] == "not_permitted"
    assert auditor.post("trace-exports/csv", WANTED | {"reason": "iseng"}).json["code"] == "shape_invalid"
    assert auditor.post("trace-exports/csv", WANTED).json["code"] == "not_found"
    assert auditor.post("trace-exports/csv", WANTED | {"agency": "lain"}).json["code"] == "not_permitted"
    assert auditor.post("trace-exports/pdf", WANTED).status_code == HTTPStatus.NOT_FOUND

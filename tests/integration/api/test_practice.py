"""Pages about practice: the list, a procedure with its diagram and tables, the cases behind a figure."""

import re
from html import unescape
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.offices import practised, procedures
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

CASES = "/audit/prosedur/uji/kasus?lembaga=uptd_ppa_tebing_tinggi&tanda="


@pytest.fixture
def auditor(web: WebOffice) -> FlaskClient:
    """Publish figures and give an auditor's browser."""
    practised.facts(web.office, [["skipped|periksa", "clock|layanan|broken"]] * 12 + [["step|periksa"]] * 20)
    assert practised.published(web.office) == 1
    return web.browser("andi", "auditor")


def test_the_list_leads_to_a_procedure_with_figures(web: WebOffice, auditor: FlaskClient) -> None:
    assert "/audit/prosedur/uji?lembaga=" in auditor.get("/audit/prosedur").text
    shown = auditor.get("/audit/prosedur/uji?bulan=2026-03&versi=1&tampilan=terlambat").text
    assert 'class="bpmn"' in shown
    assert "Periksa laporan" in shown
    assert "Pasal yang hampir" in shown
    assert "style=" not in shown


def test_a_reader_without_the_right_finds_nothing(web: WebOffice, auditor: FlaskClient) -> None:
    officer = web.browser("siti2", "petugas_pengaduan")
    assert officer.get("/audit/prosedur").status_code == HTTPStatus.FORBIDDEN
    assert auditor.get("/audit/prosedur/lain").status_code == HTTPStatus.NOT_FOUND
    assert auditor.get("/audit/prosedur/uji?versi=abc").status_code == HTTPStatus.OK


def test_the_cases_behind_a_figure_are_asked_for(auditor: FlaskClient) -> None:
    page = auditor.get("/audit/prosedur/uji").text
    links = {unescape(one) for one in re.findall(r'href="(/audit/prosedur/uji/kasus\?[^"]+)"', page)}
    assert {one.rpartition("tanda=")[2] for one in links} >= {
        "step%7Cterima",
        "skipped%7Cperiksa",
        "clock%7Clayanan%7Cbroken",
    }
    for address in links:
        assert "Tidak ada kasus yang seperti ini." in auditor.get(address).text
    assert "<strong>Dikerjakan:</strong>" in auditor.get(f"{CASES}step|terima").text
    assert '<span lang="id">Layanan</span>' in auditor.get(f"{CASES}clock|layanan|broken").text


@pytest.mark.parametrize("mark", ["", "|", "clock", "clock|", "lain|terima", "step", "<b>"])
def test_a_mark_that_there_is_not_shows_no_case(auditor: FlaskClient, mark: str) -> None:
    shown = auditor.get(CASES + mark)
    assert (shown.status_code, "Tidak ada kasus" in shown.text, "<b>" in shown.text) == (HTTPStatus.OK, True, False)


def test_hours_are_said_as_the_reader_writes_numbers(web: WebOffice, auditor: FlaskClient) -> None:
    facts = [["step|periksa"]] * 30
    practised.facts(web.office, facts, hours={"periksa": [0.5, 1.25]}, version=2)
    web.office.deploy(procedures.two_steps(separate=True))
    assert practised.published(web.office) == 1
    address = "/audit/prosedur/uji?versi=2"
    assert "0,5 / 0,5" in auditor.get(address).text
    auditor.set_cookie("bahasa", "en")
    assert "0.5 / 0.5" in auditor.get(address).text


def test_where_nothing_is_published_the_page_says_when(web: WebOffice) -> None:
    head = web.browser("kepala", "kepala")
    assert "Belum ada angka" in head.get("/audit/prosedur").text


def test_traces_are_downloaded_for_a_reason(web: WebOffice, auditor: FlaskClient) -> None:
    officer = web.office.user("ida", "petugas_pengaduan")
    web.office.start(officer)
    page = auditor.get("/audit/prosedur/uji")
    sent = {
        "form_token": clicks.token(page),
        "lembaga": "uptd_ppa_tebing_tinggi",
        "format": "xes",
        "alasan": "mutu",
        "jam": "1",
    }
    got = auditor.post("/audit/prosedur/uji/ekspor", data=sent)
    assert (got.status_code, got.mimetype) == (HTTPStatus.OK, "application/xml")
    assert got.text.count("<event>") == 1
    assert auditor.post("/audit/prosedur/uji/ekspor", data={**sent, "format": "pdf"}).status_code != HTTPStatus.OK

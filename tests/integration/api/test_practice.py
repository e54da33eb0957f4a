"""Pages about practice: the list, a procedure with its diagram and tables, the cases behind a figure."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.offices import practised
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice


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
    shown = auditor.get("/audit/prosedur/uji/kasus?lembaga=uptd_ppa_tebing_tinggi&tanda=step|terima").text
    assert "Tidak ada kasus yang seperti ini." in shown


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

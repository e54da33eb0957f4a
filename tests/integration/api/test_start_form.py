"""A procedure whose start has a form, and which waits for a message."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, Office
from tests.support.web import shared_app
from tests.support.web.web_office import REPORT, WebOffice

ADDRESS = f"/laporan/uji/{AGENCY}/datang"


@pytest.fixture
def web(office: Office) -> WebOffice:
    """Deploy a procedure that begins with a form and then waits for a message."""
    catch = (
        '<intermediateCatchEvent id="tunggu" name="Menunggu kabar" lindung:basis="P">'
        '<messageEventDefinition messageRef="kabar"/></intermediateCatchEvent>'
    )
    start = procedures.start().replace("lindung:basis", 'lindung:form="isian" lindung:basis')
    content = start + catch + procedures.end() + procedures.flows("mulai", "tunggu", "selesai")
    files = procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", "tunggu", "selesai"]})
    message = b'<message id="kabar" name="kabar_diterima"/>'
    files["uji.bpmn"] = re.sub(rb"(<(\w*:?)process )", message + rb"\1", files["uji.bpmn"], count=1)
    office.deploy(files)
    return WebOffice(office=office, app=shared_app.over(office.runtime))


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


def _token(browser: FlaskClient) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', browser.get(ADDRESS).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_a_start_form_comes_back_with_its_faults(browser: FlaskClient) -> None:
    page = browser.post(ADDRESS, data={"form_token": _token(browser), "f.kronologi": "Sudah diketik"})

    text = page.get_data(as_text=True)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ada isian yang perlu diperbaiki" in text
    assert "Sudah diketik" in text


@pytest.mark.parametrize(
    ("received_at", "said"),
    [("", "Isi tanggal dan jam"), ("2030-01-01T00:00", "Waktu laporan diterima tidak boleh lebih lambat")],
)
def test_a_wrong_time_of_receipt_keeps_what_was_typed(browser: FlaskClient, received_at: str, said: str) -> None:
    typed = {"received_at": received_at, "f.risiko": "tinggi", "f.kronologi": "Sudah diketik"}

    page = browser.post(ADDRESS, data={"form_token": _token(browser), **typed})

    text = page.get_data(as_text=True)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Sudah diketik" in text
    assert f'href="#received_at">Laporan diterima pada – {said}' in text


def test_a_filled_start_form_opens_the_case(browser: FlaskClient) -> None:
    answer = browser.post(ADDRESS, data={"form_token": _token(browser), "f.risiko": "tinggi"})

    assert answer.headers["Location"] == "/kasus/TTG-2026-00001?baru=1"


def test_a_message_reaches_the_case_that_waits_for_it(web: WebOffice) -> None:
    officer = web.program("siti", "petugas_pengaduan")
    started = officer.post("process-instances", {**REPORT, "form": {"risiko": "rendah"}}).json

    answer = officer.post("messages", {"name": "kabar_diterima", "case_number": started["case_number"]})

    assert [one["process_instance"] for one in answer.json["items"]] == [started["id"]]
    assert officer.get(f"process-instances/{started['id']}").json["state"] == "completed"
    shown = web.browser("ida", "penyelia").get(f"/kasus/{started['case_number']}").get_data(as_text=True)
    assert '<dt>Berakhir pada</dt><dd lang="id">Selesai</dd>' in shown


def test_the_address_of_the_service_leads_to_the_inbox(browser: FlaskClient) -> None:
    assert browser.get("/").headers["Location"] == "/tugas"

"""The pages for anybody: report without an account, keep a code, come back, talk; and nothing of it where it is not."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from tests.integration.api.clicks import first_task, send
from tests.integration.api.desk import Desk
from tests.support import public_desk
from tests.support.factories import Office
from tests.support.public_desk import ADDRESS, ANSWERS, STORY

CODE = re.compile(r"<strong>((?:[2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4})</strong>")


@pytest.fixture
def desk(office: Office) -> Desk:
    """Deploy the procedure in which public reports begin, and open the desk."""
    office.deploy(public_desk.procedure())
    return Desk(office=office, app=create_app(office.runtime))


@pytest.fixture
def anybody(desk: Desk) -> FlaskClient:
    """Give a browser in which nobody has signed in."""
    return desk.app.test_client()


def mark(page: TestResponse) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def report(browser: FlaskClient, **others: str) -> TestResponse:
    typed = {f"f.{key}": value for key, value in ANSWERS.items()} | {"once": mark(browser.get(ADDRESS))} | others
    return browser.post(ADDRESS, data=typed)


def code_of(page: TestResponse) -> str:
    found = CODE.search(page.text)
    assert found is not None, page.text
    return found[1]


def test_somebody_reports_and_comes_back_and_talks(desk: Desk, anybody: FlaskClient) -> None:
    officer = desk.browser("siti", "petugas_pengaduan")
    assert ADDRESS in anybody.get("/lapor").text
    code = code_of(report(anybody))

    task = first_task(officer)
    send(officer, f"{task}/ambil")
    assert "Percakapan dengan pelapor" in officer.get(task).text
    number = re.search(r"/kasus/(TTG-[0-9-]+)", officer.get(task).text)
    assert number is not None
    send(officer, f"/kasus/{number[1]}/pelapor", pesan="Apakah anaknya aman?", kembali=task)

    assert anybody.post("/lapor/kode", data={"kode": code.lower()}).status_code == 303
    inside = anybody.get("/lapor/kode")
    assert "Apakah anaknya aman?" in inside.text
    assert "Siti" not in inside.text
    assert number[1] not in inside.text
    assert STORY not in inside.text
    send(anybody, "/lapor/kode/pesan", seen="/lapor/kode", pesan="Ya, di rumah neneknya.")

    assert "Ya, di rumah neneknya." in officer.get(task).text
    assert "Ya, di rumah neneknya." in officer.get(f"/kasus/{number[1]}").text

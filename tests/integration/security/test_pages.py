"""Attacks on the pages: forms that come again, addresses that lead away, names that are markup."""

import re
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from api import bodies
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, PASSWORD, Office
from tests.support.web.web_office import WebOffice

ADDRESS = f"/laporan/uji/{AGENCY}/datang"
MARKUP = "<script>alert(1)</script>"


def _reporting() -> dict[str, bytes]:
    """Give a procedure whose report has a form, and whose names are markup."""
    form = ' lindung:form="isian"'
    start = procedures.start().replace("/>", f"{form}/>")
    task = procedures.task("terima", "&lt;script&gt;alert(1)&lt;/script&gt;")
    content = start + task + procedures.end() + procedures.flows("mulai", "terima", "selesai")
    files = procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", "terima", "selesai"]})
    fields = [{**field, "label": MARKUP, "description": MARKUP} for field in procedures.FIELDS]
    return files | {"forms/isian.form": procedures.form(fields=fields)}


@pytest.fixture
def browser(web: WebOffice, office: Office) -> FlaskClient:
    """Sign an intake officer in."""
    office.deploy(_reporting())
    return web.browser("siti", "petugas_pengaduan", "penyelia")


def _hidden(page: str) -> dict[str, str]:
    """Give the hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="(form_token|once)" value="([^"]+)"', page))


def test_a_form_shown_again_with_other_answers_is_another_report(browser: FlaskClient) -> None:
    hidden = _hidden(browser.get(ADDRESS).text)
    first = browser.post(ADDRESS, data={**hidden, "f.risiko": "tinggi", "f.kronologi": "Laporan Ani."})
    same = browser.post(ADDRESS, data={**hidden, "f.risiko": "tinggi", "f.kronologi": "Laporan Ani."})

    other = browser.post(ADDRESS, data={**hidden, "f.risiko": "sedang", "f.kronologi": "Laporan Budi."})

    assert (first.status_code, other.status_code) == (HTTPStatus.SEE_OTHER, HTTPStatus.SEE_OTHER)
    assert first.location == same.location != other.location


def test_names_and_labels_are_never_markup(browser: FlaskClient) -> None:
    page = browser.get(ADDRESS).text
    hidden = _hidden(page)
    done = browser.post(ADDRESS, data={**hidden, "f.risiko": "tinggi", "f.kronologi": MARKUP})
    shown = [page, browser.get("/tugas").text, browser.get(done.location).text, browser.get(f"/tugas?q={MARKUP}").text]

    assert all("<script>alert" not in one for one in shown)
    assert all("&lt;script&gt;" in one for one in shown)


@pytest.mark.parametrize(
    "way",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)", "\\\\e"],
)
def test_signing_in_leads_to_no_other_site(way: str, web: WebOffice) -> None:
    web.office.user("siti", "petugas_pengaduan")

    answer = web.app.test_client().post("/masuk", data={"username": "siti", "password": PASSWORD, "lanjut": way})

    target = urlsplit(answer.location)
    assert (target.scheme, target.netloc, target.path) == ("", "", "/")


def test_a_session_gets_a_fresh_secret_out_of_reach_of_scripts(web: WebOffice) -> None:
    web.office.user("siti", "petugas_pengaduan")
    client = web.app.test_client()
    client.set_cookie("lindung_session", "chosen-by-the-attacker")

    answer = client.post("/masuk", data={"username": "siti", "password": PASSWORD})

    cookie = answer.headers["Set-Cookie"]
    assert "chosen-by-the-attacker" not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize("missing", ["form_token", "origin", "site"])
def test_a_form_of_another_site_is_refused(missing: str, browser: FlaskClient) -> None:
    hidden = _hidden(browser.get(ADDRESS).text)
    data = {**hidden, "f.risiko": "tinggi"} | ({"form_token": ""} if missing == "form_token" else {})
    headers = {"origin": {"Origin": "https://evil.example"}, "site": {"Sec-Fetch-Site": "cross-site"}}.get(missing, {})

    refused = browser.post(ADDRESS, data=data, headers=headers)

    assert refused.status_code == HTTPStatus.FORBIDDEN


def test_a_form_that_cannot_be_read_is_refused_as_that_before_anybody_signs_in(web: WebOffice) -> None:
    client = web.app.test_client()
    too_many = {f"f.baris{number}": "x" for number in range(1001)}

    long = client.post(ADDRESS, data={"f.kronologi": "x" * bodies.LARGEST_BODY})
    parts = client.post(ADDRESS, data=too_many, content_type="multipart/form-data")

    assert {long.status_code, parts.status_code} == {HTTPStatus.REQUEST_ENTITY_TOO_LARGE}

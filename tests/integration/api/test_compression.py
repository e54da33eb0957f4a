"""Answers go out compressed, unless somebody else may have chosen what is asked."""

import gzip
import json
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

TAKES = {"Accept-Encoding": "gzip, deflate, br"}
OWN = {**TAKES, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer who has a task."""
    opened = web.browser("rina", "petugas_pengaduan")
    clicks.registered(opened)
    return opened


def test_a_page_goes_out_compressed(browser: FlaskClient) -> None:
    answer = browser.get("/tugas", headers=OWN)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Ambil berikutnya" in gzip.decompress(answer.data).decode()
    assert int(answer.headers["Content-Length"]) == len(answer.data) < 10_000
    assert {"accept-encoding", "sec-fetch-site"} <= {name.lower() for name in answer.vary}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {**OWN, "Accept-Encoding": "gzip;q=0"},
        TAKES,
        {**TAKES, "Sec-Fetch-Site": "cross-site"},
        {**TAKES, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_goes_out_as_it_is(browser: FlaskClient, headers: dict[str, str]) -> None:
    answer = browser.get("/tugas?q=tebakan", headers=headers)

    assert "Content-Encoding" not in answer.headers
    assert "tebakan" in answer.text


def test_little_is_not_worth_compressing(browser: FlaskClient) -> None:
    assert "Content-Encoding" not in browser.get("/healthz", headers=OWN).headers


def test_a_program_gets_its_answer_compressed_as_nobody_can_make_it_ask(web: WebOffice) -> None:
    program = web.program("rani", "petugas_pengaduan")
    for _ in range(3):
        program.start()

    answer = program.get("user-tasks", Accept_Encoding="gzip")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.data))["items"]) == 3


def test_what_has_not_changed_is_not_sent_again_in_either_form(browser: FlaskClient) -> None:
    tag = browser.get("/tugas?tab=peran", headers=OWN).headers["ETag"]

    again = browser.get("/tugas?tab=peran", headers={**OWN, "If-None-Match": tag})

    assert tag.startswith("W/")
    assert (again.status_code, again.data) == (HTTPStatus.NOT_MODIFIED, b"")


def test_two_pages_carry_different_tokens_and_either_is_taken(browser: FlaskClient) -> None:
    first, second = (clicks.token(browser.get("/tugas")) for _ in range(2))

    answers = [browser.post("/tugas/berikutnya", data={"form_token": token}) for token in (first, second)]

    assert first != second
    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER] * 2

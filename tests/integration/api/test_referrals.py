"""Referrals over HTTP and on pages: both sides, an answer from outside recorded once, what may not be seen."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.clock import FixedClock
from tasks import draining
from tests.support.offices import referring
from tests.support.offices.factories import PASSWORD
from tests.support.offices.referring import HANDED_OVER, NAME, PAPER, STORY, Pair
from tests.support.web import shared_app
from tests.support.web.web_office import Program

THERE = "CTH-2026-00001"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish a sender and a recipient."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    yield referring.furnish(built, clock)
    built.close()


@pytest.fixture
def app(pair: Pair) -> Flask:
    """Open the web application of the installation that both share."""
    return shared_app.over(pair.office.runtime)


def program(pair: Pair, app: Flask, username: str) -> Program:
    """Give a program that acts for a user."""
    return Program(client=app.test_client(), token=pair.office.token(username))


def browser(app: Flask, username: str) -> FlaskClient:
    """Give a browser in which a user has signed in."""
    client = app.test_client()
    client.post("/masuk", data={"username": username, "password": PASSWORD})
    return client


def press(client: FlaskClient, page: str, action: str, **fields: str) -> TestResponse:
    """Press the button of a page's form, with all that the form hides."""
    text = client.get(page).get_data(as_text=True)
    form = re.search(rf'action="{page}/{action}">(.*?)</form>', text, re.DOTALL)
    assert form is not None, text
    hidden = dict(re.findall(r'name="(form_token|once)" value="([^"]*)"', form[1]))
    return client.post(f"{page}/{action}", data={**hidden, **fields})


def test_both_sides_list_what_passed_between_them(pair: Pair, app: Flask) -> None:
    number = pair.send().case_number
    draining.run_due(pair.office.runtime)
    here, there = program(pair, app, "ida"), program(pair, app, "maria")

    (out,), (into,) = (side.get("referrals").json["items"] for side in (here, there))

    assert out["id"] == into["id"]
    assert (out["direction"], out["case_number"], out["state"]) == ("out", number, "sent")
    assert (into["direction"], into["case_number"], into["agency"]) == ("in", THERE, referring.SENDER)
    assert (out["fields"], out["package"]) == (["kronologi", "nama_korban", "usia_korban"], None)
    assert here.get("referrals?direction=in").json["items"] == []
    assert here.get("referrals?state=accepted").json["items"] == []


def test_one_referral_holds_its_package_and_is_read_on_the_record(pair: Pair, app: Flask) -> None:
    pair.send()
    draining.run_due(pair.office.runtime)
    there = program(pair, app, "maria")
    (item,) = there.get("referrals").json["items"]

    shown = there.get(f"referrals/{item['id']}").json

    assert shown["package"]["data"] == {"nama_korban": NAME, "kronologi": STORY, "usia_korban": 31}
    assert "TTG-2026" not in str(shown)
    assert there.get(f"cases/{THERE}").json["referrals"][0]["id"] == item["id"]


def test_an_answer_is_recorded_once_under_one_key(pair: Pair, app: Flask) -> None:
    pair.send(rujukan_penerima=PAPER)
    here = program(pair, app, "siti")
    (item,) = here.get("referrals").json["items"]
    path, body = f"referrals/{item['id']}/answer", {"answer": "ditolak", "reason": "penuh"}

    answers = [here.post(path, body, Idempotency_Key="jawaban-1") for _ in range(2)]
    again = here.post(path, body)

    assert [one.status_code for one in answers] == [HTTPStatus.OK] * 2
    assert answers[0].data == answers[1].data
    assert (answers[0].json["state"], answers[0].json["answer_reason"]) == ("rejected", "penuh")
    assert (again.status_code, again.json["code"]) == (HTTPStatus.CONFLICT, "referral_settled")


@pytest.mark.parametrize("body", [{}, {"answer": "mungkin"}, {"answer": "diterima", "reason": "Ia takut pulang."}])
def test_an_answer_is_a_code_and_never_a_story(pair: Pair, app: Flask, body: dict[str, str]) -> None:
    pair.send(rujukan_penerima=PAPER)
    here = program(pair, app, "siti")
    (item,) = here.get("referrals").json["items"]

    refused = here.post(f"referrals/{item['id']}/answer", body)

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "shape_invalid")
    assert "takut" not in refused.text


def test_a_recipient_of_the_house_answers_itself(pair: Pair, app: Flask) -> None:
    pair.send()
    here = program(pair, app, "siti")
    (item,) = here.get("referrals").json["items"]

    refused = here.post(f"referrals/{item['id']}/answer", {"answer": "diterima"})

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.CONFLICT, "answer_not_yours")


def test_what_leaves_without_consent_is_a_problem_with_its_reason(pair: Pair, app: Flask) -> None:
    here = program(pair, app, "siti")
    started = pair.office.start(pair.officer, procedure="pengirim")
    task_id = started.open_user_tasks[0].id
    here.post(f"user-tasks/{task_id}/claim")

    refused = here.post(f"user-tasks/{task_id}/complete", {"form": {**referring.AGREED, "persetujuan": "ditolak"}})

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "consent_missing")
    assert refused.json["ids"] == {"reason": "refused"}


@pytest.mark.parametrize("verb", ["", "/answer", "/revoke"])
def test_what_is_not_ones_own_does_not_exist(pair: Pair, app: Flask, verb: str) -> None:
    pair.send()
    stranger = program(pair, app, "maria")
    known = pair.only().id

    for referral_id in (known, NOBODY, "bukan-id"):
        path = f"referrals/{referral_id}{verb}"
        body = {"answer": "diterima"} if verb == "/answer" else {}
        answer = stranger.post(path, body) if verb else stranger.get(path)
        assert (answer.status_code, answer.json["code"]) == (HTTPStatus.NOT_FOUND, "not_found")


def test_a_referral_is_taken_back(pair: Pair, app: Flask) -> None:
    pair.send()
    here = program(pair, app, "ida")
    (item,) = here.get("referrals").json["items"]

    assert here.post(f"referrals/{item['id']}/revoke").json["state"] == "revoked"


def test_the_signing_key_is_public(app: Flask) -> None:
    answer = app.test_client().get("/.well-known/jwks.json")

    assert answer.status_code == HTTPStatus.OK
    assert set(json.loads(answer.data)["keys"][0]) == {"kty", "crv", "use", "alg", "kid", "x"}
    assert app.test_client().get("/.well-known/lain").mimetype == "application/problem+json"


def test_the_case_page_tells_of_referrals_in_words(pair: Pair, app: Flask) -> None:
    number = pair.send(**HANDED_OVER).case_number
    draining.run_due(pair.office.runtime)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "diterima"})
    draining.run_due(pair.office.runtime)

    here = browser(app, "ida").get(f"/kasus/{number}").get_data(as_text=True)
    there = browser(app, "maria").get(f"/kasus/{THERE}").get_data(as_text=True)

    assert "Pelimpahan kepada UPTD PPA Contoh" in here
    assert "Beralih kepada UPTD PPA Contoh" in here
    assert "Persetujuan Penerima Manfaat" in here
    assert "Pelimpahan dari UPTD PPA Kota Tebing Tinggi" in there
    assert "Beralih kepada" not in there


def test_an_officer_records_an_answer_from_outside_on_a_page(pair: Pair, app: Flask) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number
    client, page = browser(app, "siti"), f"/rujukan/{pair.only().id}"
    assert "Cabut rujukan" not in client.get(page).get_data(as_text=True)

    done = press(client, page, "jawaban", jawaban="diterima")

    text = client.get(page).get_data(as_text=True)
    assert done.headers["Location"] == f"/kasus/{number}"
    assert "Diterima" in text
    assert "Catat jawaban penerima" not in text


def test_an_answer_that_was_not_chosen_is_refused(pair: Pair, app: Flask) -> None:
    pair.send(rujukan_penerima=PAPER)
    client, page = browser(app, "siti"), f"/rujukan/{pair.only().id}"

    assert press(client, page, "jawaban").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert pair.only().state == "sent"


def test_a_supervisor_takes_a_referral_back_on_a_page(pair: Pair, app: Flask) -> None:
    pair.send()
    client, page = browser(app, "ida"), f"/rujukan/{pair.only().id}"
    assert "Catat jawaban penerima" not in client.get(page).get_data(as_text=True)

    press(client, page, "cabut")

    assert "Dicabut" in client.get(page).get_data(as_text=True)


def test_a_page_warns_of_a_withdrawn_consent(pair: Pair, app: Flask) -> None:
    number = pair.send(rujukan_penerima=PAPER).case_number
    referring.withdraw(pair, number)

    text = browser(app, "ida").get(f"/rujukan/{pair.only().id}").get_data(as_text=True)

    assert "Persetujuan ditarik pada Jumat, 20 November 2026" in text
    assert "Penerima belum diberi tahu melalui sistem" in text
    assert "Menunggu jawaban; persetujuan ditarik" in text


def test_a_page_shows_names_of_data_to_who_may_not_read_it(pair: Pair, app: Flask) -> None:
    pair.send(dasar_darurat="ya", persetujuan="ditolak", alasan_darurat="Nyawa terancam.")
    pair.office.user("budi", "auditor", agency=referring.SENDER)

    text = browser(app, "budi").get(f"/rujukan/{pair.only().id}").get_data(as_text=True)

    assert "Nama korban" in text
    assert "Keadaan darurat" in text
    assert NAME not in text
    assert STORY not in text

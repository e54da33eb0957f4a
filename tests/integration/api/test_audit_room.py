"""The auditor's room over HTTP: how the record stands, checks begun and watched, kept checkpoints compared."""

import io
import re
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tasks import draining
from tests.support.offices import sealed_office
from tests.support.offices.owner import Owner
from tests.support.offices.sealed_office import SealedOffice
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice


@pytest.fixture
def sealed(web: WebOffice) -> SealedOffice:
    """Furnish the office with a sealed case."""
    return sealed_office.sealed(web.office, 2)


@pytest.fixture
def auditor(web: WebOffice, sealed: SealedOffice) -> FlaskClient:
    return web.browser("andi", "auditor")


def checked(web: WebOffice, auditor: FlaskClient) -> str:
    """Begin a check on the page, let it be done, and give the page that it leads to."""
    begun = clicks.send(auditor, "/audit/periksa", seen="/audit")
    assert begun.status_code == HTTPStatus.SEE_OTHER
    waiting = auditor.get(begun.headers["Location"]).text
    assert 'hx-trigger="every 2s"' in waiting
    assert draining.run_checks(web.office.runtime).failures == 0
    return auditor.get(begun.headers["Location"]).text


def compared(auditor: FlaskClient, **fields: Any) -> TestResponse:
    """Send a kept checkpoint, as text or as a file."""
    token = clicks.token(auditor.get("/audit/periksa"))
    return auditor.post("/audit/periksa/catatan", data={"form_token": token, **fields})


def test_the_room_says_how_the_record_stands(web: WebOffice, auditor: FlaskClient) -> None:
    before = auditor.get("/audit").text
    done = checked(web, auditor)

    assert "Catatan belum pernah diperiksa" in before
    assert "Tidak ada catatan yang berubah" in done
    assert "hx-trigger" not in done
    assert "Catatan utuh" in auditor.get("/audit").text


def test_what_was_changed_is_named_with_the_way_to_its_case(
    web: WebOffice, auditor: FlaskClient, sealed: SealedOffice
) -> None:
    with web.office.runtime.database.begin() as connection:
        connection.execute(text("UPDATE cases SET risk = 'rendah'"))

    page = checked(web, auditor)

    assert "row_differs" in page
    assert re.search(r'href="/audit/kasus/[^"]+/putar-ulang', page)
    assert "Ada catatan yang tidak seperti semula" in auditor.get("/audit").text


def test_a_kept_checkpoint_is_compared_as_text_and_as_a_file(auditor: FlaskClient, sealed: SealedOffice) -> None:
    pasted = compared(auditor, catatan=sealed.note())
    uploaded = compared(auditor, berkas=(io.BytesIO(sealed.note().encode()), "catatan.txt"))

    for answer in (pasted, uploaded):
        assert answer.status_code == HTTPStatus.OK
        assert "Catatan itu ditepati" in answer.text


@pytest.mark.parametrize("file", [None, b"\xff\x00"])
def test_what_is_no_checkpoint_is_refused_on_the_page(auditor: FlaskClient, file: bytes | None) -> None:
    answer = compared(auditor, catatan="halo", **{} if file is None else {"berkas": (io.BytesIO(file), "gambar.png")})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "kept_note_invalid" in answer.text


def test_a_checkpoint_that_the_log_broke_is_told(auditor: FlaskClient, sealed: SealedOffice) -> None:
    kept, owner = sealed.note(), Owner(sealed=sealed)
    owner.changes_an_actor()
    owner.remakes_everything()

    answer = compared(auditor, catatan=kept)

    assert "Catatan itu tidak ditepati" in answer.text


@pytest.mark.parametrize("address", ["/audit", "/audit/periksa"])
def test_others_have_no_such_room(web: WebOffice, address: str) -> None:
    assert web.browser("joko", "petugas_pengaduan").get(address).status_code == HTTPStatus.FORBIDDEN


def test_a_check_that_nobody_asked_for_is_not_there(auditor: FlaskClient) -> None:
    address = "/audit/periksa/00000000-0000-4000-8000-000000000000"

    assert auditor.get(address).status_code == HTTPStatus.NOT_FOUND

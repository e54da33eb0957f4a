"""Evidence packages on their pages: asked for, released by another person, downloaded, and refused in words."""

import io
import re
import zipfile
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.store.tables.audit import AccessEvent, ReaderEvent
from tests.support.files import verifier
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI
from tests.support.offices.sealed_office import SealedOffice
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

NUMBER = "TTG-2026-00001"
PAGE = f"/audit/kasus/{NUMBER}/bukti"
FIELDS = {"penerima": "ombudsman", "dasar": "keberatan", "surat": "0123/ORI/XII/2026"}


@pytest.fixture
def sealed(web: WebOffice) -> SealedOffice:
    """Furnish the office with a sealed case."""
    return sealed_office.sealed(web.office, 1)


@pytest.fixture
def auditor(web: WebOffice, sealed: SealedOffice) -> FlaskClient:
    return web.browser("andi", "auditor")


@pytest.fixture
def head(web: WebOffice, sealed: SealedOffice) -> FlaskClient:
    return web.browser("ratna", "kepala")


def door(browser: FlaskClient, what: str) -> str:
    """Give the address to which a form of the page is sent."""
    found = re.search(rf'action="({PAGE}/[0-9a-f-]{{36}}/{what})"', browser.get(PAGE).text)
    assert found is not None
    return found[1]


def test_a_package_is_asked_for_and_downloaded(auditor: FlaskClient) -> None:
    asked = clicks.send(auditor, PAGE, seen=PAGE, **FIELDS)
    page = auditor.get(PAGE).text
    made = clicks.send(auditor, door(auditor, "buat"), seen=PAGE)

    assert (asked.status_code, asked.headers["Location"]) == (HTTPStatus.SEE_OTHER, PAGE)
    assert all(said in page for said in ("Ombudsman Republik Indonesia", FIELDS["surat"], "Siap dibuat", "Andi"))
    assert (made.mimetype, f"bukti-{NUMBER}.zip" in made.headers["Content-Disposition"]) == ("application/zip", True)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.read("verify_lindung.py") == verifier.FILE.read_bytes()
    assert "Pernah dibuat 1 kali" in auditor.get(PAGE).text


def test_values_are_handed_out_by_two_people(auditor: FlaskClient, head: FlaskClient) -> None:
    clicks.send(auditor, PAGE, seen=PAGE, **FIELDS, nilai="ya")
    waiting = auditor.get(PAGE).text
    released = clicks.send(head, door(head, "lepas"), seen=PAGE)

    assert "Menunggu orang kedua" in waiting
    assert not re.search(r"/(lepas|buat)\"", waiting)
    assert released.status_code == HTTPStatus.SEE_OTHER
    assert "Ratna" in auditor.get(PAGE).text
    assert clicks.send(auditor, door(auditor, "buat"), seen=PAGE).status_code == HTTPStatus.OK


def test_the_head_is_offered_no_values_and_finds_what_waits(auditor: FlaskClient, head: FlaskClient) -> None:
    clicks.send(auditor, PAGE, seen=PAGE, **FIELDS, nilai="ya")

    listed = head.get("/audit/bukti").text

    assert 'name="nilai"' not in head.get(PAGE).text
    assert f'href="{PAGE}"' in listed
    assert "Lepas paket ini" in listed


def test_a_request_is_taken_back(auditor: FlaskClient) -> None:
    clicks.send(auditor, PAGE, seen=PAGE, **FIELDS, nilai="ya")

    clicks.send(auditor, door(auditor, "tolak"), seen=PAGE)

    assert "Ditolak oleh" in auditor.get(PAGE).text


def test_nobody_releases_by_a_form_that_they_were_not_shown(auditor: FlaskClient) -> None:
    clicks.send(auditor, PAGE, seen=PAGE, **FIELDS, nilai="ya")

    refused = clicks.send(auditor, door(auditor, "tolak").replace("tolak", "lepas"), seen=PAGE)

    assert refused.status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("penerima", "Penerima tidak dikenal"),
        ("dasar", "Dasar tidak dikenal"),
        ("surat", "Nomor surat terdiri atas"),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed(auditor: FlaskClient, field: str, said: str) -> None:
    answer = clicks.send(auditor, PAGE, seen=PAGE, **(FIELDS | {field: "?"}))

    assert (answer.status_code, said in answer.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert field == "surat" or FIELDS["surat"] in answer.text


def test_a_kept_checkpoint_that_is_none_is_told(auditor: FlaskClient, sealed: SealedOffice) -> None:
    clicks.send(auditor, PAGE, seen=PAGE, **FIELDS)
    address = door(auditor, "buat")

    wrong = clicks.send(auditor, address, seen=PAGE, catatan="halo")
    right = clicks.send(auditor, address, seen=PAGE, catatan=sealed.note())

    assert (wrong.status_code, right.status_code) == (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.OK)
    assert "bukan catatan penutup" in wrong.text


def test_looking_and_downloading_are_recorded(web: WebOffice, auditor: FlaskClient) -> None:
    clicks.send(auditor, PAGE, seen=PAGE, **FIELDS)
    clicks.send(auditor, door(auditor, "buat"), seen=PAGE)
    auditor.get("/audit/bukti")

    with web.office.acting(CLI) as tx:
        lists = set(tx.session.scalars(select(ReaderEvent.what)))
        reads = {(one.what, one.via, one.purpose) for one in tx.session.scalars(select(AccessEvent))}

    assert "evidence.list" in lists
    assert ("history.read", "export", "audit") in reads


def test_for_officers_there_are_no_packages(web: WebOffice, sealed: SealedOffice) -> None:
    officer = web.browser("joko", "petugas_pengaduan")

    assert officer.get(PAGE).status_code == HTTPStatus.NOT_FOUND
    assert officer.get("/audit/bukti").status_code == HTTPStatus.FORBIDDEN

"""Changes of procedures on their pages: proposed, read, saved from the revision seen, checked, brought back."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.offices import procedures
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

LIST = "/kebijakan"
WANTED = {
    "prosedur": "uji",
    "judul": "Nama langkah",
    "alasan": "Nota dinas meminta.",
    "nomor": "1/2026",
    "pasal": "A, B",
}
DIAGRAM = "uji.bpmn"
BASE = procedures.two_steps()[DIAGRAM]
EDITED = BASE.replace(b'name="Terima laporan"', b'name="Catat laporan"')


@pytest.fixture
def rina(web: WebOffice) -> FlaskClient:
    return web.browser("rina", "admin_kebijakan")


@pytest.fixture
def place(rina: FlaskClient) -> str:
    """Propose a change; gives its address."""
    return clicks.send(rina, LIST, seen=LIST, **WANTED).headers["Location"]


def save(client: FlaskClient, place: str, content: bytes, *, seen: str | None = '"0"', **headers: str) -> TestResponse:
    """Save the diagram as the island does, with the token of the editor's page."""
    page = client.get(f"{place}/diagram/{DIAGRAM}").text
    [token] = set(re.findall(r'name="form_token" value="([^"]+)"', page)[:1])
    sent: dict[str, Any] = {"X-Form-Token": token, **({} if seen is None else {"If-Match": seen}), **headers}
    return client.put(f"{place}/berkas/{DIAGRAM}", data=content, headers=sent)


def test_the_base_holds_what_is_edited() -> None:
    assert EDITED != BASE


def test_a_change_is_proposed_and_shown(rina: FlaskClient, place: str) -> None:
    page, listed = rina.get(place).text, rina.get(LIST).text

    for said in ("Nama langkah", "Nota dinas meminta.", "1/2026", "A, B", "Sedang disusun", DIAGRAM):
        assert said in page
    assert place in listed


def test_what_does_not_fit_is_said_and_kept(rina: FlaskClient) -> None:
    answer = clicks.send(rina, LIST, seen=LIST, **WANTED | {"judul": " "})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nota dinas meminta." in answer.text
    assert "change_invalid: title" in answer.text


def test_who_decides_reads_but_proposes_nothing(web: WebOffice, place: str) -> None:
    head = web.browser("kartika", "kepala")

    assert "Nama langkah" in head.get(LIST).text
    assert "Usulkan perubahan" not in head.get(LIST).text
    assert "tidak menyuntingnya" in head.get(f"{place}/diagram/{DIAGRAM}").text
    assert save(head, place, EDITED).status_code == HTTPStatus.FORBIDDEN


def test_others_find_nothing(web: WebOffice, place: str) -> None:
    officer = web.browser("siti", "petugas_pengaduan")

    assert officer.get(LIST).status_code == HTTPStatus.FORBIDDEN
    for way in ("", "/periksa", "/temuan-periksa", f"/diagram/{DIAGRAM}", f"/berkas/{DIAGRAM}"):
        assert officer.get(place + way).status_code == HTTPStatus.NOT_FOUND


def test_a_file_is_read_with_its_revision_and_saved_from_it(rina: FlaskClient, place: str) -> None:
    read = rina.get(f"{place}/berkas/{DIAGRAM}")
    saved = save(rina, place, EDITED)

    assert (read.data, read.headers["ETag"], read.mimetype) == (BASE, '"0"', "text/plain")
    assert (saved.status_code, saved.json) == (
        HTTPStatus.OK,
        {"revision": 1, "merged": False, "content": EDITED.decode()},
    )
    assert rina.get(f"{place}/berkas/{DIAGRAM}").headers["ETag"] == '"1"'
    assert "Kembalikan ke revisi 1" in rina.get(place).text


def test_a_collision_says_who_and_when(web: WebOffice, rina: FlaskClient, place: str) -> None:
    save(rina, place, EDITED)
    other = web.browser("budi", "admin_kebijakan")

    answer = save(other, place, EDITED.replace(b"Catat laporan", b"Lain"))

    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json is not None
    assert (answer.json["code"], answer.json["by"], answer.json["revision"]) == ("changes_collide", "Rina", 1)
    assert len(answer.json["elements"]) == 1


def test_a_file_of_another_kind_is_saved_and_refused_by_the_check(rina: FlaskClient, place: str) -> None:
    answer = save(rina, place, b"<a/>")

    assert answer.status_code == HTTPStatus.OK
    found = rina.get(f"{place}/temuan-periksa").json
    assert found is not None
    assert found["refusals"] != []


@pytest.mark.parametrize(
    ("seen", "headers", "status"),
    [
        (None, {}, HTTPStatus.BAD_REQUEST),
        ("drei", {}, HTTPStatus.BAD_REQUEST),
        ('"0"', {"X-Form-Token": "00"}, HTTPStatus.FORBIDDEN),
    ],
)
def test_a_save_without_revision_or_token_is_refused(
    rina: FlaskClient, place: str, seen: str | None, headers: dict[str, str], status: HTTPStatus
) -> None:
    assert save(rina, place, EDITED, seen=seen, **headers).status_code == status
    assert rina.get(f"{place}/berkas/{DIAGRAM}").data == BASE


def test_what_cannot_be_read_is_refused(rina: FlaskClient, place: str) -> None:
    answer = save(rina, place, b"<a>")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert rina.get(f"{place}/berkas/{DIAGRAM}").data == BASE


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_check_speaks_the_readers_language(rina: FlaskClient, place: str, language: str) -> None:
    assert rina.get(f"{place}/temuan-periksa").json == {"revision": 0, "refusals": []}
    assert "Tidak ada yang perlu dibereskan." in rina.get(f"{place}/periksa").text
    save(rina, place, BASE.replace(b'lindung:form="isian"', b'lindung:form="tidak_ada"', 1))
    rina.set_cookie("bahasa", language)

    found = rina.get(f"{place}/temuan-periksa").json
    page = rina.get(f"{place}/periksa").text

    assert found is not None
    [refusal] = found["refusals"]
    assert (found["revision"], refusal["file"], refusal["element"] != "") == (1, DIAGRAM, True)
    assert refusal["reason"] in page.replace("&#39;", "'")


def test_diagrams_are_called_by_the_name_of_their_process(rina: FlaskClient, place: str) -> None:
    named = BASE.replace(b'name="Proses uji"', b'name="Uji &amp; coba"')
    assert named != BASE
    save(rina, place, named)

    assert "Uji &amp; coba</a>" in rina.get(place).text
    assert "Uji &amp; coba</h1>" in rina.get(f"{place}/diagram/{DIAGRAM}").text


def test_a_form_is_no_diagram(rina: FlaskClient, place: str) -> None:
    assert rina.get(f"{place}/diagram/forms/isian.form").status_code == HTTPStatus.NOT_FOUND
    assert rina.get(f"{place}/berkas/forms/isian.form").status_code == HTTPStatus.OK


def test_a_revision_comes_back(rina: FlaskClient, place: str) -> None:
    save(rina, place, EDITED)
    address = f"{place}/kembalikan"

    back = clicks.send(rina, address, seen=place, berkas=DIAGRAM, revisi="0")
    unknown = clicks.send(rina, address, seen=place, berkas=DIAGRAM, revisi="9")
    wrong = clicks.send(rina, address, seen=place, berkas=DIAGRAM, revisi="satu")

    assert back.status_code == HTTPStatus.SEE_OTHER
    assert rina.get(f"{place}/berkas/{DIAGRAM}").data == BASE
    assert [one.status_code for one in (unknown, wrong)] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 2


def test_a_change_is_given_up(rina: FlaskClient, place: str) -> None:
    clicks.send(rina, f"{place}/batalkan", seen=place)

    assert "Dibatalkan" in rina.get(place).text
    assert save(rina, place, EDITED).status_code == HTTPStatus.CONFLICT


def test_a_newer_version_is_said(web: WebOffice, rina: FlaskClient, place: str) -> None:
    web.office.deploy({**procedures.two_steps(), "forms/lain.form": procedures.form("lain")})

    assert "versi terbaru prosedur ini adalah 2" in rina.get(place).text

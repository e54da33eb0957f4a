"""The page of a case and its printed sheet: what each role sees of it, and comments written there."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

SECTION = re.compile(r'<section [^>]*id="(\w+)"')
STORY = "Cerita yang hanya untuk yang berhak"


@pytest.fixture
def clerk(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


@pytest.fixture
def case(clerk: FlaskClient) -> str:
    """Register a report, complete its first task and give the case's path."""
    task = clicks.registered(clerk)
    clicks.send(clerk, f"{task}/ambil")
    clicks.complete(clerk, task, f__risiko="tinggi", f__kronologi=STORY)
    found = re.search(r"/kasus/[\w-]+", clerk.get("/kasus").text.partition("<tbody>")[2])
    assert found is not None
    return found[0]


def sections(browser: FlaskClient, path: str) -> list[str]:
    return SECTION.findall(browser.get(path).text)


def test_a_supervisor_sees_where_the_case_stands_and_its_story(web: WebOffice, case: str) -> None:
    page = web.browser("ratna", "penyelia").get(case).text

    assert "<strong>Menunggu:</strong>" in page
    assert "Rina menyelesaikan Terima laporan." in page
    assert "Risiko dinilai tinggi." in page
    assert "Belum ada persetujuan yang dicatat." in page
    assert {"tugas", "waktu", "orang", "risiko", "riwayat", "isian"} <= set(SECTION.findall(page))
    for anchor in re.findall(r'<li><a href="#(\w+)">', page):
        assert f'id="{anchor}"' in page


def test_an_auditor_sees_the_story_and_nothing_that_was_told(web: WebOffice, case: str) -> None:
    auditor = web.browser("agus", "auditor")

    page = auditor.get(case).text

    assert "Rina menyelesaikan Terima laporan." in page
    assert STORY not in page
    assert not {"isian", "komentar", "berkas"} & set(SECTION.findall(page))
    assert STORY not in auditor.get(f"{case}/ringkasan?isi=1").text


def test_the_story_is_narrowed_by_its_kind(clerk: FlaskClient, case: str) -> None:
    story = clerk.get(f"{case}?riwayat=risiko").text.partition('id="riwayat"')[2]

    assert "Risiko dinilai tinggi." in story
    assert "Rina menyelesaikan" not in story
    assert "Rina menyelesaikan" in clerk.get(f"{case}?riwayat=entah").text.partition('id="riwayat"')[2]


def test_a_long_story_is_shown_in_parts(
    web: WebOffice, clerk: FlaskClient, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.web.pages.cases.cases.ENTRIES_SHOWN", 1)

    page = clerk.get(case).text

    more = re.search(r"Tampilkan (\d+) peristiwa", page)
    assert more is not None
    assert "Kasus didaftarkan" not in page.partition('id="riwayat"')[2]
    whole = clerk.get(f"{case}?semua=1").text.partition('id="riwayat"')[2]
    assert "Kasus didaftarkan" in whole
    assert "peristiwa yang lebih lama" not in whole


def test_the_printed_sheet_tells_what_was_written_only_when_asked(clerk: FlaskClient, case: str) -> None:
    sheet, whole = clerk.get(f"{case}/ringkasan").text, clerk.get(f"{case}/ringkasan?isi=1").text

    assert STORY not in sheet
    assert STORY in whole
    for page in (sheet, whole):
        assert "Rina menyelesaikan Terima laporan." in page
        assert "RAHASIA." in page
        assert "Dicetak oleh Rina" in page


def test_a_comment_is_written_on_the_case_while_a_task_is_open(web: WebOffice, case: str) -> None:
    leader = web.browser("ratna", "penyelia", "petugas_pengaduan")

    kept = clicks.send(leader, f"{case}/komentar", komentar="Tolong dipercepat")
    refused = clicks.send(leader, f"{case}/komentar", komentar="@siapa tolong")

    assert kept.headers["Location"] == f"{case}#komentar"
    assert "Tolong dipercepat" in leader.get(case).text
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "@siapa tolong</textarea>" in refused.text


def test_a_finished_case_takes_no_comment(web: WebOffice, clerk: FlaskClient, case: str) -> None:
    leader = web.browser("ratna", "penyelia")
    task = clicks.first_task(leader)
    clicks.send(leader, f"{task}/ambil")
    clicks.complete(leader, task, f__risiko="tinggi", f__kronologi="Sudah diperiksa")

    assert 'name="komentar"' not in leader.get(case).text
    assert clicks.send(leader, f"{case}/komentar", komentar="Terlambat").status_code == HTTPStatus.NOT_FOUND
    assert sections(clerk, case)


def test_the_interface_tells_what_became_of_a_case(web: WebOffice, case: str) -> None:
    told = web.program("agus2", "auditor").get(f"cases/{case.rpartition('/')[2]}/story").json

    assert [one["level"] for one in told["risks"]] == ["tinggi"]
    assert [(one["name"], one["completed"]) for one in told["workers"]] == [("Rina", 1)]
    assert (told["consents"], told["purposes"]) == ([], [])
    assert STORY not in str(told)

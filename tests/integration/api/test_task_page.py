"""The page of a task without scripts: drafts, the moment to take it back, files, comments, and what stands beside."""

import io
import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.services.cases import files
from engine.services.user_tasks import life_cycle
from engine.store.tables.user_tasks import Draft
from tests.support.files import small_files as made
from tests.support.offices.factories import CLI
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

TYPED = {"f__risiko": "tinggi", "f__kronologi": "Baris satu\r\nBaris <dua>"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


@pytest.fixture
def task(browser: FlaskClient) -> str:
    """Register a report, claim its first task and give its path."""
    path = clicks.registered(browser)
    clicks.send(browser, f"{path}/ambil")
    return path


def told(answer: TestResponse) -> Any:
    """Give the JSON of an answer."""
    return answer.get_json()


def shown(browser: FlaskClient, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_draft_comes_back_as_it_was_typed(browser: FlaskClient, task: str) -> None:
    saved = clicks.send(browser, f"{task}/draf", revision="0", **TYPED)

    page = shown(browser, task)
    assert saved.headers["Location"] == task
    assert "Draf disimpan. Anda dapat melanjutkannya" in page
    assert "Baris satu\nBaris &lt;dua&gt;</textarea>" in page
    assert re.search(r'value="tinggi" checked', page)
    assert revision(page) == "1"


def test_a_script_is_told_the_new_revision_and_a_conflict(browser: FlaskClient, task: str) -> None:
    data = {"form_token": clicks.token(browser.get("/tugas")), "revision": "0", "data": '{"kronologi": "a"}'}

    first = browser.post(f"{task}/draf", data=data, headers=JSON)
    second = browser.post(f"{task}/draf", data=data, headers=JSON)

    assert (told(first)["revision"], told(first)["state"], told(first)["mine"]) == (1, "open", True)
    assert (second.status_code, told(second)["code"], told(second)["ids"]["revision"]) == (409, "draft_overtaken", 1)
    assert browser.get(f"{task}/keadaan").json == {"state": "open", "mine": True}


def test_a_script_without_a_session_is_told_so_in_json(web: WebOffice, task: str) -> None:
    refused = web.app.test_client().post(f"{task}/draf", data={"f.kronologi": "a"}, headers=JSON)

    assert (refused.status_code, told(refused)["code"]) == (HTTPStatus.UNAUTHORIZED, "credential_missing")


@pytest.mark.parametrize("data", ["[]", "{", "1e999"])
def test_what_the_viewer_would_never_send_is_refused(browser: FlaskClient, task: str, data: str) -> None:
    assert clicks.send(browser, f"{task}/draf", data=data).status_code == HTTPStatus.BAD_REQUEST


def test_a_draft_is_thrown_away(browser: FlaskClient, task: str) -> None:
    clicks.send(browser, f"{task}/draf", revision="x", **TYPED)

    clicks.send(browser, f"{task}/draf/buang")

    assert "Baris satu" not in shown(browser, task)


def test_what_was_typed_is_shown_once_more_after_the_task_was_handed_on(
    web: WebOffice, browser: FlaskClient, task: str
) -> None:
    clicks.send(browser, f"{task}/draf", revision="0", **TYPED)
    web.office.user("joko", "petugas_pengaduan")
    boss = web.office.user("ida", "penyelia", "petugas_pengaduan")
    with web.office.acting(boss) as tx:
        life_cycle.delegate(tx, task.rpartition("/")[2], to_username="joko")

    page = shown(browser, task)

    assert "Draf Anda yang belum dikirim" in page
    assert "Baris &lt;dua&gt;" in page
    clicks.send(browser, f"{task}/draf/buang")
    assert "Draf Anda yang belum dikirim" not in shown(browser, task)


def test_before_a_task_is_completed_the_page_says_what_will_happen(browser: FlaskClient, task: str) -> None:
    clicks.send(browser, f"{task}/selesai", **TYPED)

    page = shown(browser, task)
    assert "Tugas ini akan diselesaikan pukul 09.00" in page
    assert re.search(r"Tugas <strong[^>]*>Periksa laporan</strong> dibuka untuk <span[^>]*>Penyelia", page)
    assert "Selesaikan sekarang" in page


def test_pressed_twice_it_waits_once(browser: FlaskClient, task: str) -> None:
    fields = {"form_token": clicks.token(browser.get("/tugas")), "once": "k", "f.risiko": "tinggi"}

    answers = [browser.post(f"{task}/selesai", data=fields) for _ in range(2)]

    assert [one.headers["Location"] for one in answers] == [task, task]


def test_taken_back_it_can_be_changed(browser: FlaskClient, task: str) -> None:
    clicks.send(browser, f"{task}/selesai", **TYPED)

    clicks.send(browser, f"{task}/tarik")

    page = shown(browser, task)
    assert "Tugas ditarik kembali" in page
    assert "Baris satu" in page
    late = clicks.send(browser, f"{task}/tarik")
    assert "nothing_held" in late.get_data(as_text=True)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("completion_failed", "karena gangguan pada sistem, bukan karena isian Anda"),
        ("consent_overtaken", "karena persetujuan ditarik sesaat setelah Anda mengirim"),
        ("answers_overtaken", "karena kasusnya berubah sesaat setelah Anda mengirim"),
    ],
)
def test_what_was_given_back_says_why_and_keeps_the_answers(
    web: WebOffice, browser: FlaskClient, task: str, code: str, said: str
) -> None:
    clicks.send(browser, f"{task}/selesai", **TYPED)
    with web.office.acting(CLI) as tx:
        draft = tx.session.query(Draft).one()
        draft.held_until, draft.refused = None, code

    page = shown(browser, task)

    assert said in page
    assert "Baris satu" in page
    clicks.send(browser, f"{task}/selesai", **TYPED)
    assert "Tugas ini akan diselesaikan pukul" in shown(browser, task)


def test_other_answers_while_it_waits_are_not_lost(browser: FlaskClient, task: str) -> None:
    clicks.send(browser, f"{task}/selesai", **TYPED)

    page = clicks.send(browser, f"{task}/selesai", f__risiko="rendah", f__kronologi="Yang kedua")

    assert page.status_code == HTTPStatus.CONFLICT
    assert "Yang kedua" in page.get_data(as_text=True)


def test_answers_of_the_viewer_come_back_when_refused_in_both_forms(browser: FlaskClient, task: str) -> None:
    page = clicks.send(browser, f"{task}/selesai", data='{"risiko": "entah", "kronologi": "Diketik di penampil"}')

    text = page.get_data(as_text=True)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Diketik di penampil</textarea>" in text
    given = json.loads(text.partition('id="formulir">')[2].partition("</script>")[0])
    assert given["answers"] == {"risiko": "entah", "kronologi": "Diketik di penampil"}
    assert [one["pointer"] for one in given["faults"]] == ["/risiko"]


def test_a_task_is_handed_to_a_holder_of_its_role_and_to_nobody_else(
    web: WebOffice, browser: FlaskClient, task: str
) -> None:
    colleague = web.browser("joko", "petugas_pengaduan")
    web.browser("ratna", "penyelia")
    page = shown(browser, task)
    assert re.findall(r'<option value="(\w+)">', page.partition('id="kepada"')[2].partition("</select>")[0]) == ["joko"]

    refused = clicks.send(browser, f"{task}/serahkan", kepada="ratna")
    given = clicks.send(browser, f"{task}/serahkan", kepada="joko")

    assert "delegate_unfit" in refused.get_data(as_text=True)
    assert given.headers["Location"] == "/tugas"
    assert "Selesaikan tugas" in shown(colleague, task)
    assert 'id="kepada"' not in shown(browser, task)


def test_a_comment_is_kept_and_a_refused_one_comes_back(browser: FlaskClient, task: str) -> None:
    clicks.send(browser, f"{task}/komentar", komentar="Sudah <ditelepon>")
    refused = clicks.send(browser, f"{task}/komentar", komentar="@siapa tolong")

    assert "Sudah &lt;ditelepon&gt;" in shown(browser, task)
    assert (refused.status_code, "@siapa tolong</textarea>" in refused.get_data(as_text=True)) == (422, True)


def test_earlier_answers_are_shown_when_asked(browser: FlaskClient, task: str) -> None:
    clicks.send(browser, f"{task}/draf", revision="0", **TYPED)
    assert "Tampilkan isian sebelumnya" in shown(browser, task)

    assert "Belum ada isian yang boleh Anda baca" in shown(browser, f"{task}?isi=1")


def test_a_file_is_handed_in_and_given_out_only_to_be_saved(browser: FlaskClient, task: str) -> None:
    attached = attach(browser, task, made.PDF, "Visum é.pdf")
    address = re.search(r"/kasus/[^/\"]+/berkas/[0-9a-f-]+", shown(browser, task))

    assert attached.status_code == HTTPStatus.SEE_OTHER
    assert address is not None
    given = browser.get(address[0])
    assert given.data == made.PDF
    assert given.headers["Content-Disposition"] == (
        "attachment; filename=berkas-TTG-2026-00001.pdf; filename*=UTF-8''Visum%20%C3%A9.pdf"
    )
    assert given.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert given.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content", [made.HTML, b""])
def test_a_file_that_is_not_taken_is_refused(browser: FlaskClient, task: str, content: bytes) -> None:
    assert attach(browser, task, content, "foto.pdf").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_file_that_is_too_large_is_refused_as_that(browser: FlaskClient, task: str) -> None:
    body = io.BytesIO(b"--x\r\n" + bytes(files.LARGEST + 100_000))
    kind = "multipart/form-data; boundary=x"

    refused = browser.post(f"{task}/berkas", input_stream=body, content_type=kind, content_length=len(body.getvalue()))

    assert refused.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_no_file_at_all_is_refused(browser: FlaskClient, task: str) -> None:
    assert clicks.send(browser, f"{task}/berkas").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_file_goes_in_pieces(browser: FlaskClient, task: str) -> None:
    token = clicks.token(browser.get("/tugas"))
    begun = browser.post(f"{task}/unggahan", data={"form_token": token, "name": "a.pdf", "size": str(len(made.PDF))})
    path = f"/unggahan/{told(begun)['id']}"
    headers = {"X-Form-Token": token, **JSON}

    first = browser.patch(path, data=made.PDF[:20], headers={**headers, "Upload-Offset": "0"})
    again = browser.patch(path, data=made.PDF[:20], headers={**headers, "Upload-Offset": "0"})
    rest = browser.patch(path, data=made.PDF[20:], headers={**headers, "Upload-Offset": "20"})

    assert (begun.status_code, first.json) == (HTTPStatus.CREATED, {"offset": 20})
    assert (again.status_code, told(again)["ids"]["offset"]) == (HTTPStatus.CONFLICT, 20)
    assert rest.json == browser.get(path).json == {"offset": len(made.PDF)}
    assert "a.pdf" in shown(browser, task)


def test_pieces_are_refused_without_token_offset_or_right_content(browser: FlaskClient, task: str) -> None:
    token = clicks.token(browser.get("/tugas"))
    begun = browser.post(f"{task}/unggahan", data={"form_token": token, "name": "a", "size": "40"})
    path = f"/unggahan/{told(begun)['id']}"

    forged = browser.patch(path, data=made.HTML, headers={"Upload-Offset": "0"})
    lost = browser.patch(path, data=made.HTML, headers={"X-Form-Token": token, "Upload-Offset": "-1"})
    wrong = browser.patch(path, data=made.HTML, headers={"X-Form-Token": token, "Upload-Offset": "0"})

    assert (forged.status_code, lost.status_code, wrong.status_code) == (403, 400, 422)
    assert browser.get(path).status_code == HTTPStatus.NOT_FOUND


def test_an_upload_is_called_off(browser: FlaskClient, task: str) -> None:
    token = clicks.token(browser.get("/tugas"))
    begun = browser.post(f"{task}/unggahan", data={"form_token": token, "name": "a", "size": "9"})
    path = f"/unggahan/{told(begun)['id']}"

    assert browser.delete(path).status_code == HTTPStatus.FORBIDDEN
    assert browser.delete(path, headers={"X-Form-Token": token}).status_code == HTTPStatus.NO_CONTENT
    assert browser.post(f"{task}/unggahan", data={"form_token": token, "size": "x"}).status_code == 422


def attach(browser: FlaskClient, task: str, content: bytes, name: str) -> TestResponse:
    token = clicks.token(browser.get("/tugas"))
    return browser.post(f"{task}/berkas", data={"form_token": token, "berkas": (io.BytesIO(content), name)})


@pytest.mark.parametrize(
    ("came_from", "leads"),
    [
        ("http://localhost/tugas?tab=peran&risiko=tinggi", "/tugas?tab=peran&amp;risiko=tinggi"),
        ("http://localhost/tugas", "/tugas"),
        ("http://localhost/kasus?q=1", "/tugas"),
        ("https://elsewhere.example/tugas?tab=semua", "/tugas"),
        ("", "/tugas"),
    ],
)
def test_the_way_back_leads_to_the_same_list(browser: FlaskClient, came_from: str, leads: str) -> None:
    task = clicks.registered(browser)

    first = browser.get(task, headers={"Referer": came_from}).text
    clicks.send(browser, f"{task}/ambil", seen="/kasus")

    way = f'<a href="{leads}">Kembali ke daftar tugas</a>'
    assert way in first
    assert way in browser.get(task, headers={"Referer": f"http://localhost{task}"}).text


@pytest.mark.parametrize("kept", ["https://elsewhere.example", "//x/tugas", "/kasus", "/tugas/1"])
def test_a_way_back_that_we_did_not_keep_is_not_taken(browser: FlaskClient, kept: str) -> None:
    task = clicks.registered(browser)
    browser.set_cookie("lindung_list", kept, path="/tugas")

    assert '<a href="/tugas">Kembali ke daftar tugas</a>' in browser.get(task).text


def test_a_list_of_a_monstrous_address_is_not_kept(browser: FlaskClient) -> None:
    task = clicks.registered(browser)

    answer = browser.get(task, headers={"Referer": "http://localhost/tugas?q=" + "x" * 1000})

    assert "lindung_list" not in answer.headers.get("Set-Cookie", "")

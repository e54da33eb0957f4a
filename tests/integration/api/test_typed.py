"""What an officer typed is never lost: whatever keeps a form from being stored, it comes back with its answers."""

from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.errors import StoreUnavailableError
from tests.support.offices.factories import PASSWORD
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice


@pytest.fixture
def browser(web: WebOffice) -> FlaskClient:
    """Give the browser of an intake officer."""
    return web.browser("rina", "petugas_pengaduan")


def test_a_session_that_ends_while_a_form_is_filled_loses_nothing(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    typed = {"form_token": clicks.token(browser.get(task)), "f.kronologi": "<b>Cerita</b>\nbaris dua"}
    browser.delete_cookie("lindung_session")

    ended = browser.post(f"{task}/selesai", data=typed)
    browser.post("/masuk", data={"username": "rina", "password": PASSWORD})
    back = browser.post(f"{task}/selesai", data=typed)

    kept = "&lt;b&gt;Cerita&lt;/b&gt;\nbaris dua</textarea>"
    assert (ended.status_code, kept in ended.get_data(as_text=True)) == (HTTPStatus.UNAUTHORIZED, True)
    assert "Isian Anda belum disimpan" in back.get_data(as_text=True)
    assert kept in back.get_data(as_text=True)


def _held(web: WebOffice, browser: FlaskClient) -> str:
    """Register a report, take its task, have the head hold the case, and give the task's path."""
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    head = web.program("kepala", "kepala")
    (instance,) = head.get("process-instances").json["items"]
    assert head.post(f"process-instances/{instance['id']}/suspend").status_code == HTTPStatus.OK
    return task


def test_a_held_case_says_so_before_anybody_fills_a_form(web: WebOffice, browser: FlaskClient) -> None:
    task = _held(web, browser)

    page = browser.get(task).get_data(as_text=True)

    assert "Kasus ini sedang ditahan" in page
    assert "Selesaikan tugas</button>" not in page
    assert "prosesnya sedang ditahan" in browser.get("/kasus/TTG-2026-00001").get_data(as_text=True)


def test_what_was_typed_is_kept_when_the_case_was_held_meanwhile(web: WebOffice, browser: FlaskClient) -> None:
    task = _held(web, browser)

    page = clicks.send(browser, f"{task}/selesai", f__risiko="rendah", f__kronologi="Yang sudah diketik")

    text = page.get_data(as_text=True)
    assert page.status_code == HTTPStatus.CONFLICT
    assert "instance_not_active" in text
    assert "Yang sudah diketik" in text


def test_what_was_typed_is_kept_when_somebody_else_completed_the_task(browser: FlaskClient) -> None:
    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    clicks.complete(browser, task, f__risiko="rendah")

    page = clicks.send(browser, f"{task}/selesai", f__risiko="tinggi", f__kronologi="Yang sudah diketik")

    assert page.status_code == HTTPStatus.CONFLICT
    assert "Yang sudah diketik" in page.get_data(as_text=True)


def test_what_was_typed_is_kept_when_the_system_fails(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise StoreUnavailableError

    task = clicks.registered(browser)
    clicks.send(browser, f"{task}/ambil")
    with monkeypatch.context() as patched:
        patched.setattr("engine.services.user_tasks.life_cycle.complete", away)
        failed = clicks.send(browser, f"{task}/selesai", f__risiko="rendah", f__kronologi="Yang sudah diketik")

    again = browser.post(f"{task}/selesai", data={"f.risiko": "rendah", "f.kronologi": "Yang sudah diketik"})

    assert (failed.status_code, again.status_code) == (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.FORBIDDEN)
    assert all("Yang sudah diketik" in one.get_data(as_text=True) for one in (failed, again))

"""What an officer's hands do on the pages: find the form's token, send a form, register a report."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.offices.factories import AGENCY

ADDRESS = f"/laporan/uji/{AGENCY}/datang"


def token(page: TestResponse) -> str:
    """Give the token that a page's forms carry."""
    found = re.search(r'name="form_token" value="(\w+)"', page.get_data(as_text=True))
    assert found is not None
    return found[1]


def send(browser: FlaskClient, path: str, *, seen: str = "/tugas", **fields: str | list[str]) -> TestResponse:
    """Send a form with the token of a page that was seen before."""
    named = {key.replace("__", "."): value for key, value in fields.items()}
    return browser.post(path, data={"form_token": token(browser.get(seen)), **named})


def registered(browser: FlaskClient) -> str:
    """Register a report and give the path of its first task."""
    send(browser, ADDRESS)
    return first_task(browser)


def first_task(browser: FlaskClient) -> str:
    """Give the path of the first task in the inbox."""
    found = re.search(r"/tugas/([0-9a-f-]{20,})", browser.get("/tugas").get_data(as_text=True))
    assert found is not None
    return found[0]


def complete(browser: FlaskClient, task: str, **fields: str) -> TestResponse:
    """Hand a claimed task in and do not wait for the moment in which it could be taken back."""
    handed_in = send(browser, f"{task}/selesai", **fields)
    assert handed_in.headers["Location"] == task, handed_in.get_data(as_text=True)
    return send(browser, f"{task}/jalankan")

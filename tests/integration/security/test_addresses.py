"""Ids, cursors and filters that anybody may type: refused or empty on both databases, never a 500."""

import base64
import json
from http import HTTPStatus

import pytest

from tests.support.web.web_office import Program, WebOffice

NO_IDS = ("abc", "%E2%98%83", "' OR 1=1 --", "00000000-0000-0000-0000-000000000000", "{" + "0" * 36 + "}")
FAR_FUTURE = "9999-12-31T23:59:59-14:00"
LONG_AGO = "0001-01-01T00:00:00+14:00"
TODAY = "2026-11-20T02:00:00+00:00"
SOME_ID = "3dbf5921-d004-56e6-8119-a77090ba4fb6"


def cursor(*parts: object) -> str:
    """Give a cursor as the service writes them, of any parts."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


NESTED = base64.urlsafe_b64encode(b"[" * 300).decode()
FORGED = {
    "a moment before the calendar": f"user-tasks?cursor={cursor(LONG_AGO, SOME_ID)}",
    "a moment after the calendar": f"user-tasks?cursor={cursor(FAR_FUTURE, SOME_ID)}",
    "a NUL in a moment": f"user-tasks?cursor={cursor(TODAY + chr(0), SOME_ID)}",
    "no id": f"user-tasks?cursor={cursor(TODAY, 'abc')}",
    "a NUL in a clock": f"sla-clocks?cursor={cursor(SOME_ID, chr(0))}",
    "half a character": f"sla-clocks?cursor={cursor(SOME_ID, chr(0xD800))}",
    "a number beyond the column": f"history-events?process_instance={{id}}&cursor={cursor('9' * 25)}",
    "a number without end": f"history-events?process_instance={{id}}&cursor={cursor('9' * 300)}",
    "parts that are no texts": f"cases?cursor={cursor({'a': 1})}",
    "nested without end": f"cases?cursor={NESTED}",
}


@pytest.mark.parametrize("text", NO_IDS)
@pytest.mark.parametrize("place", ["process-instances/{}", "process-instances/{}/history", "user-tasks/{}"])
def test_a_text_that_is_no_id_names_nothing(place: str, text: str, web: WebOffice) -> None:
    supervisor = web.program("ida", "penyelia")

    refused = supervisor.get(place.format(text))

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.NOT_FOUND, "not_found")


@pytest.mark.parametrize(
    "place",
    ["user-tasks/{}/claim", "process-instances/{}/suspend", "process-instances/{}/resume", "incidents/{}/retry"],
)
def test_nothing_can_be_done_to_a_text_that_is_no_id(place: str, web: WebOffice) -> None:
    supervisor = web.program("ida", "penyelia")

    refused = supervisor.post(place.format("abc"))

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.NOT_FOUND, "not_found")


def test_nobody_is_called_by_a_text_that_is_no_id(officer: Program) -> None:
    officer.start()

    found = officer.get("user-tasks?assignee=siti")

    assert (found.status_code, found.json["items"]) == (HTTPStatus.OK, [])


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_cursor_is_refused(name: str, web: WebOffice, officer: Program) -> None:
    started = officer.start()
    supervisor = web.program("ida", "penyelia")

    refused = supervisor.get(FORGED[name].format(id=started["id"]))

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "cursor_invalid")


@pytest.mark.parametrize("page", ["/kasus", "/tugas"])
def test_a_page_refuses_a_bottomless_cursor_too(page: str, web: WebOffice) -> None:
    browser = web.browser("ida", "penyelia")
    bottomless = base64.urlsafe_b64encode(b"[" * 100_000).decode()

    refused = browser.get(f"{page}?cursor={bottomless}")

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

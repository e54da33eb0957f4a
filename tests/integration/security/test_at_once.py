"""Many requests at the same moment: done once, answered alike, counted all, and never an error of the store."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from tests.support.offices import procedures
from tests.support.web.web_office import REPORT, Program, Reply, WebOffice, reply

MANY = 6


def at_once(web: WebOffice, path: str, **request: Any) -> list[Reply]:
    """Post the same request from several threads that wait for each other first."""
    ready = threading.Barrier(MANY)

    def post(_: int) -> Reply:
        ready.wait()
        return reply(web.app.test_client().post(path, **request))

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(post, range(MANY)))


def _keyed(program: Program, key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {program.token}", "Idempotency-Key": key}


def test_one_key_opens_one_case_however_often_it_comes(web: WebOffice, officer: Program) -> None:
    answers = at_once(web, "/api/v1/process-instances", json=REPORT, headers=_keyed(officer, "k"))

    assert {one.status_code for one in answers} == {HTTPStatus.CREATED}
    assert len({one.data for one in answers}) == 1
    assert len(officer.get("cases").json["items"]) == 1


def test_one_key_completes_one_task_and_everybody_hears_the_same(web: WebOffice, officer: Program) -> None:
    path = f"/api/v1/user-tasks/{officer.claimed()}/complete"

    answers = at_once(web, path, json={"form": dict(procedures.ANSWERS)}, headers=_keyed(officer, "k"))

    assert {one.status_code for one in answers} == {HTTPStatus.OK}
    assert len({one.data for one in answers}) == 1


def test_without_a_key_one_completes_and_the_others_are_told(web: WebOffice, officer: Program) -> None:
    path = f"/api/v1/user-tasks/{officer.claimed()}/complete"
    headers = {"Authorization": f"Bearer {officer.token}"}

    answers = at_once(web, path, json={"form": dict(procedures.ANSWERS)}, headers=headers)

    codes = sorted(one.status_code for one in answers)
    assert codes == [HTTPStatus.OK] + [HTTPStatus.CONFLICT] * (MANY - 1)


def test_guesses_sent_at_once_are_no_more_than_guesses_sent_in_turn(web: WebOffice) -> None:
    web.office.user("siti", "petugas_pengaduan")
    guess = {"username": "siti", "password": "salah"}

    answers = [*at_once(web, "/masuk", data=guess), *at_once(web, "/masuk", data=guess)]

    codes = sorted(one.status_code for one in answers)
    assert codes == [HTTPStatus.UNAUTHORIZED] * 5 + [HTTPStatus.TOO_MANY_REQUESTS] * (2 * MANY - 5)


def test_who_has_an_account_cannot_guess_others_for_ever(web: WebOffice) -> None:
    own = {"username": "budi", "password": "kata-sandi-uji-0001"}
    web.office.user("budi", "auditor")
    client = web.app.test_client()
    codes = []

    for number in range(60):
        client.post("/masuk", data=own)
        codes.append(client.post("/masuk", data={"username": f"nama{number}", "password": "a"}).status_code)

    assert HTTPStatus.TOO_MANY_REQUESTS in codes


def test_an_origin_that_is_no_address_is_another_site(web: WebOffice) -> None:
    assert web.ask("/masuk", method="POST", Origin="http://[").status_code == HTTPStatus.FORBIDDEN

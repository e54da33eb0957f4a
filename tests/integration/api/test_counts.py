"""A count that is none, over HTTP: the caller's answer is refused and names the activity, the server has not failed."""

from http import HTTPStatus

import pytest

from tests.support.offices import procedures
from tests.support.playing import counting
from tests.support.web import clicks
from tests.support.web.web_office import REPORT, WebOffice


@pytest.mark.parametrize(("count", "reason"), [(-1, "negative"), (None, "missing"), (1_000_000, "too_many")])
def test_a_count_that_is_none_is_refused_with_the_element_that_it_is_for(
    web: WebOffice, count: int | None, reason: str
) -> None:
    web.office.deploy(counting.repeated())
    officer = web.program("siti", "petugas_pengaduan")
    started = officer.post("process-instances", {**REPORT, "variables": {"jumlah": count}}).json
    task_id = started["open_user_tasks"][0]["id"]
    officer.post(f"user-tasks/{task_id}/claim")

    answer = officer.post(f"user-tasks/{task_id}/complete", {"form": procedures.ANSWERS})

    assert (answer.status_code, answer.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "multi_instance_count")
    named = {key: answer.json["ids"][key] for key in ("element_id", "element_name", "reason", "most")}
    assert named == {"element_id": "kunjungi", "element_name": "Kunjungi anak", "reason": reason, "most": 100}


def test_the_page_says_which_step_is_concerned(web: WebOffice) -> None:
    web.office.deploy(counting.repeated())
    browser = web.browser("siti", "petugas_pengaduan")
    web.office.start(web.office.user("rina", "petugas_pengaduan"), variables={"jumlah": -1})
    task = clicks.first_task(browser)
    clicks.send(browser, f"{task}/ambil")

    answer = clicks.send(browser, f"{task}/selesai", f__risiko="sedang")

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Langkah yang dimaksud: Kunjungi anak" in answer.get_data(as_text=True)

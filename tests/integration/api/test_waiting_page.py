"""The case page says what a promised time waits for where its reader is shown no task, and until when."""

import re

import pytest
from flask.testing import FlaskClient

from engine.services.inbox import inbox
from engine.services.messages import messages
from tests.support.offices.factories import Office
from tests.support.playing import awaiting
from tests.support.web.web_office import WebOffice


@pytest.fixture
def officer(web: WebOffice) -> FlaskClient:
    """Deploy the procedure that waits for a partner and give the browser of an officer."""
    web.office.deploy(awaiting.files())
    return web.browser("siti", "petugas_pengaduan")


@pytest.fixture
def number(office: Office, officer: FlaskClient) -> str:
    """Report somebody, receive the report, and give the case's number."""
    assert officer
    rina = office.user("rina", "petugas_pengaduan")
    started = office.start(rina)
    office.complete(rina, started.open_user_tasks[0].id)
    return started.case_number


def answered(office: Office, number: str) -> None:
    """Let the partner's answer arrive, and look at it."""
    supervisor = office.user("ida", "penyelia")
    with office.acting(supervisor) as tx:
        messages.deliver(tx, name=awaiting.NEWS, case_number=number, variables={})


def headline(page: str) -> str:
    """Give the words of the one paragraph that says where the case stands."""
    return words(page.partition('<p class="stand">')[2].partition("</p>")[0])


def words(part: str) -> str:
    """Give what is read of a part of a page, on one line."""
    return " ".join(re.sub(r"<[^>]+>", "", part).split())


def test_the_awaited_answer_is_named_with_the_moment_until_which_it_may_come(officer: FlaskClient, number: str) -> None:
    page = officer.get(f"/kasus/{number}").text

    for told in (headline(page), words(page.partition('id="waktu"')[2])):
        assert "Menunggu: Jawaban mitra." in told
        assert "Prosedur berlanjut dengan sendirinya pada" in told
        assert "Belum ada jawaban" in told
        assert "Paling lambat" in told


def test_a_task_of_another_role_is_told_by_its_role_and_not_by_its_name(
    office: Office, officer: FlaskClient, number: str
) -> None:
    answered(office, number)

    page = officer.get(f"/kasus/{number}").text

    assert re.search("Menunggu tugas peran Penyelia[^,.]*, yang tidak dapat Anda buka[.]", headline(page))
    assert "Periksa jawaban" not in headline(page)


def test_a_milestone_to_which_nothing_leads_says_so(officer: FlaskClient, number: str) -> None:
    page = officer.get(f"/kasus/{number}").text

    assert "Tidak ada langkah terbuka yang menuju tonggak ini." in page


def test_it_is_said_in_english_too(officer: FlaskClient, number: str) -> None:
    officer.post("/bahasa", data={"bahasa": "en"})

    assert "Waiting for: Jawaban mitra." in headline(officer.get(f"/kasus/{number}").text)


def test_a_case_with_a_visible_task_names_the_task(office: Office, officer: FlaskClient) -> None:
    started = office.start(office.user("rina", "petugas_pengaduan"))

    page = officer.get(f"/kasus/{started.case_number}").text

    assert "Terima laporan" in headline(page)
    assert "Paling lambat" not in page


def test_the_interface_gives_the_same_moment_as_the_inbox(office: Office, web: WebOffice, number: str) -> None:
    answered(office, number)
    (task,) = web.program("wati", "penyelia").get("user-tasks").json["items"]

    with office.acting(office.user("nia", "penyelia")) as tx:
        (shown,) = inbox.search(tx, inbox.TaskQuery(case_number=number)).items
    assert shown.due_at is not None
    assert task["due_at"].replace("Z", "+00:00") == shown.due_at.isoformat()
    assert task["sla_state"] == shown.sla_state == "on_time"

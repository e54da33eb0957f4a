"""The replay over HTTP: pages and interface as an auditor meets them, and that no way shows what is withheld."""

import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.services.user_tasks.results import InstanceView
from tests.support.offices import watched
from tests.support.web import clicks
from tests.support.web.web_office import Program, WebOffice

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def case(web: WebOffice) -> InstanceView:
    """Tell a case with values of every kind."""
    web.office.deploy(watched.files())
    return watched.told(web.office, web.office.user("siti", "petugas_pengaduan"))


@pytest.fixture
def auditor(web: WebOffice, case: InstanceView) -> FlaskClient:
    return web.browser("budi", "auditor")


@pytest.fixture
def program(web: WebOffice, case: InstanceView) -> Program:
    return web.program("bima", "auditor")


def place(case: InstanceView) -> str:
    return f"/audit/kasus/{case.case_number}/putar-ulang"


def test_the_page_tells_nothing_but_the_number(auditor: FlaskClient, case: InstanceView) -> None:
    page = auditor.get(place(case))

    assert page.status_code == HTTPStatus.OK
    assert f'data-replay="{place(case)}"' in page.text
    assert "Siti" not in page.text


def test_the_page_of_a_case_leads_there(auditor: FlaskClient, case: InstanceView) -> None:
    assert f'href="{place(case)}"' in auditor.get(f"/kasus/{case.case_number}").text


def test_an_officer_is_led_there_from_an_own_case_only(web: WebOffice, case: InstanceView) -> None:
    other = web.browser("joko", "petugas_pengaduan")

    assert "putar-ulang" not in other.get(f"/kasus/{case.case_number}").text
    assert other.get(place(case)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "rest", ["", "/tabel", "/garis-waktu", "/pembaca", f"/masukan?instance={UNKNOWN}", f"/bukti/{UNKNOWN}/1"]
)
def test_for_who_may_not_read_the_history_nothing_of_it_exists(web: WebOffice, case: InstanceView, rest: str) -> None:
    other = web.browser("dini", "pengelola_data")

    assert other.get(place(case) + rest).status_code == HTTPStatus.NOT_FOUND


def test_the_time_line_is_not_sent_twice(auditor: FlaskClient, case: InstanceView) -> None:
    first = auditor.get(f"{place(case)}/garis-waktu")
    again = auditor.get(f"{place(case)}/garis-waktu", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (HTTPStatus.NOT_MODIFIED, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_the_interface_gives_the_same_line_as_the_page(
    auditor: FlaskClient, program: Program, case: InstanceView
) -> None:
    line = program.get(f"process-instances/{case.id}/timeline")
    again = program.get(f"process-instances/{case.id}/timeline", If_None_Match=line.headers["ETag"])

    assert line.json == auditor.get(f"{place(case)}/garis-waktu").json
    assert line.headers["ETag"].strip('W/"') == line.json["runs"][0]["head"][1]
    assert again.status_code == HTTPStatus.NOT_MODIFIED


def test_a_picture_may_be_kept_for_ever(auditor: FlaskClient, case: InstanceView) -> None:
    run = auditor.get(f"{place(case)}/garis-waktu").get_json()["runs"][0]
    picture = auditor.get(f"/audit/diagram/{run['sha256']}/{run['picture']}.svg")

    assert (picture.mimetype, picture.headers["Cache-Control"]) == (
        "image/svg+xml",
        "private, max-age=31536000, immutable",
    )
    assert "style" not in picture.text


def test_a_reason_shows_values_and_stands_among_the_readings(auditor: FlaskClient, case: InstanceView) -> None:
    told = clicks.send(auditor, f"{place(case)}/nilai", seen=place(case), alasan="temuan")
    parts = [one["part"] for one in auditor.get(f"{place(case)}/pembaca").get_json()["reads"]]

    assert watched.REASONED in told.text
    assert watched.NEVER not in told.text
    assert "Nilai yang dipakai keputusan: Menyusun atau menindaklanjuti temuan" in parts


@pytest.mark.parametrize("reason", ["", "ingin_tahu"])
def test_without_a_known_reason_no_value_is_shown(auditor: FlaskClient, case: InstanceView, reason: str) -> None:
    told = clicks.send(auditor, f"{place(case)}/nilai", seen=place(case), alasan=reason)

    assert told.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert watched.REASONED not in told.text


def test_inputs_and_proof_are_had_when_asked(auditor: FlaskClient, case: InstanceView) -> None:
    asked = auditor.get(f"{place(case)}/masukan?instance={case.id}&seq=3").get_json()["decisions"]
    proof = auditor.get(f"{place(case)}/bukti/{case.id}/3").get_json()

    assert [one["withheld"] for one in asked[0]["inputs"]] == [True, False]
    assert re.fullmatch("[0-9a-f]{64}", proof["hash"])


def test_the_table_holds_every_event_in_sentences(auditor: FlaskClient, case: InstanceView) -> None:
    page = auditor.get(f"{place(case)}/tabel").text
    rows = page.partition("<tbody>")[2].count("<tr ")

    assert rows == len(auditor.get(f"{place(case)}/garis-waktu").get_json()["events"])
    for said in ("Siti menyelesaikan Terima laporan.", "Pemeriksaan terlambat", "ditahan", "Mulai menunggu dari luar"):
        assert said in page


def test_a_line_that_names_what_nobody_knows_is_read_all_the_same(auditor: FlaskClient, case: InstanceView) -> None:
    assert auditor.get(f"{place(case)}/masukan?instance={case.id}&seq=banyak").status_code == HTTPStatus.NOT_FOUND


def addresses(case: InstanceView) -> list[str]:
    """Give every address of the interface and of the pages that shows something of a case."""
    within = ["", "/history", "/timeline", "/replay", "/diagram.svg"]
    return [
        *(f"/api/v1/process-instances/{case.id}{one}" for one in within),
        f"/api/v1/process-instances?case_number={case.case_number}",
        f"/api/v1/history-events?process_instance={case.id}",
        f"/api/v1/cases/{case.case_number}",
        f"/api/v1/cases/{case.case_number}/story",
        f"/api/v1/sla-clocks?case_number={case.case_number}",
        f"/api/v1/referrals?case_number={case.case_number}",
        f"/api/v1/access-events?case_number={case.case_number}",
        "/api/v1/incidents",
        "/api/v1/history-events/verification",
        f"/kasus/{case.case_number}?semua=1",
        f"/kasus/{case.case_number}/ringkasan?isi=1",
        f"/kasus/{case.case_number}/siapa-membaca",
        f"/audit/kasus/{case.case_number}/bukti",
        f"/audit/kasus/{case.case_number}/jalankan-ulang",
        f"/audit/temuan/baru?proses={case.id}&peristiwa=3",
        "/kasus",
        "/gangguan",
        place(case),
        *(f"{place(case)}/{one}" for one in ("tabel", "garis-waktu", "pembaca")),
        f"{place(case)}/masukan?instance={case.id}&seq=3",
    ]


def test_no_way_shows_an_auditor_what_is_withheld(
    web: WebOffice, auditor: FlaskClient, program: Program, case: InstanceView
) -> None:
    seen = {}
    for address in addresses(case):
        answer = program.get(address.removeprefix("/api/v1/")) if "/api/" in address else auditor.get(address)
        seen[address] = [one for one in (watched.REASONED, watched.NEVER, watched.KIND) if one in answer.data.decode()]

    assert {address: found for address, found in seen.items() if found} == {}


def test_the_addresses_looked_at_are_all_that_answer_an_auditor(
    web: WebOffice, program: Program, case: InstanceView
) -> None:
    looked = {re.sub(r"\?.*", "", one) for one in addresses(case)}
    known = {case.id: "<instance_id>", case.case_number: "<number>"}
    rules = {str(rule) for rule in web.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    of_case = {rule for rule in rules if "<number>" in rule or "<instance_id>" in rule}
    asked = {re.sub("|".join(known), lambda found: known[found[0]], one) for one in looked}

    assert {one for one in of_case - asked if not re.search("dokumen|berkas|bukti/", one)} == set()

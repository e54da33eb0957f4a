"""The pages for anybody: report without an account, keep a code, come back, talk; and nothing of it where it is not."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from api.app import create_app
from api.web.forms import public_form
from engine.clock import FixedClock
from engine.domain.public import receipts
from engine.runtime import Runtime
from engine.services.cases import cases
from engine.services.public import limits, public_reports
from engine.store.tables.cases import Case
from engine.store.tables.public import ReporterMessage, ReporterVisit
from tests.support.house import canary
from tests.support.offices import public_office
from tests.support.offices.factories import CLI, Office, settings
from tests.support.offices.public_office import ADDRESS, ANSWERS, STORY
from tests.support.web import shared_app
from tests.support.web.clicks import first_task, send, token
from tests.support.web.web_office import WebOffice

CODE = re.compile(r"<strong>((?:[2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4})</strong>")
INSIDE = "/lapor/kode"
COOKIE = "lindung_lapor"


@pytest.fixture
def web(office: Office) -> WebOffice:
    """Deploy the procedure in which public reports begin, and open the web."""
    office.deploy(public_office.procedure())
    return WebOffice(office=office, app=shared_app.over(office.runtime))


@pytest.fixture
def anybody(web: WebOffice) -> FlaskClient:
    """Give a browser in which nobody has signed in."""
    return web.app.test_client()


def mark(page: TestResponse) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def report(browser: FlaskClient, *, once: str | None = None, **others: str) -> TestResponse:
    typed = {f"f.{key}": value for key, value in ANSWERS.items()}
    return browser.post(ADDRESS, data=typed | {"once": once or mark(browser.get(ADDRESS))} | others)


def code_of(page: TestResponse) -> str:
    found = CODE.search(page.text)
    assert found is not None, page.text
    return found[1]


def came_back(browser: FlaskClient) -> TestResponse:
    """Report, and come back with the code."""
    assert browser.post(INSIDE, data={"kode": code_of(report(browser))}).status_code == 303
    return browser.get(INSIDE)


def count(web: WebOffice, table: type[Case | ReporterMessage | ReporterVisit]) -> int:
    with web.office.acting(CLI) as tx:
        return tx.session.scalars(select(func.count()).select_from(table)).one()


def number_of(web: WebOffice) -> str:
    with web.office.acting(CLI) as tx:
        return tx.session.scalars(select(Case.number)).one()


def test_somebody_reports_and_comes_back_and_talks(web: WebOffice, anybody: FlaskClient) -> None:
    officer = web.browser("siti", "petugas_pengaduan")
    assert ADDRESS in anybody.get("/lapor").text
    receipt = report(anybody)
    code, number = code_of(receipt), number_of(web)
    task = first_task(officer)
    send(officer, f"{task}/ambil")
    assert "Percakapan dengan pelapor" in officer.get(task).text
    answer = send(officer, f"/kasus/{number}/pelapor", pesan="Apakah anaknya aman?", kembali=task)
    assert answer.headers["Location"] == f"{task}#percakapan-pelapor"
    assert "Pesan sudah disampaikan" in officer.get(task).text

    assert anybody.post(INSIDE, data={"kode": f" {code.lower()} "}).headers["Location"] == INSIDE
    inside = anybody.get(INSIDE)
    assert "Apakah anaknya aman?" in inside.text
    send(anybody, f"{INSIDE}/pesan", seen=INSIDE, pesan="Ya, di rumah neneknya.")

    assert "Ya, di rumah neneknya." in officer.get(task).text
    assert "Ya, di rumah neneknya." in officer.get(f"/kasus/{number}").text
    for page in (receipt, inside):
        assert [one for one in ("Siti", number, STORY) if one in page.text] == []


def test_the_receipt_is_shown_once_and_its_code_stands_nowhere_else(web: WebOffice, anybody: FlaskClient) -> None:
    receipt = report(anybody)

    code = code_of(receipt).replace("-", "")
    assert [one for one in canary.every_row(web.office.runtime) if code in one or STORY in one] == []
    assert "Set-Cookie" not in receipt.headers
    assert code not in str(receipt.headers)
    assert 'action="/bahasa"' not in receipt.text  # it would lead away from the code
    assert receipts.shown(code) not in anybody.get(ADDRESS).text


def test_two_submits_of_one_page_open_one_case_with_one_code(web: WebOffice, anybody: FlaskClient) -> None:
    once = mark(anybody.get(ADDRESS))

    codes = {code_of(report(anybody, once=once)) for _ in range(2)}

    assert len(codes) == count(web, Case) == 1


def test_the_same_page_with_another_story_is_another_report(web: WebOffice, anybody: FlaskClient) -> None:
    once = mark(anybody.get(ADDRESS))

    codes = {code_of(report(anybody, once=once, **{"f.ringkasan": story})) for story in ("Pertama.", "Kedua.")}

    assert len(codes) == count(web, Case) == 2


def test_what_is_wrong_comes_back_with_what_was_typed(web: WebOffice, anybody: FlaskClient) -> None:
    page = report(anybody, **{"f.melapor_sebagai": "", "f.kapan": "x" * 121})

    assert page.status_code == 422
    assert STORY in page.text
    assert "Ada isian yang perlu diperbaiki" in page.text
    assert count(web, Case) == 0


@pytest.mark.parametrize("once", ["", "1.abc.def", "abc", "..", "é.é.é"])
def test_a_form_that_is_not_ours_comes_back(web: WebOffice, anybody: FlaskClient, once: str) -> None:
    page = anybody.post(ADDRESS, data={"once": once, "f.ringkasan": STORY})

    assert page.status_code == 403
    assert STORY in page.text
    assert count(web, Case) == 0


def test_a_form_open_for_too_long_comes_back_fresh(web: WebOffice, anybody: FlaskClient, clock: FixedClock) -> None:
    once = mark(anybody.get(ADDRESS))
    clock.advance(public_form.GOOD_FOR)

    page = report(anybody, once=once)

    assert (page.status_code, STORY in page.text) == (403, True)
    assert code_of(report(anybody, once=mark(page)))
    assert count(web, Case) == 1


def test_another_site_cannot_send_a_report(web: WebOffice, anybody: FlaskClient) -> None:
    typed = {"once": mark(anybody.get(ADDRESS)), "f.ringkasan": STORY}

    page = anybody.post(ADDRESS, data=typed, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 403
    assert count(web, Case) == 0


def test_the_trap_takes_machines_and_lets_people_try_again(web: WebOffice, anybody: FlaskClient) -> None:
    page = report(anybody, situs="https://example.org")

    assert (page.status_code, STORY in page.text) == (403, True)
    assert "Satu isian yang harus kosong" in page.text
    assert "example.org" not in page.text
    assert count(web, Case) == 0
    assert code_of(report(anybody, once=mark(page)))


def test_a_character_that_cannot_be_stored_is_refused(web: WebOffice, anybody: FlaskClient) -> None:
    assert report(anybody, **{"f.ringkasan": "a\0b"}).status_code == 400
    came_back(anybody)
    assert send(anybody, f"{INSIDE}/pesan", seen=INSIDE, pesan="a\0b").status_code == 400
    assert count(web, ReporterMessage) == 0


def test_too_many_reports_are_told_the_phone_numbers_and_keep_the_story(
    web: WebOffice, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REPORTS", limits.Limit(name="reports", each=1, together=9))
    report(anybody)

    page = report(anybody)

    assert (page.status_code, page.headers["Retry-After"]) == (429, "3601")
    assert [one for one in ("110", "112", "129", "08111-129-129", STORY) if one not in page.text] == []
    assert count(web, Case) == 1


def test_wrong_codes_are_answered_alike_and_limited(
    web: WebOffice, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CODES", limits.Limit(name="codes", each=3, together=9))
    code_of(report(anybody))

    wrong = [anybody.post(INSIDE, data={"kode": one}) for one in ("", "salah", receipts.of(bytes(32)))]
    after = anybody.post(INSIDE, data={"kode": "salah"})

    assert {one.status_code for one in wrong} == {422}
    assert len({one.text for one in wrong}) == 1
    assert (after.status_code, after.headers["Retry-After"]) == (429, "3601")
    assert "08111-129-129" in after.text
    assert count(web, ReporterVisit) == 0


def test_an_address_is_believed_from_a_proxy_only_when_told_so(
    web: WebOffice, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REPORTS", limits.Limit(name="reports", each=1, together=9))
    behind = settings(runtime.settings.data_dir, database_url=runtime.settings.database_url, behind_proxy="1")

    def taken(made: Runtime) -> list[int]:
        browser = create_app(made).test_client()
        found = []
        for last in ("1", "2"):
            browser.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.9, 198.51.100.{last}"
            found.append(report(browser).status_code)
        return found

    assert taken(web.office.runtime) == [200, 429]
    proxied = Runtime.build(behind, web.office.clock)
    assert taken(proxied) == [200, 200]
    proxied.close()
    assert [one for one in canary.every_row(runtime) if "198.51.100" in one or "127.0.0.1" in one] == []


def test_switched_off_there_is_no_public_page(web: WebOffice, runtime: Runtime) -> None:
    assert "/lapor" in web.ask("/masuk").text
    closed = settings(runtime.settings.data_dir, database_url=runtime.settings.database_url, public_reports="0")
    made = Runtime.build(closed, web.office.clock)
    browser = create_app(made).test_client()

    found = {
        *(browser.get(one).status_code for one in ("/lapor", ADDRESS, INSIDE)),
        *(browser.post(one).status_code for one in (ADDRESS, INSIDE, f"{INSIDE}/pesan", f"{INSIDE}/selesai")),
        browser.post("/lapor/keluar-cepat").status_code,
    }

    assert found == {404}
    assert "/lapor" not in browser.get("/masuk").text
    made.close()


def test_an_agency_that_takes_no_reports_is_not_found(anybody: FlaskClient) -> None:
    page = anybody.get("/lapor/p2tp2a_banyuwangi")

    assert page.status_code == 404
    assert "08111-129-129" in page.text


def test_pages_are_for_no_search_engine_and_no_cache(anybody: FlaskClient) -> None:
    for page in (anybody.get("/lapor"), anybody.get(ADDRESS), report(anybody), anybody.get(INSIDE)):
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Cache-Control"] == "no-store"


def test_the_visit_is_kept_for_these_pages_only(anybody: FlaskClient) -> None:
    entered = anybody.post(INSIDE, data={"kode": code_of(report(anybody))})

    cookie = entered.headers["Set-Cookie"]
    assert [one for one in ("HttpOnly", "SameSite=Strict", "Path=/lapor", "Max-Age=900") if one not in cookie] == []


def test_leaving_ends_the_visit_here_too(web: WebOffice, anybody: FlaskClient) -> None:
    came_back(anybody)
    kept = anybody.get_cookie(COOKIE, path="/lapor")
    assert kept is not None

    left = anybody.post(f"{INSIDE}/selesai")

    assert (left.status_code, left.headers["Location"]) == (303, "/lapor")
    assert count(web, ReporterVisit) == 0
    assert "Kode dari tanda terima" in anybody.get(INSIDE).text
    assert anybody.post(f"{INSIDE}/selesai").status_code == 303


def test_the_quick_exit_ends_the_visit_and_leads_elsewhere(web: WebOffice, anybody: FlaskClient) -> None:
    assert 'action="/lapor/keluar-cepat"' in came_back(anybody).text

    away = anybody.post("/lapor/keluar-cepat")

    assert "bmkg.go.id" in away.text
    assert count(web, ReporterVisit) == 0
    assert anybody.get_cookie(COOKIE, path="/lapor") is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visit_that_ended_by_itself_asks_for_the_code(
    web: WebOffice, anybody: FlaskClient, clock: FixedClock, method: str
) -> None:
    typed = {"form_token": token(came_back(anybody)), "pesan": "Halo"}
    clock.advance(public_reports.IDLE)

    page = anybody.get(INSIDE) if method == "GET" else anybody.post(f"{INSIDE}/pesan", data=typed)

    assert "Demi keamanan Anda, halaman laporan sudah ditutup" in page.text
    assert "Kode dari tanda terima" in page.text
    assert anybody.get_cookie(COOKIE, path="/lapor") is None
    assert count(web, ReporterMessage) == 0


def test_a_message_without_the_token_of_the_visit_is_refused(web: WebOffice, anybody: FlaskClient) -> None:
    came_back(anybody)

    assert anybody.post(f"{INSIDE}/pesan", data={"pesan": "Halo"}).status_code == 403
    assert count(web, ReporterMessage) == 0


def test_a_message_that_is_pressed_twice_is_written_once(web: WebOffice, anybody: FlaskClient) -> None:
    inside = came_back(anybody)

    for _ in range(2):
        sent = {"form_token": token(inside), "once": mark(inside), "pesan": "Halo"}
        assert anybody.post(f"{INSIDE}/pesan", data=sent).status_code == 303

    assert count(web, ReporterMessage) == 1


def test_a_message_that_does_not_fit_comes_back_with_its_words(web: WebOffice, anybody: FlaskClient) -> None:
    came_back(anybody)

    page = send(anybody, f"{INSIDE}/pesan", seen=INSIDE, pesan="k" * 4001)

    assert page.status_code == 422
    assert "k" * 4001 in page.text
    assert count(web, ReporterMessage) == 0


def test_what_was_destroyed_is_told(web: WebOffice, anybody: FlaskClient) -> None:
    came_back(anybody)
    send(anybody, f"{INSIDE}/pesan", seen=INSIDE, pesan="Halo kenari")
    number, ida = number_of(web), web.browser("ida", "penyelia")
    form_token = token(anybody.get(INSIDE))
    with web.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    inside = anybody.get(INSIDE)
    refused = anybody.post(f"{INSIDE}/pesan", data={"form_token": form_token, "pesan": "Lagi"})

    assert "sudah dimusnahkan dan tidak dapat dibaca lagi" in inside.text
    assert "kenari" not in inside.text
    assert refused.status_code == 409
    assert "Sudah dimusnahkan." in ida.get(f"/kasus/{number}").text


def test_the_conversation_is_no_business_of_who_may_not_read_the_case(web: WebOffice, anybody: FlaskClient) -> None:
    came_back(anybody)
    number = number_of(web)
    siti = web.browser("siti", "petugas_pengaduan")

    assert "Percakapan dengan pelapor" not in siti.get(f"/kasus/{number}").text
    assert send(siti, f"/kasus/{number}/pelapor", pesan="Halo").status_code == 403


def test_nothing_that_was_written_reaches_a_log(
    web: WebOffice, anybody: FlaskClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError(STORY)

    code = code_of(report(anybody))
    anybody.post(INSIDE, data={"kode": code})
    monkeypatch.setattr(public_reports, "receive", fail)

    broken = report(anybody)

    written = "".join(capfd.readouterr())
    assert broken.status_code == 500
    assert STORY in broken.text  # typed, kept and given back, to be sent again
    assert "RuntimeError" in written
    assert [one for one in (STORY, code, code.replace("-", ""), "127.0.0.1") if one in written] == []
    assert count(web, Case) == 1


def test_the_language_may_be_chosen(anybody: FlaskClient) -> None:
    anybody.post("/bahasa", data={"bahasa": "en", "kembali": ADDRESS})

    assert "In danger now? Call first." in anybody.get(ADDRESS).text
    assert "Your report was received" in report(anybody).text

"""Letters over HTTP: for programs, for people, and for anybody who holds one."""

import html
import re
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.services.cases import cases
from engine.services.log import checkpoints
from engine.services.people import auth
from tasks import keeping
from tests.support.files import papers
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, MORNING
from tests.support.web import clicks
from tests.support.web.web_office import Program, WebOffice


@pytest.fixture
def lettered(web: WebOffice) -> WebOffice:
    """Deploy a procedure whose letter two people sign."""
    web.office.deploy(procedures.with_letter(procedures.TWO_PEOPLE))
    return web


@pytest.fixture
def supervisor(lettered: WebOffice) -> Program:
    """Give the program of a supervisor."""
    return lettered.program("ida", "penyelia")


@pytest.fixture
def number(lettered: WebOffice, officer: Program) -> str:
    """Produce a letter and give the case number."""
    task_id = officer.claimed()
    done = officer.post(f"user-tasks/{task_id}/complete", {"form": procedures.ANSWERS})
    return str(done.json["process_instance"]["case_number"])


def entry(program: Program, number: str) -> dict[str, object]:
    (only,) = program.get(f"documents?case_number={number}").json["items"]
    return dict(only)


def test_the_register_names_the_letter_and_who_must_sign(supervisor: Program, number: str) -> None:
    found = entry(supervisor, number)

    assert (found["number"], found["title"]) == ("001/TT/TTG/XI/2026", "Tanda Terima")
    assert (found["second_signature"], found["signed_at"], found["may_sign"]) == ("penyelia", None, True)
    assert (found["digest"], found["readable"]) == (None, True)


def test_a_letter_is_a_pdf_that_no_browser_guesses_about(supervisor: Program, number: str) -> None:
    answer = supervisor.get(f"documents/{entry(supervisor, number)['id']}.pdf")

    assert (answer.status_code, answer.mimetype) == (HTTPStatus.OK, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"inline; filename=tanda_terima-{number}.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "001/TT/TTG/XI/2026" in papers.text_of(answer.data)


def test_signing_is_done_once_by_the_second_person(supervisor: Program, officer: Program, number: str) -> None:
    document_id = entry(supervisor, number)["id"]

    first = supervisor.post(f"documents/{document_id}/sign")
    second = supervisor.post(f"documents/{document_id}/sign")
    other = officer.post(f"documents/{document_id}/sign")

    assert (first.status_code, first.json["may_sign"]) == (HTTPStatus.OK, False)
    assert first.json["signed_at"] == MORNING.isoformat().replace("+00:00", "Z")
    assert (second.status_code, second.json["code"]) == (HTTPStatus.CONFLICT, "signature_not_awaited")
    assert other.status_code == HTTPStatus.CONFLICT


def test_a_destroyed_letter_is_gone(lettered: WebOffice, supervisor: Program, number: str) -> None:
    document_id = entry(supervisor, number)["id"]
    with lettered.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    answer = supervisor.get(f"documents/{document_id}.pdf")

    assert (answer.status_code, answer.json["code"]) == (HTTPStatus.GONE, "document_erased")
    assert not entry(supervisor, number)["readable"]


@pytest.mark.parametrize("path", ["nichts", "11111111-1111-4111-8111-111111111111"])
def test_a_letter_that_is_not_there_is_not_found(supervisor: Program, number: str, path: str) -> None:
    assert supervisor.get(f"documents/{path}.pdf").status_code == HTTPStatus.NOT_FOUND
    assert supervisor.post(f"documents/{path}/sign").status_code == HTTPStatus.NOT_FOUND


def test_a_letter_needs_a_token(lettered: WebOffice, supervisor: Program, number: str) -> None:
    document_id = entry(supervisor, number)["id"]

    assert lettered.ask(f"/api/v1/documents/{document_id}.pdf").status_code == HTTPStatus.UNAUTHORIZED


@pytest.fixture
def browser(lettered: WebOffice) -> FlaskClient:
    """Give the browser of a supervisor."""
    return lettered.browser("bu_ida", "penyelia")


def test_the_case_page_prints_and_signs_letters(browser: FlaskClient, number: str) -> None:
    before = browser.get(f"/kasus/{number}").text
    link = next(part.split('"')[0] for part in before.split('href="') if part.split('"')[0].endswith(".pdf"))
    page = link.removesuffix(".pdf")

    printed = browser.get(link)
    unread = clicks.send(browser, f"{page}/tanda-tangan", seen=page)
    signed = clicks.send(browser, f"{page}/tanda-tangan", seen=page, dibaca="1")

    assert (printed.status_code, printed.mimetype) == (HTTPStatus.OK, "application/pdf")
    assert "Menunggu Penyelia" in before
    assert "001/TT/TTG/XI/2026" in before
    assert unread.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Baca dahulu suratnya" in unread.text
    assert signed.headers["Location"] == page
    after = browser.get(page).text
    assert "Surat sudah Anda tanda tangani." in after
    assert "/tanda-tangan" not in after
    assert "Lengkap, 20 Nov 2026 09.00 WIB" in browser.get(f"/kasus/{number}").text


def test_the_sheets_are_shown_with_their_words(browser: FlaskClient, number: str) -> None:
    page = letter_of(browser, number)
    shown = browser.get(page).text

    sheet = browser.get(f"{page}/lembar/1.png")

    assert "Pengaduan 001/TT/TTG/XI/2026" in " ".join(shown.split()) or "001/TT/TTG/XI/2026" in shown
    assert (sheet.status_code, sheet.mimetype, sheet.data[:8]) == (HTTPStatus.OK, "image/png", b"\x89PNG\r\n\x1a\n")
    assert sheet.headers["Cache-Control"] == "no-store"
    assert browser.get(f"{page}/lembar/9.png").status_code == HTTPStatus.NOT_FOUND
    assert "attachment" in browser.get(f"{page}.pdf?unduh=1").headers["Content-Disposition"]


def test_a_letter_is_sent_back_with_a_reason_that_its_maker_reads(
    lettered: WebOffice, browser: FlaskClient, number: str
) -> None:
    page = letter_of(browser, number)

    empty = clicks.send(browser, f"{page}/kembalikan", seen=page, alasan=" ")
    done = clicks.send(browser, f"{page}/kembalikan", seen=page, alasan="Alamatnya keliru")

    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert done.headers["Location"] == page
    assert "Alamatnya keliru" in browser.get(page).text
    assert "Dikembalikan" in browser.get(f"/kasus/{number}").text
    waiting = browser.get("/surat").text
    assert page in waiting
    assert "Dikembalikan 20 Nov 2026" in waiting


def test_who_may_not_read_a_letter_finds_neither_page_nor_sheet(
    lettered: WebOffice, browser: FlaskClient, number: str
) -> None:
    page = letter_of(browser, number)
    stranger = lettered.browser("budi", "admin_sistem")

    for address in (page, f"{page}.pdf", f"{page}/lembar/1.png"):
        assert stranger.get(address).status_code == HTTPStatus.NOT_FOUND


def test_a_letter_is_previewed_before_it_counts(lettered: WebOffice) -> None:
    clerk = lettered.browser("rina", "petugas_pengaduan")
    task = clicks.registered(clerk)
    clicks.send(clerk, f"{task}/ambil")
    assert "Pratinjau surat" in clerk.get(task).text

    draft = clicks.send(clerk, f"{task}/pratinjau", f__risiko="tinggi", f__kronologi="Belum dikirim")
    wrong = clicks.send(clerk, f"{task}/pratinjau", f__kronologi="Tanpa risiko")

    assert (draft.status_code, draft.mimetype) == (HTTPStatus.OK, "application/pdf")
    assert "Belum dikirim" in papers.text_of(draft.data)
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tanpa risiko</textarea>" in wrong.text


def test_nothing_waits_where_nothing_was_made(lettered: WebOffice, browser: FlaskClient) -> None:
    assert "Tidak ada surat yang menunggu tanda tangan Anda." in browser.get("/surat").text


def letter_of(browser: FlaskClient, number: str) -> str:
    """Give the address of the one letter's page."""
    found = re.search(rf'href="(/kasus/{number}/dokumen/[0-9a-f-]+)"', browser.get(f"/kasus/{number}").text)
    assert found is not None
    return found[1]


def test_signing_from_another_site_is_refused(browser: FlaskClient, number: str) -> None:
    action = f"{letter_of(browser, number)}/tanda-tangan"

    assert browser.post(action, data={"form_token": "x", "dibaca": "1"}).status_code == HTTPStatus.FORBIDDEN


def test_the_case_page_says_that_a_letter_was_destroyed(lettered: WebOffice, browser: FlaskClient, number: str) -> None:
    with lettered.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    assert "Sudah dimusnahkan" in browser.get(f"/kasus/{number}").text


def test_anybody_verifies_a_letter_by_its_code(lettered: WebOffice, supervisor: Program, number: str) -> None:
    found = entry(supervisor, number)
    supervisor.get(f"documents/{found['id']}.pdf")

    waiting = lettered.ask(f"/verifikasi/{found['verification_code']}")
    supervisor.post(f"documents/{found['id']}/sign")
    valid = lettered.ask(f"/verifikasi/{found['verification_code']}")

    assert waiting.status_code == valid.status_code == HTTPStatus.OK
    assert "belum sah" in waiting.text
    assert "tercatat dan sah" in valid.text
    for said in ("001/TT/TTG/XI/2026", "Tanda Terima", "UPTD PPA Kota Tebing Tinggi", "20 November 2026"):
        assert said in valid.text
    assert str(entry(supervisor, number)["digest"])[:16] in valid.text
    for hidden in ("Siti", "Ida", number):
        assert hidden not in valid.text


def test_who_verifies_a_letter_takes_a_promise_of_the_log_home(
    lettered: WebOffice, supervisor: Program, number: str
) -> None:
    address = f"/verifikasi/{entry(supervisor, number)['verification_code']}"
    before = lettered.ask(address).text
    keeping.seal(lettered.office.runtime)

    text = html.unescape(lettered.ask(address).text)

    with lettered.office.acting(CLI) as tx:
        newest = checkpoints.require_newest(tx)
    assert "akar" not in before
    assert f"{newest.size} catatan dengan akar <code>{newest.root}</code>" in text


def test_a_destroyed_letter_is_said_to_be_void(lettered: WebOffice, supervisor: Program, number: str) -> None:
    code = entry(supervisor, number)["verification_code"]
    with lettered.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    assert "tidak berlaku lagi" in lettered.ask(f"/verifikasi/{code}").text


def test_an_unknown_code_gets_a_calm_page(lettered: WebOffice) -> None:
    answer = lettered.ask("/verifikasi/AAAA-BBBB-CCCC-DDDD")

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "Tidak ada surat dengan kode ini" in answer.text
    assert answer.mimetype == "text/html"


def test_a_code_may_be_typed(lettered: WebOffice) -> None:
    assert "Kode verifikasi" in lettered.ask("/verifikasi").text

    answer = lettered.ask("/verifikasi?kode=%20aaaa%20bbbb/..%20")

    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.SEE_OTHER, "/verifikasi/aaaa%20bbbb%2F..")


def test_guessing_becomes_slow(lettered: WebOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "FREE_FROM_ADDRESS", 2)
    answers = [lettered.ask(f"/verifikasi/{guess}") for guess in ("A", "B", "C")]

    assert [one.status_code for one in answers] == [404, 404, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Terlalu banyak kode" in answers[-1].text

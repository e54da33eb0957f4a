"""A whole audit in a real browser: assignment, sample, a finding about a case of it, answer, follow-up, close."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.services.audits import samples
from engine.services.user_tasks.results import InstanceView
from tasks import keeping
from tests.support.offices import assigned, task_office, watched
from tests.support.offices.factories import PASSWORD
from tests.support.offices.task_office import TaskOffice
from tests.support.servers import browser as pages

pytestmark = pytest.mark.browser
LETTER, WORD = "700/12/ITDA/2026", "melati"


@pytest.fixture(scope="module")
def web(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TaskOffice]:
    """Serve a small installation with the head, an auditor from outside, and somebody who must see nothing of it."""
    with task_office.furnished(tmp_path_factory.mktemp("audit"), browser, watched.files("pantau")) as running:
        assigned.follow(running.office)
        running.people["ratna"] = running.office.user("ratna", "kepala")
        running.people["dewi"] = running.office.user("dewi", "pemeriksa")
        yield running


@pytest.fixture(scope="module")
def case(web: TaskOffice) -> InstanceView:
    """Tell one case to its end."""
    return watched.told(web.office, web.people["siti"], key="pantau")


def signed_in(web: TaskOffice, username: str) -> tuple[Page, list[str]]:
    """Give a page of somebody, and the list of the errors that it will have had."""
    page = web.context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page, pages.watch(page)


def assign(head: Page) -> str:
    """Open an assignment of the auditor to the cases of these months; gives its address."""
    head.goto("/audit/penugasan")
    for label, said in {
        "Nomor surat tugas": LETTER,
        "Tanggal surat tugas": "2026-01-01",
        "Kasus yang dibuka sejak": "2026-01-01",
        "Sampai dengan": "2030-12-31",
        "Nama pengguna para pemeriksa": "dewi",
    }.items():
        head.get_by_label(label).fill(said)
    head.get_by_label("Lembaga pemeriksa").select_option("inspektorat")
    head.get_by_role("button", name="Buka penugasan").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text(LETTER)
    return str(head.url)


def sample(web: TaskOffice, auditor: Page, address: str) -> None:
    """Promise a sample on the page; a night later it is drawn."""
    auditor.goto(address)
    auditor.get_by_label("Banyaknya kasus").fill("5")
    auditor.get_by_label("Kata dari Anda").fill(WORD)
    auditor.get_by_role("button", name="Janjikan sampel").click()
    expect(auditor.get_by_role("button", name="Tarik sampel")).to_be_visible()
    web.office.clock.advance(timedelta(days=1))
    keeping.seal(web.office.runtime)
    web.office.clock.advance(timedelta(days=1))
    with web.office.acting(web.people["dewi"]) as tx:
        [promised] = samples.of_assignment(tx, address.rpartition("/")[2])
        samples.draw(tx, promised.id, word=WORD)


def found(auditor: Page, address: str, case: InstanceView) -> str:
    """Go from the sample to a case, and write a finding about an event of it; gives its address."""
    auditor.goto(address)
    auditor.get_by_role("link", name=case.case_number).click()
    auditor.locator("html[data-replayed]").wait_for()
    auditor.get_by_role("tab", name="Bukti").click()
    auditor.get_by_role("button", name="Tunjukkan bukti peristiwa ini").click()
    auditor.get_by_role("link", name="Buat temuan dari peristiwa ini").click()
    auditor.get_by_label("Kriteria: pasal yang dilanggar").select_option("UJI-01")
    for label, said in {
        "Kondisi": "Laporan diperiksa tiga hari kemudian.",
        "Penyebab": "Petugas tidak diganti selama cuti.",
        "Akibat": "Layanan pertama terlambat.",
        "Rekomendasi": "Tunjuk pengganti tetap.",
    }.items():
        auditor.get_by_label(label, exact=True).fill(said)
    auditor.get_by_role("button", name="Simpan draf").click()
    expect(auditor.get_by_role("heading", level=1, name="Temuan nomor 1")).to_be_visible()
    return str(auditor.url)


def take(page: Page, name: str) -> None:
    """Take a task from one's inbox and open its form."""
    page.goto("/tugas")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name="Ambil tugas").click()
    expect(page.locator(".viewer[data-ready]")).to_be_visible()
    expect(page.get_by_text("Tunjuk pengganti tetap.")).to_be_visible()


def hand_in(page: Page) -> None:
    """Hand the task in and do not wait for the moment in which it could be taken back."""
    page.get_by_role("button", name="Selesaikan tugas").click()
    page.get_by_role("button", name="Selesaikan sekarang").click()
    expect(page.get_by_role("status")).to_contain_text("sudah selesai")


def test_an_audit_from_its_assignment_to_a_closed_finding(web: TaskOffice, case: InstanceView) -> None:
    (head, of_head), (auditor, of_auditor) = signed_in(web, "ratna"), signed_in(web, "dewi")
    supervisor, _ = signed_in(web, "ida")
    assignment = assign(head)
    sample(web, auditor, assignment)
    finding = found(auditor, assignment, case)

    auditor.get_by_role("button", name="Sampaikan kepada kepala").click()
    expect(auditor.get_by_text("Sudah disampaikan")).to_be_visible()
    expect(auditor.get_by_text(re.compile("Sisa (59|60) hari"))).to_be_visible()

    take(head, "Tanggapi temuan")
    assert pages.barriers(head) == []
    head.get_by_role("textbox", name="Tanggapan").fill("Kami menerima temuan ini.")
    head.get_by_label("Ya", exact=True).click()
    head.get_by_label("Tindak lanjut yang akan dilakukan").fill("Pengganti ditunjuk dengan surat.")
    head.get_by_role("textbox", name="Tindak lanjut selesai pada").fill("31/12/2026")
    head.keyboard.press("Enter")
    hand_in(head)
    take(head, "Laksanakan dan laporkan tindak lanjut")
    head.get_by_label("Yang sudah dilakukan").fill("Surat penunjukan berlaku sejak kemarin.")
    hand_in(head)

    take(auditor, "Periksa tindak lanjut")
    auditor.get_by_label("Selesai: sesuai dengan rekomendasi").click()
    auditor.get_by_label("Catatan untuk kepala").fill("Suratnya sudah dibaca.")
    hand_in(auditor)

    auditor.goto(finding)
    expect(auditor.get_by_text("Selesai diperiksa")).to_be_visible()
    for said in ("Kami menerima temuan ini.", "Surat penunjukan berlaku sejak kemarin.", "Suratnya sudah dibaca."):
        expect(auditor.get_by_text(said)).to_be_visible()
    assert pages.barriers(auditor) == []
    number = auditor.get_by_text(re.compile("TTG-TEMUAN-")).first.inner_text()
    for address in (finding, f"/kasus/{number}"):
        answer = supervisor.goto(address)
        assert answer is not None
        assert answer.status == 404
    assert of_head == of_auditor == []

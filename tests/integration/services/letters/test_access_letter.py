"""The letter that tells a client who read her case: made from the record, without a name but those of institutions."""

import re
from pathlib import Path

import pytest

from api.web.pages.accesses import accesses as words
from engine.domain.audit import purposes
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.inbox import inbox
from engine.services.letters import case_record, checks
from engine.services.messages import messages
from engine.services.policy import definitions
from engine.store.people import people
from tests.support.files import papers
from tests.support.house import sources
from tests.support.offices import referring
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.offices.referring import Pair

OVERLAY = sources.ROOT / "workflows" / "overlays" / "akses_data"
TEMPLATE = (OVERLAY / "documents" / "surat_akses_data.typ").read_text()
CHECKED = {
    "peminta": "klien",
    "identitas_pasti": "ya",
    "terlapor_ikut_membaca": "tidak",
    "putusan_akses": "diberikan",
    "alasan": "Suaminya, Pak Kumbang, tidak serumah lagi.",
}


@pytest.fixture
def supervisor(pair: Pair) -> actors.Actor:
    """Put the overlay into force; give a supervisor."""
    pair.office.deploy(definitions.read_folder(OVERLAY, Path(sources.ROOT / "workflows")))
    return pair.supervisor


def asked(pair: Pair, number: str, by: actors.Actor) -> None:
    """Take in that the client asks who read her case."""
    with pair.office.acting(by) as tx:
        messages.deliver(tx, name="akses_data_diminta", case_number=number, variables={})


def do(pair: Pair, number: str, by: actors.Actor, element: str, form: dict[str, str]) -> None:
    """Complete the open step of the overlay."""
    with pair.office.acting(by) as tx:
        open_tasks = inbox.search(tx, inbox.TaskQuery(case_number=number)).items
    pair.office.complete(by, next(one.id for one in open_tasks if one.element_id == element), form=form)


def letter(pair: Pair, supervisor: actors.Actor, number: str, **more: str) -> str:
    """Ask, check, and give the text of the letter."""
    asked(pair, number, supervisor)
    do(pair, number, supervisor, "periksa_permintaan_akses", CHECKED)
    do(pair, number, supervisor, "susun_jawaban_akses", {"sudah_ditinjau": "ya", **more})
    return papers.text_of(papers.read(pair.office, supervisor, number))


def test_it_says_who_read_by_role_when_what_and_why_and_to_whom_it_was_sent(
    pair: Pair, supervisor: actors.Actor
) -> None:
    number = pair.send().case_number
    for _ in range(2):
        with pair.office.acting(supervisor) as tx:
            cases.get(tx, number)

    text = letter(pair, supervisor, number)

    assert "20 November 2026 pukul 09.00 Penyelia (pekerja sosial) tugas pada kasus, isi laporan dan isian" in text
    assert "mengawasi layanan (4 kali)" in text
    assert "Petugas pengaduan tugas pada kasus menjalankan layanan" in text
    assert "UPTD PPA Contoh (rujukan) persetujuan" in text
    assert "nama korban" in text


def test_it_holds_no_persons_name_no_account_and_nothing_of_what_was_told(pair: Pair, supervisor: actors.Actor) -> None:
    number = pair.send().case_number
    with pair.office.acting(CLI) as tx:
        names = [one.display_name for one in people.everyone(tx.session)]
    with pair.office.acting(supervisor) as tx:
        cases.get(tx, number)

    text = letter(pair, supervisor, number)
    rows = text.partition("Siapa yang membaca")[2].partition("Hormat kami,")[0]

    for secret in (referring.NAME, referring.STORY, "Pelapor Yang Dilindungi", "Kumbang", PASSWORD, supervisor.id):
        assert secret not in text
    assert names != []
    assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", rows)] == []


def test_what_machines_read_is_one_sentence(pair: Pair, supervisor: actors.Actor) -> None:
    started = pair.send()
    for _ in range(3):
        with pair.office.acting(CLI) as tx:
            history.replay(tx, started.id)

    text = letter(pair, supervisor, started.case_number, penjelasan="Hubungi kami bila ada pertanyaan.")

    assert len(re.findall(r"Sistem komputer membaca berkas ini 3 kali \(20 November 2026\)", text)) == 1
    assert "Hubungi kami bila ada pertanyaan." in text


def test_a_case_of_which_nothing_was_sent_says_so(pair: Pair, supervisor: actors.Actor) -> None:
    number = pair.office.start(pair.officer, procedure="pengirim").case_number

    assert "Data Saudara belum dikirim kepada lembaga lain melalui sistem ini." in letter(pair, supervisor, number)


def test_the_letter_is_settable_with_a_sample_and_with_nothing() -> None:
    files = definitions.read_folder(OVERLAY, Path(sources.ROOT / "workflows"))

    assert checks.check(files) == ()
    assert set(case_record.SAMPLES) == {"pembacaan", "penerima"}


def test_its_template_has_words_for_every_part_and_every_purpose() -> None:
    parts = set(re.findall(r'^  "([a-z_.]+)": "', TEMPLATE, re.MULTILINE))
    reasons = set(re.findall(r"^  ([a-z_]+): \"", TEMPLATE, re.MULTILINE))

    assert parts == set(words.PARTS)
    assert reasons == set(purposes.PURPOSES)

"""Letters: numbered in the step that produces them, read by who may, signed by two, verified by anybody."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import errors
from engine.domain.people import actors
from engine.scenarios.hands import SIGNED
from engine.services.audit import history
from engine.services.cases import cases
from engine.services.inbox import inbox
from engine.services.letters import checks
from engine.services.letters import files as letter_files
from engine.services.running import steps
from engine.services.time import readings
from engine.services.user_tasks import life_cycle
from engine.store.cases import cases as stored
from engine.store.policy import definitions
from engine.store.tables.audit import AccessEvent, HistoryEvent
from engine.store.tables.letters import Document
from engine.typesetting import typesetting
from tasks import draining
from tests.support.files import papers
from tests.support.offices import factories, procedures
from tests.support.offices.factories import AGENCY, CLI, Office

DOTS_OF_A_LINE = 100
SYNTAX = '#papers.read("/etc/passwd") $x^2$ \\ *tebal* <label> @acu // bukan komentar ü Ж "kutip"'


@pytest.fixture
def ready(office: Office) -> Office:
    """Deploy a step that produces a letter, and one after it."""
    office.deploy(procedures.with_letter())
    return office


@pytest.fixture
def officer(ready: Office) -> actors.Actor:
    """Give an intake officer."""
    return ready.user("siti", "petugas_pengaduan")


@pytest.fixture
def supervisor(ready: Office) -> actors.Actor:
    """Give a supervisor, who may read every letter of the agency."""
    return ready.user("ida", "penyelia")


def test_a_step_numbers_its_letter_and_freezes_what_it_says(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    number = papers.produced(ready, officer, kronologi="Dua\nbaris.")

    entry, said = papers.only(ready, supervisor, number), papers.text_of(papers.read(ready, supervisor, number))

    assert (entry.title, entry.number, entry.digest) == ("Tanda Terima", "001/TT/TTG/XI/2026", None)
    assert (entry.readable, entry.may_sign, entry.second_signature) == (True, False, None)
    for part in (
        "TANDA TERIMA",
        "Nomor: 001/TT/TTG/XI/2026",
        "Risiko : Sedang",
        "Dua baris.",
        "Tebing Tinggi, 20 November 2026",
        "Petugas pengaduan",
        "Siti",
        "Jumat, 20 November 2026 pukul 09.00 WIB",
        str(entry.verification_code),
    ):
        assert part in said


def test_numbers_run_on_within_a_register_and_begin_anew_with_the_agency_s_year(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    first, second = papers.produced(ready, officer), papers.produced(ready, officer)
    ready.clock.moment = ready.clock.moment.replace(month=12, day=31, hour=17, minute=30)  # next year in Tebing Tinggi
    third = papers.produced(ready, officer)

    numbers = [papers.only(ready, supervisor, number).number for number in (first, second, third)]
    assert numbers == ["001/TT/TTG/XI/2026", "002/TT/TTG/XI/2026", "001/TT/TTG/I/2027"]


def test_a_step_that_is_refused_leaves_no_gap(ready: Office, officer: actors.Actor, supervisor: actors.Actor) -> None:
    started = ready.start(officer)
    with pytest.raises(InterruptedError):
        _fail_after_completing(ready, officer, started.open_user_tasks[0].id)

    ready.complete(officer, started.open_user_tasks[0].id)

    assert papers.only(ready, supervisor, started.case_number).number == "001/TT/TTG/XI/2026"


def _fail_after_completing(office: Office, officer: actors.Actor, task_id: str) -> None:
    with office.acting(officer) as tx:
        life_cycle.claim(tx, task_id)
        life_cycle.complete(tx, task_id, form=procedures.ANSWERS)
        raise InterruptedError


def test_people_at_once_get_numbers_without_gaps_or_doubles(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    started = [ready.start(officer) for _ in range(8)]
    gate = threading.Barrier(4)

    def work(share: int) -> None:
        gate.wait()
        for one in started[share::4]:
            ready.complete(officer, one.open_user_tasks[0].id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    given = sorted(str(papers.only(ready, supervisor, one.case_number).number) for one in started)
    assert given == [f"{count:03d}/TT/TTG/XI/2026" for count in range(1, 9)]


def test_what_somebody_typed_is_printed_as_it_stands(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    number = papers.produced(ready, officer, kronologi=SYNTAX)

    assert SYNTAX in papers.text_of(papers.read(ready, supervisor, number))


@pytest.fixture
def headed(ready: Office) -> Office:
    """Write a letterhead into the agency's file, as its source says it."""
    lines = 'letterhead = "Pemerintah Kota Contoh / Dinas Contoh / uptd ppa kota tebing tinggi"'
    with ready.acting(CLI) as tx:
        row = definitions.agency(tx.session, procedures.AGENCY)
        assert row is not None
        before, _, rest = row.source.partition("letterhead = ")
        row.source = before + lines + rest.removeprefix('"""').partition('"""')[2]
    return ready


def test_a_letterhead_has_its_lines_above_the_agency_s_name(
    headed: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    said = papers.text_of(papers.read(headed, supervisor, papers.produced(headed, officer)))

    assert said.startswith("PEMERINTAH KOTA CONTOH DINAS CONTOH UPTD PPA KOTA TEBING TINGGI Jl Ahmad Bilal 20631")


def test_what_was_not_answered_is_left_to_be_written_by_hand(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    started = ready.start(officer)
    ready.complete(officer, started.open_user_tasks[0].id, form={"risiko": "rendah"})

    said = papers.text_of(papers.read(ready, supervisor, started.case_number))

    assert "Risiko : Rendah" in said
    assert "Kronologi" in said
    assert said.count(".") > DOTS_OF_A_LINE


def test_a_letter_says_what_was_known_when_its_step_was_completed(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    number = papers.produced(ready, officer, kronologi="Yang pertama.")
    with ready.acting(supervisor) as tx:
        task = inbox.search(tx, inbox.TaskQuery()).items[0]
    ready.complete(supervisor, task.id, form={"risiko": "tinggi", "kronologi": "Yang kedua."})

    said = papers.text_of(papers.read(ready, supervisor, number))

    assert "Yang pertama." in said
    assert "Yang kedua." not in said


def test_reading_twice_gives_the_same_bytes_and_leaves_two_records(
    ready: Office, officer: actors.Actor, supervisor: actors.Actor
) -> None:
    number = papers.produced(ready, officer)

    first, second = papers.read(ready, supervisor, number), papers.read(ready, supervisor, number)

    assert first == second
    assert papers.only(ready, supervisor, number).digest is not None
    with ready.acting(CLI) as tx:
        assert list(tx.session.scalars(select(AccessEvent.what))).count("document.read") == 2
        assert history.verify(tx).ok


def test_who_may_not_read_a_case_s_documents_finds_none(ready: Office, officer: actors.Actor) -> None:
    number = papers.produced(ready, officer)
    document_id = papers.only(ready, officer, number).id
    for stranger in (ready.user("budi", "auditor"), ready.user("rina", "petugas_pengaduan")):
        with pytest.raises(errors.NotFoundError), ready.acting(stranger) as tx:
            letter_files.read(tx, document_id)
    with pytest.raises(errors.NotFoundError), ready.acting(officer) as tx:
        letter_files.read(tx, "11111111-1111-4111-8111-111111111111")


def test_the_register_entry_is_in_the_history_and_replay_is_untouched(ready: Office, officer: actors.Actor) -> None:
    started = ready.start(officer)
    ready.complete(officer, started.open_user_tasks[0].id)

    with ready.acting(CLI) as tx:
        rows = tx.session.scalars(select(HistoryEvent).order_by(HistoryEvent.seq)).all()
        assert [row.type for row in rows][-2:] == ["user_task.completed", "document.registered"]
        assert "001/TT/TTG/XI/2026" in rows[-1].data
        assert (rows[-1].element_id, rows[-1].role, rows[-1].actor) == ("terima", "petugas_pengaduan", officer.id)
        assert history.replay(tx, started.id).equal
        assert history.verify(tx).ok


def test_nothing_that_was_written_stands_in_the_register_unsealed(ready: Office, officer: actors.Actor) -> None:
    number = papers.produced(ready, officer, kronologi="Rahasia sekali")
    papers.read(ready, officer, number)

    with ready.acting(CLI) as tx:
        row = tx.session.scalars(select(Document)).one()
        assert row.content is not None
        assert row.pdf is not None
        assert b"Rahasia" not in row.content
        assert b"%PDF" not in row.pdf


def test_the_letter_dies_with_the_case_s_key(ready: Office, officer: actors.Actor, supervisor: actors.Actor) -> None:
    number = papers.produced(ready, officer)
    papers.read(ready, supervisor, number)
    with ready.acting(CLI) as tx:
        cases.destroy_key(tx, number)

    entry = papers.only(ready, supervisor, number)
    with pytest.raises(letter_files.DocumentErasedError), ready.acting(supervisor) as tx:
        letter_files.read(tx, entry.id)

    assert not entry.readable
    assert papers.verified(ready, str(entry.verification_code)).standing == "destroyed"


@pytest.fixture
def timed(office: Office) -> Office:
    """Deploy a timer that produces a letter by itself."""
    files = procedures.with_timer("PT8H") | procedures.letter()
    paper = files["uji.bpmn"].replace(b'id="lewat"', b'id="lewat" lindung:document="tanda_terima"')
    office.deploy(files | {"uji.bpmn": paper})
    return office


def test_a_letter_that_a_timer_produces_is_signed_by_nobody(timed: Office) -> None:
    number = timed.start(timed.user("siti", "petugas_pengaduan")).case_number
    timed.clock.advance(timedelta(hours=9))
    draining.run_due(timed.runtime)
    supervisor = timed.user("ida", "penyelia")

    said = papers.text_of(papers.read(timed, supervisor, number))

    assert papers.only(timed, supervisor, number).number == "001/TT/TTG/XI/2026"
    assert "Siti" not in said
    assert "Disahkan" not in said


def test_a_case_whose_key_is_destroyed_gets_no_more_letters(timed: Office) -> None:
    number = timed.start(timed.user("siti", "petugas_pengaduan")).case_number
    with timed.acting(CLI) as tx:
        cases.destroy_key(tx, number)
    timed.clock.advance(timedelta(hours=9))
    draining.run_due(timed.runtime)

    entry = papers.only(timed, timed.user("ida", "penyelia"), number)

    assert (entry.number, entry.verification_code, entry.readable) == (None, None, False)


def test_a_version_without_the_letter_leaves_a_bare_entry(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path: data for path, data in procedures.with_letter().items() if not path.startswith("documents/")}
    monkeypatch.setattr(factories, "check_here", lambda *_files, **_roles: ())
    office.deploy(files)
    supervisor = office.user("ida", "penyelia")
    number = papers.produced(office, office.user("siti", "petugas_pengaduan"))

    entry = papers.only(office, supervisor, number)

    assert (entry.document, entry.number, entry.title, entry.readable) == ("tanda_terima", None, None, False)
    with pytest.raises(errors.NotFoundError), office.acting(supervisor) as tx:
        letter_files.read(tx, entry.id)


def test_a_fault_of_the_template_is_told_without_what_the_letter_says(
    ready: Office, officer: actors.Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = papers.produced(ready, officer)
    monkeypatch.setattr(typesetting, "typeset", lambda *_files, **_data: typesetting.Set(reason="time", said="Rahasia"))

    with pytest.raises(typesetting.LetterFailedError) as failed:
        papers.read(ready, officer, number)

    assert failed.value.ids == {"template": "tanda_terima.typ", "reason": "time"}


def test_an_unsigned_ambiguity_of_the_step_s_clauses_is_said_on_the_letter(office: Office) -> None:
    ambiguity = (
        b"ambiguities:\n"
        b"  - {id: AMB-UJI-01, issue: Kabur, clauses: [UJI-01], status: interpreted, owner: Kepala Uji}\n"
        b"  - {id: AMB-UJI-02, issue: Jelas, clauses: [UJI-01], status: verbatim}\n"
        b"  - {id: AMB-UJI-03, issue: Dipilih, clauses: [UJI-01], status: interpreted, chosen_by: Kepala}\n"
        b"  - {id: AMB-UJI-04, issue: Lain, clauses: [UJI-99], status: conflict}\n"
    )
    office.deploy(procedures.with_letter() | {"clauses/uji.yaml": procedures.CLAUSES + ambiguity})
    officer = office.user("siti", "petugas_pengaduan")

    said = papers.text_of(papers.read(office, officer, papers.produced(office, officer)))

    assert "Tafsir belum ditetapkan: AMB-UJI-01. Bagian prosedur" in said
    assert "Sampai ditetapkan oleh Kepala Uji" in said


def test_what_was_signed_is_said_no_more(office: Office) -> None:
    ambiguity = (
        b"ambiguities:\n"
        b"  - {id: AMB-UJI-01, issue: Kabur, clauses: [UJI-01], status: interpreted, owner: Kepala Uji,\n"
        b"     readings: [{id: cepat, in_force: true, text_id: Cepat.}, {id: lambat, text_id: Lambat.}]}\n"
    )
    office.deploy(procedures.with_letter() | {"clauses/uji.yaml": procedures.CLAUSES + ambiguity})
    officer = office.user("siti", "petugas_pengaduan")
    before = papers.produced(office, officer)
    with office.acting(CLI) as tx:
        readings.choose(
            tx,
            procedure="uji",
            agency=AGENCY,
            ambiguity="AMB-UJI-01",
            reading="lambat",
            valid_from=None,
            valid_to=None,
            **SIGNED,
        )

    after = papers.produced(office, officer)

    assert "Tafsir belum ditetapkan: AMB-UJI-01" in papers.text_of(papers.read(office, officer, before))
    assert "Tafsir belum ditetapkan" not in papers.text_of(papers.read(office, officer, after))


def test_a_check_tries_what_a_case_would_give(ready: Office, officer: actors.Actor) -> None:
    papers.produced(ready, officer)
    with ready.acting(CLI) as tx:
        row = tx.session.scalars(select(Document)).one()
        found = stored.get(tx.session, row.instance_id)
        assert found is not None
        key = found.case.wrapped_key or b""
        real = tx.installation.vault.unseal(row.content or b"", case_id=found.case.id, wrapped_key=key, bound_to=row.id)
        deployed = steps.deployed(tx, found)

    letter = deployed.letter("tanda_terima")
    assert letter is not None
    tried = checks.sample(deployed, letter, answered=True)

    assert _shape(tried) == _shape(real)


def _shape(value: Any) -> Any:
    """Give the names in a document, and the shape of the first row of each list that has one."""
    match value:
        case dict():
            return {name: _shape(one) for name, one in value.items() if name != "tafsir"}
        case list():
            return [_shape(one) for one in value if isinstance(one, dict)][:1]
    return None

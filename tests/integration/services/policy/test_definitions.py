"""Procedures and agencies: read from files, refused with reasons, stored once per content."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine import errors
from engine.bpmn.base import xml
from engine.bpmn.rules import isolated
from engine.domain.people import actors
from engine.scenarios import retelling
from engine.services.base import idempotency
from engine.services.jobs import metrics
from engine.services.people import agencies
from engine.services.policy import definitions, seed
from engine.store.people import people as everybody
from tests.support.diagrams import parts
from tests.support.house import sources
from tests.support.offices import overlaid, procedures
from tests.support.offices.factories import AGENCY, CLI, Office, check_here

WORKFLOWS = sources.ROOT / "workflows"


def test_the_same_files_are_stored_once(office: Office) -> None:
    first, again = office.deploy(procedures.two_steps()), office.deploy(procedures.two_steps())

    assert (first.version, first.unchanged) == (1, False)
    assert (again.version, again.unchanged) == (1, True)


def test_unchanged_files_are_not_checked_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.deploy(procedures.two_steps())
    monkeypatch.setattr(isolated, "check", None)

    with office.acting(CLI) as tx:
        assert definitions.deploy(tx, files=procedures.two_steps()).unchanged


def test_the_files_of_an_older_version_are_a_new_version(office: Office) -> None:
    for separate in (False, True):
        office.deploy(procedures.two_steps(separate=separate))

    again = office.deploy(procedures.two_steps())

    assert (again.version, again.unchanged) == (3, False)


def test_other_files_are_the_next_version(office: Office) -> None:
    office.deploy(procedures.two_steps())

    assert office.deploy(procedures.two_steps(separate=True)).version == 2


def test_a_case_stays_on_the_version_that_it_started_with(office: Office) -> None:
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    office.deploy(procedures.two_steps(separate=True))

    done = office.complete(officer, started.open_user_tasks[0].id)

    assert done.process_instance.version == 1
    assert office.start(officer).version == 2


def test_a_faulty_procedure_is_refused_and_nothing_is_stored(office: Office) -> None:
    files = procedures.two_steps()
    del files["forms/isian.form"]

    with pytest.raises(definitions.DefinitionRefusedError) as refused:
        office.deploy(files)

    assert {refusal.element_id for refusal in refused.value.refusals} == {"terima", "periksa"}
    with pytest.raises(errors.NotFoundError), office.acting(office.user("ida", "penyelia")) as tx:
        definitions.get(tx, "uji")


def test_only_policy_staff_deploy(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")

    with pytest.raises(errors.NotPermittedError), office.acting(officer) as tx:
        definitions.deploy(tx, files=procedures.two_steps())


def test_definitions_are_listed_for_those_who_work_with_them(office: Office) -> None:
    office.deploy(procedures.two_steps())
    officer, stranger = office.user("siti", "penyelia"), office.user("joko", "penyelia", agency="uptd_ppa_lain")

    with office.acting(officer) as tx:
        (listed,) = definitions.search(tx)
    with office.acting(stranger) as tx:
        assert definitions.search(tx) == ()
    with office.acting(officer) as tx:
        assert definitions.get(tx, "uji") == listed

    assert (listed.key, [channel.code for channel in listed.channels]) == ("uji", ["datang"])


@pytest.mark.parametrize(
    ("roles", "agency", "found"),
    [
        (("penyelia",), AGENCY, {"uji": {"datang": "datang"}, "lapis": {}}),
        (("penyelia",), "uptd_ppa_jember", {"lapis": {}}),
        ((), AGENCY, {}),
    ],
)
def test_a_list_is_narrowed_to_procedures_of_ones_agencies(
    office: Office, roles: tuple[str, ...], agency: str, found: dict[str, dict[str, str]]
) -> None:
    office.deploy(procedures.two_steps())
    office.deploy(overlaid.by_data())

    with office.acting(office.user("siti", *roles, agency=agency)) as tx:
        offered = definitions.choices(tx)

    assert {one.key: one.channels for one in offered} == found
    assert {one.name for one in offered} <= {"Prosedur uji", "Lapisan uji"}


def test_a_folder_brings_its_clauses(tmp_path: Path) -> None:
    files = definitions.read_folder(WORKFLOWS / "tebing_tinggi_pengaduan", WORKFLOWS)

    assert {"procedure.toml", "clauses/ttg_pm.yaml", "tebing_tinggi_pengaduan.bpmn"} <= files.keys()
    with pytest.raises(definitions.FolderUnreadableError):
        definitions.read_folder(tmp_path, WORKFLOWS)


def test_a_folder_from_outside_brings_its_own_shared_parts(tmp_path: Path) -> None:
    shutil.copytree(WORKFLOWS / "tebing_tinggi_pengaduan", tmp_path / "prosedur")
    shutil.copytree(WORKFLOWS / "shared", tmp_path / "shared")
    (tmp_path / "shared" / "risiko.dmn").write_bytes(b"<x/>")

    files = definitions.read_folder(tmp_path / "prosedur", WORKFLOWS)

    assert files["shared/risiko.dmn"] == b"<x/>"
    assert "clauses/ttg_pm.yaml" in files


def test_of_the_shared_parts_only_those_that_are_reached_come_along(tmp_path: Path) -> None:
    files = parts.files("rujuk", tmp_path)

    assert {"shared/rujuk.bpmn", "shared/persetujuan.bpmn", "shared/kapasitas.dmn"} <= files.keys()
    assert "shared/forms/persetujuan.form" in files
    assert {"shared/triase.bpmn", "shared/risiko.dmn", "shared/forms/asesmen.form"}.isdisjoint(files)


def test_a_file_of_the_procedure_replaces_the_shared_one(tmp_path: Path) -> None:
    parts.files("rujuk", tmp_path)
    own = {"waktu_jawaban.dmn": b"<x/>", "forms/siapkan_rujukan.form": b"{}", "persetujuan.bpmn": b"<x/>"}
    for name, content in own.items():
        path = tmp_path / "prosedur" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    files = definitions.read_folder(tmp_path / "prosedur", WORKFLOWS)

    assert {name: files[name] for name in own} == own
    assert files.keys().isdisjoint({f"shared/{name}" for name in own} | {"shared/kapasitas.dmn"})


def test_a_procedure_without_shared_parts_anywhere_stands_alone(tmp_path: Path) -> None:
    folder = procedures.write(procedures.two_steps(), folder=tmp_path)

    files = definitions.read_folder(folder, tmp_path)

    assert files.keys() == procedures.two_steps().keys()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.symlink_to("/etc/hostname"),
        lambda path: path.symlink_to("/tidak/ada"),
        lambda path: path.mkdir(),
        os.mkfifo,
        lambda path: path.write_bytes(bytes(xml.LARGEST_FILE + 1)),
    ],
    ids=["a link out of the folder", "a link to nothing", "a folder", "a pipe", "a file too large"],
)
def test_a_folder_from_elsewhere_brings_ordinary_files_only(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = procedures.write(procedures.two_steps(), folder=tmp_path)
    spoil(folder / "surat.typ")

    with pytest.raises(definitions.FileUnreadableError):
        definitions.read_folder(folder, WORKFLOWS)


def test_a_clause_document_that_is_missing_is_left_to_the_check(tmp_path: Path) -> None:
    folder = procedures.write(procedures.two_steps(), folder=tmp_path)
    (tmp_path / "clauses" / "uji.yaml").unlink()

    files = definitions.read_folder(folder, WORKFLOWS)

    assert "clauses/uji.yaml" not in files
    assert definitions.check(files, roles=frozenset(procedures.ROLES)) != ()


def test_the_installation_seeds_itself_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        definitions, "check", check_here
    )  # in child processes it is made by ``lindung seed``'s own test
    with office.acting(CLI) as tx:
        first = seed.install(tx, workflows_dir=WORKFLOWS)
        people = seed.demo_users(tx)
    with office.acting(CLI) as tx:
        again = seed.install(tx, workflows_dir=WORKFLOWS)
        assert seed.demo_users(tx) == ()
        assert seed.demo_staff(tx) == seed.demo_staff(tx)
        names = [one.display_name for one in everybody.everyone(tx.session)]

    assert {view.key for view in first} >= {"tebing_tinggi_pengaduan", "tebing_tinggi_pengelolaan_kasus"}
    assert {view.unchanged for view in first} == {False}
    assert {view.unchanged for view in again} == {True}
    assert {person.agency for person in people} >= {"kemenpppa_ampk", "uptd_ppa_jember", "uptd_ppa_tebing_tinggi"}
    officers = {person.username: person for person in people if person.role == "petugas_pengaduan"}
    assert officers["petugas_pengaduan.jbr"].agency == "uptd_ppa_jember"
    assert officers["petugas_pengaduan.jbr"].display_name == "Contoh Petugas penerima"
    assert len({person.password for person in people}) == len(people)
    assert "Contoh Cendrawasih" in names
    assert [name for name in names if set(name.split()) & set(retelling.NAMES)] == []


def test_a_corrected_calendar_is_a_new_version(office: Office, tmp_path: Path) -> None:
    shutil.copytree(WORKFLOWS, tmp_path / "w")
    holidays = tmp_path / "w" / "calendars" / "nasional_2026.toml"
    before = holidays.read_text()
    holidays.write_text(before.replace("2026-12-24", "2026-12-23", 1))

    with office.acting(CLI) as tx:
        old = agencies.get(tx, AGENCY).calendar
    office.clock.advance(timedelta(days=1))
    with office.acting(CLI) as tx:
        assert AGENCY in agencies.load(tx, folder=tmp_path / "w")
        assert agencies.get(tx, AGENCY).calendar != old
        assert agencies.load(tx, folder=tmp_path / "w") == ()
    with pytest.raises(agencies.CalendarWithdrawnError), office.acting(CLI) as tx:
        agencies.load(tx, folder=WORKFLOWS)


def test_an_agency_is_known_to_who_works_there(office: Office) -> None:
    officer, stranger = office.user("siti", "penyelia"), office.user("joko", "penyelia", agency="uptd_ppa_lain")

    with office.acting(officer) as tx:
        assert [agency.code for agency in agencies.search(tx)] == [AGENCY]
        assert agencies.get(tx, AGENCY).zone == "Asia/Jakarta"
    with pytest.raises(errors.NotFoundError), office.acting(stranger) as tx:
        agencies.get(tx, AGENCY)


def test_an_agencys_own_days_are_shown_as_its_file_says(office: Office, tmp_path: Path) -> None:
    shutil.copytree(WORKFLOWS, tmp_path / "w")
    facts = tmp_path / "w" / "agencies" / f"{AGENCY}.toml"
    day = '[[regional_holidays]]\ndate = 2026-07-01\nname = "Hari Jadi Kota"\nkind = "libur_daerah"\nsource = "uji"\n'
    facts.write_text(f"{facts.read_text()}\n{day}")

    with office.acting(CLI) as tx:
        agencies.load(tx, folder=tmp_path / "w")
        (shown,) = agencies.get(tx, AGENCY).data["regional_holidays"]
    assert shown["date"] == "2026-07-01"


def test_a_repeated_request_gets_its_first_answer(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(officer) as tx:
        assert idempotency.remember(tx, "kunci", b"a" * 32) is None
        idempotency.store(tx, "kunci", b"a" * 32, status=201, body="{}")

    with office.acting(officer) as tx:
        assert idempotency.remember(tx, "kunci", b"a" * 32) == idempotency.Stored(status=201, body="{}")
    with pytest.raises(idempotency.IdempotencyKeyReusedError), office.acting(officer) as tx:
        idempotency.remember(tx, "kunci", b"b" * 32)


def test_old_answers_are_forgotten(office: Office) -> None:
    officer = office.user("siti", "petugas_pengaduan")
    with office.acting(officer) as tx:
        idempotency.store(tx, "kunci", b"a" * 32, status=201, body="{}")
    office.clock.advance(idempotency.KEPT_FOR * 2)

    with office.acting(officer) as tx:
        idempotency.forget_old(tx)
        assert idempotency.remember(tx, "kunci", b"a" * 32) is None


def test_figures_tell_how_late_timers_are(office: Office) -> None:
    office.deploy(procedures.with_timer("PT8H"))
    office.start(office.user("siti", "petugas_pengaduan"))
    office.clock.advance(timedelta(hours=9))

    with office.acting(actors.system("metrics")) as tx:
        found = metrics.snapshot(tx)

    assert (found.open_user_tasks, found.timer_lag_seconds, found.job_lag_seconds) == (1, 3600.0, 0.0)

"""The time line of a case: what it says of each event, to whom, and that a position in it is a state of the case."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.people import actors
from engine.services.accesses import accesses
from engine.services.audit import decisions, history, pictures, proofs, sights, timeline
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView
from engine.store.audit import history as stored
from tests.support.offices import ambiguous, watched
from tests.support.offices.factories import Office

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    office.deploy(watched.files())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def case(office: Office, officer: actors.Actor) -> InstanceView:
    return watched.told(office, officer)


@pytest.fixture
def auditor(office: Office) -> actors.Actor:
    return office.user("budi", "auditor")


@pytest.fixture
def line(office: Office, case: InstanceView, auditor: actors.Actor) -> dict[str, Any]:
    with office.acting(auditor) as tx:
        return dict(timeline.of_case(tx, case.case_number).document)


def said(line: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Give what the events of a kind changed."""
    return [one[6] if len(one) > 6 else {} for one in line["events"] if line["words"][one[2]] == kind]


def word(line: dict[str, Any], place: int) -> str:
    return str(line["words"][place])


def test_every_event_of_the_history_stands_in_it_once_and_in_order(
    office: Office, case: InstanceView, line: dict[str, Any], auditor: actors.Actor
) -> None:
    with office.acting(auditor) as tx:
        rows = stored.of_instance(tx.session, case.id)

    assert [word(line, one[2]) for one in line["events"]] == [row.type for row in rows]
    assert sum(one[0] for one in line["events"]) == round((rows[-1].at - rows[0].at).total_seconds())
    assert line["runs"][0]["head"] == [len(rows), rows[-1].hash.hex()]


def test_its_tag_is_the_hash_of_the_newest_event(office: Office, case: InstanceView, auditor: actors.Actor) -> None:
    with office.acting(auditor) as tx:
        found = timeline.of_instance(tx, case.id)

    assert found.etag == found.document["runs"][0]["head"][1]


def test_it_tells_who_did_what_for_which_role_at_which_step(line: dict[str, Any]) -> None:
    claimed = next(one for one in line["events"] if word(line, one[2]) == "user_task.claimed")

    assert (line["people"][claimed[3]], word(line, claimed[4]), word(line, claimed[5])) == (
        "Siti",
        "petugas_pengaduan",
        "terima",
    )


def test_a_task_of_a_called_process_names_the_call_by_which_the_case_came_there(line: dict[str, Any]) -> None:
    opened = [
        one
        for change in said(line, "user_task.completed") + said(line, "message.received")
        for one in change.get("o", ())
    ]

    assert [[word(line, place) for place in one] for one in opened] == [
        ["periksa", "panggil_satu"],
        ["periksa", "panggil_dua"],
    ]


def test_a_wait_for_something_outside_begins_and_ends(line: dict[str, Any]) -> None:
    [begun] = [one for one in said(line, "user_task.completed") if "w" in one]
    [ended] = [one for one in said(line, "message.received") if "y" in one]

    assert [word(line, one) for one in begun["w"]] == ["kabar"]
    assert ended["y"] == [0]


def test_a_clock_says_what_opened_it_what_replaced_it_that_it_was_late_and_what_stopped_it(
    line: dict[str, Any],
) -> None:
    turns, begun = [], 0
    for event in line["events"]:
        for back, change, _, *cause in (event[6] if len(event) > 6 else {}).get("s", ()):
            begun += back < 0
            clock = line["clocks"][begun - 1 - max(back, 0)]
            turns.append((word(line, clock[2]), word(line, change), *(word(line, one) for one in cause)))

    assert turns == [
        ("pemeriksaan", "opened", "mulai"),
        ("pemeriksaan", "replaced"),
        ("pemeriksaan", "opened"),
        ("pemeriksaan", "warned"),
        ("pemeriksaan", "warned"),
        ("pemeriksaan", "breached"),
        ("pemeriksaan", "stopped", "panggil_satu"),
    ]


def test_a_clock_carries_its_clause_and_reading_and_the_words_of_that_reading(line: dict[str, Any]) -> None:
    clock = line["clocks"][0]

    assert [word(line, clock[place]) for place in (3, 4)] == ["UJI-02", ambiguous.AMBIGUITY]
    assert line["runs"][0]["readings"][ambiguous.AMBIGUITY]["readings"]["dua_hari"] == "Dua kali dua puluh empat jam."


def test_an_element_says_its_name_picture_and_clauses(line: dict[str, Any]) -> None:
    elements = {word(line, int(place)): one for place, one in line["runs"][0]["elements"].items()}

    assert [word(line, elements["periksa"][place]) for place in (1, 2)] == ["Periksa isi laporan", "bagian"]
    assert [word(line, one) for one in elements["aturan_arah"][5]] == ["UJI-02"]
    assert [word(line, one) for one in elements["periksa"][6]] == ["panggil_satu", "panggil_dua"]


def test_outcomes_are_told_and_what_tells_of_a_person_is_a_name_alone(line: dict[str, Any]) -> None:
    [made] = [one for one in said(line, "user_task.completed") if "d" in one]
    values = {word(line, one[0]): one[1:] for one in made["v"]}

    assert [(word(line, one[1]), one[2] is None, one[3]) for one in made["d"]] == [
        ("jenis", True, None),
        ("arah", False, "dalam"),
    ]
    assert values == {
        "arah": ["dalam"],
        "jenis": [],
        "luka": [],
        "putusan": [watched.FREE],
        "risiko": ["sedang"],
        "sandi": [],
    }
    assert [word(line, one) for one in made["r"]] == ["sedang"]


def test_values_are_called_as_the_form_calls_them(line: dict[str, Any]) -> None:
    labels = {word(line, int(place)): one for place, one in line["runs"][0]["labels"].items()}

    assert labels["luka"] == ["Apakah ada luka?"]
    assert labels["putusan"] == ["Putusan", {watched.FREE: f"Pilihan {watched.FREE}", "lain": "Pilihan lain"}]


def test_whoever_reads_what_was_told_sees_the_values_under_another_tag(
    office: Office, case: InstanceView, line: dict[str, Any]
) -> None:
    with office.acting(office.user("ida", "penyelia")) as tx:
        found = timeline.of_case(tx, case.case_number)

    assert watched.REASONED in str(found.document)
    assert found.etag == line["runs"][0]["head"][1] + "-isi"


def test_a_reason_shows_what_needs_one_and_is_a_reading_of_its_own(
    office: Office, case: InstanceView, auditor: actors.Actor
) -> None:
    with office.acting(auditor) as tx:
        found = timeline.values(tx, case.case_number, reason="pemeriksaan")
    with office.acting(auditor) as tx:
        newest = accesses.of_case(tx, case.case_number).page.items[1]

    values = {name: value for _, name, value in found.values}
    assert (values["luka"], values["jenis"], values.get("sandi")) == (watched.REASONED, watched.KIND, None)
    assert found.labels[0]["luka"][1][watched.REASONED] == f"Pilihan {watched.REASONED}"
    assert {decision: (rules, said) for _, decision, rules, said in found.decisions} == {
        "jenis": ([(1, None)], watched.KIND),
        "arah": ([(1, None)], "dalam"),
    }
    assert (newest.part, newest.subject) == ("history.read_values", "pemeriksaan")


def test_values_need_the_right_and_a_known_reason(
    office: Office, case: InstanceView, officer: actors.Actor, auditor: actors.Actor
) -> None:
    with office.acting(auditor) as tx, pytest.raises(sights.ReasonUnknownError):
        timeline.values(tx, case.case_number, reason="ingin tahu")
    with office.acting(officer) as tx, pytest.raises(errors.NotPermittedError):
        timeline.values(tx, case.case_number, reason="pemeriksaan")
    with office.acting(office.user("dini", "pengelola_data")) as tx, pytest.raises(errors.NotFoundError):
        timeline.values(tx, case.case_number, reason="pemeriksaan")


@pytest.mark.parametrize("number", ["TTG-2026-99999", None])
def test_a_case_that_one_may_not_read_does_not_exist(office: Office, case: InstanceView, number: str | None) -> None:
    wanted = number or case.case_number
    with office.acting(office.user("dini", "pengelola_data")) as tx:
        for ask in (timeline.of_case, timeline.require):
            with pytest.raises(errors.NotFoundError):
                ask(tx, wanted)
        with pytest.raises(errors.NotFoundError):
            timeline.of_instance(tx, UNKNOWN)


def test_what_a_decision_was_asked_is_worked_out_again(
    office: Office, case: InstanceView, auditor: actors.Actor
) -> None:
    with office.acting(auditor) as tx:
        plain = decisions.asked(tx, case.id, seq=3)
        told = decisions.asked(tx, case.id, seq=3, reason="keberatan")

    answers = [[(one.label, one.value, one.withheld) for one in each.inputs] for each in plain]
    assert answers == [[("luka", None, True), ("putusan", watched.FREE, False)], [("putusan", watched.FREE, False)]]
    assert told[0].inputs[0].value == watched.REASONED


def test_a_decision_that_comes_out_otherwise_than_recorded_is_not_explained(
    office: Office, case: InstanceView, auditor: actors.Actor
) -> None:
    with office.runtime.database.begin() as connection:
        postgres = connection.dialect.name == "postgresql"
        off = "ALTER TABLE history_events DISABLE TRIGGER USER"
        connection.execute(text(off if postgres else "DROP TRIGGER append_only_history_events_update"))
    with office.acting(auditor) as tx:
        row = stored.of_instance(tx.session, case.id)[2]
        row.data = row.data.replace('"dalam"', '"luar"')

    with office.acting(auditor) as tx, pytest.raises(decisions.NotReexecutedError):
        decisions.asked(tx, case.id, seq=3)


def test_an_event_without_a_decision_was_asked_nothing(
    office: Office, case: InstanceView, auditor: actors.Actor
) -> None:
    with office.acting(auditor) as tx:
        assert decisions.asked(tx, case.id, seq=2) == ()
        assert decisions.asked(tx, case.id, seq=1) == ()


@pytest.mark.parametrize(("instance", "seq"), [(UNKNOWN, 1), (None, 0), (None, 99)])
def test_inputs_and_proofs_of_what_is_not_there_do_not_exist(
    office: Office, case: InstanceView, auditor: actors.Actor, instance: str | None, seq: int
) -> None:
    with office.acting(auditor) as tx:
        for ask in (decisions.asked, proofs.of_event):
            with pytest.raises(errors.NotFoundError):
                ask(tx, instance or case.id, seq=seq)


def test_an_event_is_proved_by_its_hash_and_the_one_before(
    office: Office, case: InstanceView, auditor: actors.Actor
) -> None:
    with office.acting(auditor) as tx:
        first, second = (proofs.of_event(tx, case.id, seq=seq) for seq in (1, 2))

    assert second.previous == first.hash
    assert (second.leaf, second.path) == (None, ())


def test_a_picture_is_found_by_the_hash_of_its_bundle_and_bears_no_mark(
    office: Office, line: dict[str, Any], auditor: actors.Actor
) -> None:
    run = line["runs"][0]
    with office.acting(auditor) as tx:
        drawn = {name: pictures.svg(tx, run["sha256"], name) for name in (run["picture"], "bagian")}

    assert 'data-element-id="panggil_satu"' in drawn["uji"]
    assert 'data-element-id="periksa"' in drawn["bagian"]
    assert " done" not in drawn["uji"]


@pytest.mark.parametrize(("sha256", "name"), [("bukan", "uji"), ("ab" * 32, "uji"), (None, "lain")])
def test_a_picture_that_is_not_there_does_not_exist(
    office: Office, line: dict[str, Any], auditor: actors.Actor, sha256: str | None, name: str
) -> None:
    with office.acting(auditor) as tx, pytest.raises(errors.NotFoundError):
        pictures.svg(tx, sha256 or line["runs"][0]["sha256"], name)


def test_who_may_read_no_procedure_sees_no_picture(office: Office, line: dict[str, Any]) -> None:
    with office.acting(office.user("dina", "dinas")) as tx, pytest.raises(errors.NotPermittedError):
        pictures.svg(tx, line["runs"][0]["sha256"], "uji")


def test_the_list_of_events_withholds_the_same(office: Office, case: InstanceView, auditor: actors.Actor) -> None:
    with office.acting(auditor) as tx:
        found = history.events(tx, case.id).items[2].data

    assert found["after"]["luka"] is None
    assert found["withheld"] == ["jenis", "luka", "sandi"]
    assert watched.REASONED not in str(found)


def test_a_substitute_is_told_with_the_one_whose_task_it_was(office: Office, officer: actors.Actor) -> None:
    lead = office.user("ida", "penyelia")
    office.user("joko", "petugas_pengaduan")
    started = office.start(officer)
    office.clock.advance(timedelta(minutes=1))
    hand_on(office, lead, officer, started)

    with office.acting(lead) as tx:
        line = dict(timeline.of_case(tx, started.case_number).document)

    [handed_on] = said(line, "user_task.delegated")
    assert line["people"][handed_on["b"]] == "Joko"


def hand_on(office: Office, lead: actors.Actor, officer: actors.Actor, started: InstanceView) -> None:
    """Let the officer claim the first task, and the supervisor hand it to somebody else."""
    task = started.open_user_tasks[0].id
    with office.acting(officer) as tx:
        life_cycle.claim(tx, task)
    with office.acting(lead) as tx:
        life_cycle.delegate(tx, task, to_username="joko")

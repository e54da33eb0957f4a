"""Registering a report: the sheet, double reports without a look at other agencies, several victims, the accused."""

from typing import Any

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.forms import forms
from engine.domain.people import actors
from engine.services.cases import cases, reports
from engine.services.content import intake_sheet
from engine.services.user_tasks import life_cycle
from engine.store.audit import reads
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

NIK = "3201010101900001"
VICTIM = {"nama": "Mawar Uji", "tanggal_lahir": "2001-02-03", "nik": NIK, "telepon": "0812 0000 0001"}
SAFE = {
    "aman": "ya",
    "hubungi": "korban",
    "lewat": "WhatsApp",
    "kapan": "Pagi",
    "kata_sandi": "melati",
}
CONSENT = {
    "type": "radio",
    "key": "persetujuan_oleh",
    "label": "Oleh",
    "values": [{"label": name, "value": name} for name in ("sendiri", "wali")],
}


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy two steps whose form also asks who consents, and give an officer."""
    files = procedures.two_steps()
    office.deploy(files | {"forms/isian.form": procedures.form(fields=[*procedures.FIELDS, CONSENT])})
    return office.user("siti", "petugas_pengaduan")


def register(office: Office, actor: actors.Actor, told: dict[str, Any], **form: Any) -> reports.Registered:
    with office.acting(actor) as tx:
        return reports.register(
            tx,
            process_definition="uji",
            agency=AGENCY,
            channel="datang",
            received_at=None,
            form=form,
            told=told,
        )


def probe(office: Office, actor: actors.Actor, victim: Any, **form: Any) -> list[tuple[str, tuple[str, ...]]]:
    with office.acting(actor) as tx:
        found = reports.probe(tx, agency=AGENCY, told={"korban": victim}, form=form)
        return [(one.number, one.kinds) for one in found]


def test_the_sheet_is_kept_with_the_case(office: Office, siti: actors.Actor) -> None:
    [case] = register(office, siti, SAFE).instances
    with office.acting(siti) as tx:
        life_cycle.claim(tx, case.open_user_tasks[0].id)
        shown = reports.contact(tx, case.case_number)

    unticked = dict.fromkeys(("anonim", "pelapor_terlapor", "wali_terlapor"), False)
    assert shown == reports.ContactView(excluded=(), sheet={**SAFE, **unticked, "korban": []}, linked=())


def test_each_victim_gets_a_case_of_their_own_and_they_are_linked(office: Office, siti: actors.Actor) -> None:
    opened = register(office, siti, {"korban": [VICTIM, {"nama": "Melati Uji"}]}).instances

    with office.acting(siti) as tx:
        life_cycle.claim(tx, opened[0].open_user_tasks[0].id)
        shown = reports.contact(tx, opened[0].case_number)
    assert shown is not None
    assert shown.sheet["korban"] == [VICTIM]
    assert shown.linked == (opened[1].case_number,)


def test_without_the_right_without_a_sheet_and_without_the_key_nothing_is_told(
    office: Office, siti: actors.Actor
) -> None:
    [case] = register(office, siti, SAFE).instances
    bare = office.start(siti)
    with office.acting(office.user("joko", "petugas_pengaduan")) as tx:
        assert reports.contact(tx, case.case_number) is None
    with office.acting(siti) as tx:
        life_cycle.claim(tx, bare.open_user_tasks[0].id)
        assert reports.contact(tx, bare.case_number) is None
        assert reports.contact(tx, "TTG-2026-99999") is None
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, case.case_number)
        assert tx.session.execute(text("SELECT count(*) FROM person_marks")).scalar_one() == 0
        assert reports.contact(tx, case.case_number) is None


@pytest.mark.parametrize(
    ("victim", "kinds"),
    [
        ({"nik": NIK}, ("nik",)),
        ({"telepon": "+62 812-0000-0001"}, ("phone",)),
        ({"nama": "MAWAR  UJI", "tanggal_lahir": "2001-02-03"}, ("name_birth",)),
    ],
)
def test_a_double_report_is_found(
    office: Office, siti: actors.Actor, victim: dict[str, str], kinds: tuple[str, ...]
) -> None:
    [case] = register(office, siti, {"korban": [VICTIM]}).instances

    assert probe(office, siti, [victim]) == [(case.case_number, kinds)]
    with office.acting(CLI) as tx:
        assert [(one.what, one.count) for one in reads.lists(tx.session)] == [("double.list", 1)]


def test_all_marks_of_one_person_are_told_together(office: Office, siti: actors.Actor) -> None:
    [case] = register(office, siti, {"korban": [VICTIM]}).instances

    [(number, kinds)] = probe(office, siti, [VICTIM])

    assert (number, set(kinds)) == (case.case_number, {"nik", "phone", "name_birth"})


@pytest.mark.parametrize("victim", [None, "x", ["x"], [{}], [{"nik": "3201010101900002"}]])
def test_nobody_is_found_by_nothing(office: Office, siti: actors.Actor, victim: Any) -> None:
    register(office, siti, {"korban": [VICTIM]})

    assert probe(office, siti, victim) == []


def test_of_other_agencies_nothing_is_told(office: Office, siti: actors.Actor) -> None:
    register(office, siti, {"korban": [VICTIM]})
    other = office.user("nur", "petugas_pengaduan", agency="p2tp2a_banyuwangi")

    with office.acting(other) as tx:
        found = reports.probe(tx, agency="p2tp2a_banyuwangi", told={"korban": [VICTIM]}, form={})
    assert found == ()
    with pytest.raises(errors.NotPermittedError):
        probe(office, other, [VICTIM])


def test_marks_lie_in_the_database_only_as_keyed_digests(office: Office, siti: actors.Actor) -> None:
    register(office, siti, SAFE | {"korban": [VICTIM]})

    with office.acting(CLI) as tx:
        rows = str(tx.session.execute(text("SELECT * FROM person_marks")).all())
    assert rows.count("uptd_ppa_tebing_tinggi") == 3
    assert NIK not in rows
    assert "mawar" not in rows.casefold()


def test_an_unnamed_reporter_leaves_no_name(office: Office, siti: actors.Actor) -> None:
    named = {"type": "textfield", "key": "nama_pelapor", "label": "Nama"}
    files = procedures.two_steps()
    diagram = files["uji.bpmn"].replace(b'<startEvent id="mulai"', b'<startEvent id="mulai" lindung:form="lapor"')
    office.deploy(files | {"uji.bpmn": diagram, "forms/lapor.form": procedures.form("lapor", [named])})

    for unnamed, kept in ((True, {}), (False, {"nama_pelapor": "Budi"})):
        [case] = register(office, siti, {"anonim": unnamed}, nama_pelapor="Budi").instances
        with office.acting(siti) as tx:
            life_cycle.claim(tx, case.open_user_tasks[0].id)
            assert [one.answers for one in cases.get(tx, case.case_number).submissions] == [kept]


@pytest.mark.parametrize(("who", "box"), intake_sheet.ACCUSED.items())
def test_the_accused_cannot_be_the_contact(office: Office, siti: actors.Actor, who: str, box: str) -> None:
    with pytest.raises(forms.FormInvalidError) as refused:
        register(office, siti, SAFE | {"hubungi": who, box: True})

    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/hubungi", "accused_contact")]


def test_a_wrong_answer_on_the_sheet_is_told_as_the_sheets(office: Office, siti: actors.Actor) -> None:
    with pytest.raises(reports.SheetInvalidError) as refused:
        register(office, siti, {"korban": [{"nik": "123"}]})

    assert [one.pointer for one in refused.value.problems] == ["/korban/0/nik"]
    assert refused.value.problems[0].sentence_id == "NIK terdiri dari 16 angka tanpa spasi."


def test_more_victims_than_a_report_can_hold_open_nothing(office: Office, siti: actors.Actor) -> None:
    with pytest.raises(forms.FormInvalidError) as refused:
        register(office, siti, {"korban": [{"nama": "Uji"}] * (reports.MOST_VICTIMS + 1)})

    assert [one.code for one in refused.value.problems] == ["too_many_rows"]


@pytest.mark.parametrize("by", ["wali", "sendiri"])
@pytest.mark.parametrize("accused", ["wali", "nobody"])
def test_a_guardian_who_is_the_accused_cannot_consent(
    office: Office, siti: actors.Actor, accused: str, by: str
) -> None:
    [case] = register(office, siti, {"wali_terlapor": accused == "wali"}).instances

    try:
        office.complete(siti, case.open_user_tasks[0].id, form={**procedures.ANSWERS, "persetujuan_oleh": by})
        found: list[str] = []
    except forms.FormInvalidError as refusal:
        found = [one.pointer for one in refusal.problems]

    assert found == (["/persetujuan_oleh"] if accused == by else [])


def test_a_guardian_may_consent_in_a_case_without_a_sheet(office: Office, siti: actors.Actor) -> None:
    task = office.start(siti).open_user_tasks[0]

    done = office.complete(siti, task.id, form={**procedures.ANSWERS, "persetujuan_oleh": "wali"})

    assert done.process_instance.state == "active"

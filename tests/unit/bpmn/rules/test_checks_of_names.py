"""The rule on names that Python knows, on small procedures: what is lost, where, and when nothing depends on it."""

import re

import pytest

from engine.bpmn.rules import checks
from engine.bpmn.rules.files import known_names as rule
from engine.domain import vocabulary
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import renaming, sla_table
from tests.support.offices import overlaid, procedures, referring

CONSENT = (vocabulary.CONSENT, vocabulary.CONSENT_SCOPE, vocabulary.CONSENT_BY)
PERSON = (vocabulary.VICTIM_NAME, vocabulary.VICTIM_NIK, vocabulary.VICTIM_PHONE, vocabulary.BIRTH)
REPORTER = (vocabulary.REPORTER_NAME, vocabulary.REPORTER_PHONE, vocabulary.SAFE_TO_CALL)
SENT = sorted(
    one.key for one in vocabulary.NAMES if any(vocabulary.When.SENDS in use.when for use in one.uses)
)  # fmt: skip


def check(files: dict[str, bytes]) -> list[Refusal]:
    """Give what the rule says of files, past every other rule."""
    return list(rule.check(checks.bundle_of(files)))


def lost(files: dict[str, bytes]) -> set[str]:
    """Give the names that were lost."""
    return {one.reason_id.split("'")[1] for one in check(files)}


@pytest.mark.parametrize("files", [procedures.two_steps(), referring.sending(), referring.receiving()])
def test_small_procedures_are_accepted(files: dict[str, bytes]) -> None:
    assert check(files) == []


def test_a_renamed_risk_is_told_with_what_stops() -> None:
    (found,) = check(renaming.in_forms(procedures.two_steps(), vocabulary.RISK))

    assert (found.code, found.file, found.element_id) == ("known_name_lost", "forms/isian.form", renaming.OTHER)
    assert "Kotak masuk tidak mengetahui risiko" in found.reason_id
    assert "The inbox does not know the risk" in found.reason_en
    assert "'risiko' dan tandai dengan routing" in found.remedy_id


def test_the_whole_check_tells_it_too() -> None:
    found = checks.check(renaming.in_forms(procedures.two_steps(), vocabulary.RISK), roles=set(procedures.ROLES))

    assert [one.code for one in found] == ["known_name_lost"]


def test_a_procedure_that_never_knew_a_risk_lost_none() -> None:
    assert check(renaming.offering("pilihan", "ya", "tidak")) == []


def test_a_risk_that_is_no_routing_field_is_not_known_to_the_case() -> None:
    files = procedures.two_steps() | overlaid_table()
    files["forms/isian.form"] = files["forms/isian.form"].replace(b'"routing": "true"', b'"routing": "false"')

    assert [(one.file, one.element_id) for one in check(files)] == [("sla.dmn", "sla")]


def overlaid_table() -> dict[str, bytes]:
    """Give an SLA table that asks for the risk, and a head that names it."""
    head = procedures.two_steps()["procedure.toml"].replace(b"[channels", b'sla = "sla"\n[channels', 1)
    return {"sla.dmn": overlaid.TABLE, "procedure.toml": head}


def test_what_an_overlay_takes_from_its_case_is_not_lost() -> None:
    files = overlaid.by_data()
    files["forms/isian.form"] = files["forms/isian.form"].replace(b'"routing": "true"', b'"routing": "false"')

    assert check(files) == []
    assert check(renaming.in_forms(overlaid.by_message(), vocabulary.RISK)) == []


def test_a_decision_whose_answer_was_renamed_is_found_by_its_values() -> None:
    rows = [("-", '"tinggi"'), ("-", '"rendah"')]
    files = asking_decision("tingkat", rows)

    assert [(one.file, one.element_id) for one in check(files)] == [("tingkat.dmn", "tingkat")]
    assert check(asking_decision("risiko", rows)) == []
    assert check(asking_decision("tingkat", [("-", '"tinggi"'), ("-", "null")])) == []


def asking_decision(name: str, rows: list[tuple[str, str]]) -> dict[str, bytes]:
    """Give a procedure without a risk on its form, which asks a decision of one output."""
    files = renaming.offering("pilihan", "ya", "tidak")
    rule_task = f'<businessRuleTask id="nilai" name="Nilai" lindung:decision="{name}" lindung:basis="P"/></process>'
    diagram = files["uji.bpmn"].replace(b"</process>", rule_task.encode())
    return {**files, "uji.bpmn": diagram, f"{name}.dmn": sla_table.table(name, "FIRST", ["pilihan"], [name], rows)}


def test_a_decision_without_a_table_sets_its_own_name() -> None:
    files = asking_decision(vocabulary.RISK, [("-", "null")])
    whole = re.sub(rb"<decisionTable.*</decisionTable>", b"<literalExpression><text>1</text></literalExpression>",
                   files["risiko.dmn"])  # fmt: skip

    assert rule.supplied(checks.bundle_of({**files, "risiko.dmn": whole})).variables == {"pilihan", vocabulary.RISK}


def test_a_faulty_column_of_the_times_asks_for_nothing() -> None:
    files = procedures.two_steps() | overlaid_table()
    files["sla.dmn"] = files["sla.dmn"].replace(b"<text>risiko</text>", b"<text>risiko +</text>")

    assert rule.supplied(checks.bundle_of(files)).read == {}


def test_a_renamed_consent_is_found_by_its_values() -> None:
    files = renaming.offering("izin", "diberikan", "ditolak", "ditarik")

    assert lost(files) == {vocabulary.CONSENT}
    assert check(renaming.offering(vocabulary.CONSENT, "diberikan", "ditolak")) == []


@pytest.mark.parametrize("key", CONSENT)
def test_a_form_that_asks_for_consent_asks_for_all_of_it(key: str) -> None:
    files = renaming.asking(*(one for one in CONSENT if one != key), routing=CONSENT)

    assert lost(files) == {key}
    assert check(renaming.asking(*CONSENT, routing=CONSENT)) == []


def test_consent_that_does_not_enter_the_variables_is_lost() -> None:
    assert lost(renaming.asking(*CONSENT, routing=CONSENT[1:])) == {vocabulary.CONSENT}


def test_where_a_guardian_consents_it_is_asked_whether_they_are_the_accused() -> None:
    files = renaming.offering(vocabulary.CONSENT_BY, "klien", "wali")

    assert lost(files) == {vocabulary.GUARDIAN_ACCUSED}
    assert check(renaming.offering(vocabulary.CONSENT_BY, "klien", "pekerja_sosial")) == []


@pytest.mark.parametrize("group", [PERSON, REPORTER])
def test_a_form_that_asks_for_a_person_asks_for_what_is_compared(group: tuple[str, ...]) -> None:
    for key in group:
        assert lost(renaming.asking(*(one for one in group if one != key), vocabulary.REPORTER_ADDRESS)) >= {key}
    assert check(renaming.asking(*group)) == []
    assert check(renaming.asking(group[0])) == []


def test_what_is_left_out_on_purpose_is_no_loss() -> None:
    files = renaming.asking(*PERSON[:1], *PERSON[2:])

    assert lost(files) == {vocabulary.VICTIM_NIK}
    assert check(renaming.without(files, vocabulary.VICTIM_NIK)) == []


def test_consent_cannot_be_left_out_on_purpose() -> None:
    files = renaming.without(renaming.asking(*CONSENT[1:], routing=CONSENT), vocabulary.CONSENT)

    assert lost(files) == {vocabulary.CONSENT}


@pytest.mark.parametrize("key", SENT)
def test_a_sender_needs_every_name_of_the_gate(key: str) -> None:
    found = [one for one in check(renaming.in_forms(referring.sending(), key)) if one.element_id == "kirim"]

    assert {one.reason_id.split("'")[1] for one in found} == {key}
    assert {one.file for one in found} == {"pengirim.bpmn"}


@pytest.mark.parametrize("key", [vocabulary.ANSWER, vocabulary.ANSWER_REASON, vocabulary.OUTCOME])
def test_a_recipient_needs_what_the_sender_is_told(key: str) -> None:
    assert lost(renaming.in_forms(referring.receiving(), key)) == {key}


def test_a_form_takes_nothing_that_the_engine_gives() -> None:
    files = renaming.asking(vocabulary.RECEIVED_AT, routing=[vocabulary.RECEIVED_AT])

    assert [(one.code, one.element_id) for one in check(files)] == [("known_name_taken", vocabulary.RECEIVED_AT)]


def test_a_form_that_no_step_names_sets_nothing() -> None:
    files = renaming.in_forms(procedures.two_steps(), vocabulary.RISK)
    files["forms/sisa.form"] = procedures.form("sisa")

    assert lost(files) == {vocabulary.RISK}


def test_a_form_that_a_letter_names_was_asked_before() -> None:
    files = renaming.in_forms(procedures.with_letter(), vocabulary.RISK)
    earlier = {"forms/dahulu.form": procedures.form("dahulu")}
    letter = files["documents/tanda_terima.toml"].replace(b"isian.risiko", b"dahulu.risiko")

    assert lost({**files, **earlier}) == {vocabulary.RISK}
    assert lost({**files, **earlier, "documents/tanda_terima.toml": letter}) == set()
    assert lost({**files, **earlier, "documents/tanda_terima.toml": b"title = 1"}) == {vocabulary.RISK}


def test_loose_diagrams_lose_nothing() -> None:
    files = renaming.in_forms(procedures.two_steps(), vocabulary.RISK)
    del files["procedure.toml"]

    assert check(files) == []
    assert list(rule.lost(checks.bundle_of(files), checks.bundle_of(files))) == []


def test_what_the_version_before_had_is_missed_in_the_next() -> None:
    before, after = procedures.two_steps(), renaming.offering("pilihan", "ya", "tidak")
    bundles = [checks.bundle_of(one) for one in (before, after, renaming.without(after, vocabulary.RISK))]

    assert [one.element_id for one in rule.lost(bundles[0], bundles[1])] == [vocabulary.RISK]
    assert list(rule.lost(bundles[0], bundles[2])) == []
    assert list(rule.lost(bundles[1], bundles[0])) == []

"""Arrows that begin or end in nothing, and what the schema forbids: told in our words, the other rules speak on."""

import pytest

from engine.bpmn.rules import checks
from engine.bpmn.rules.shapes import arrows
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import refused

LOOSE = refused.read("arrow_end_missing")
SPLIT = refused.read("split_without_default").sound


def check(diagram: bytes) -> list[Refusal]:
    return checks.check(refused.bundle(diagram), roles=refused.ROLES)


def codes(diagram: bytes) -> list[str]:
    return sorted(refusal.code for refusal in check(diagram))


def test_an_arrow_without_an_end_is_named_with_what_it_starts_from() -> None:
    told = check(LOOSE.diagram)[0]

    assert told.reason_id == "Panah 'Sudah' (ke_selesai) dari 'Satu' (satu) tidak sampai ke unsur mana pun."
    assert told.reason_en == "The arrow 'Sudah' (ke_selesai) from 'Satu' (satu) leads to no element."


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (b'targetRef="selesai"', "yang menuju 'Selesai' (selesai) tidak berawal"),
        (b"", "tidak terhubung dengan unsur mana pun"),
        (b'sourceRef="hilang"', "tidak terhubung dengan unsur mana pun"),
    ],
)
def test_an_arrow_without_a_beginning_is_named_with_what_it_leads_to(ends: bytes, words: str) -> None:
    found = check(LOOSE.diagram.replace(b'sourceRef="satu"/>', ends + b"/>"))

    assert words in next(each.reason_id for each in found if each.code == "arrow_end_missing")


def test_all_other_rules_still_speak() -> None:
    bare = LOOSE.diagram.replace(b' lindung:form="terima"', b"").replace(b'lindung:decision="risiko"', b"")

    assert codes(bare) == ["arrow_end_missing", "decision_missing", "form_missing"]


def test_what_only_follows_from_the_arrow_is_left_out() -> None:
    both = (b'sourceRef="pilih" targetRef="tolong"', b'sourceRef="pilih" targetRef="kumpul"')

    for ends in both:
        assert SPLIT.count(ends) == 1
        assert codes(SPLIT.replace(ends, b'sourceRef="pilih"')) == ["arrow_end_missing"]


def test_mentions_of_the_arrow_go_with_it() -> None:
    mentioned = LOOSE.diagram.replace(
        b'lindung:decision="risiko"/>', b'lindung:decision="risiko"><outgoing>ke_selesai</outgoing></businessRuleTask>'
    )

    assert codes(mentioned) == ["arrow_end_missing"]


def test_a_message_flow_and_a_note_may_be_loose_too() -> None:
    pools = b'<collaboration id="k"><messageFlow id="kabar" sourceRef="terima"/></collaboration><process id="proses"'
    note = b'<association sourceRef="terima"/></process>'
    found = check(LOOSE.sound.replace(b'<process id="proses"', pools).replace(b"</process>", note))

    assert [(each.code, each.element_id) for each in found] == [
        ("arrow_end_missing", "kabar"),
        ("arrow_end_missing", ""),
    ]


def test_an_end_that_is_not_there_silences_nothing() -> None:
    lost = LOOSE.sound.replace(b'targetRef="selesai"', b'targetRef="hilang"').replace(b' lindung:form="terima"', b"")

    assert codes(lost) == ["dangling_reference", "form_missing"]


def test_a_diagram_whose_arrows_are_whole_is_left_as_it_is() -> None:
    from_file = checks.check(refused.bundle(LOOSE.sound), roles=refused.ROLES)

    assert from_file == []
    assert len(arrows.FOLLOWING) > 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'name="Satu"', b'warna="merah"', "'businessRuleTask' mempunyai 'warna', yang tidak dikenal"),
        (b"<process ", b"<kotak/><process ", "'kotak' berada di tempat yang salah"),
        (b'x="168"', b'x="jauh"', "nilai 'x' pada 'waypoint' tidak sah"),
        (b"</flowNodeRef>", b"<kotak/></flowNodeRef>", "isi 'flowNodeRef' tidak sah"),
        (b'isExecutable="true"', b'isExecutable="ya"', "nilai 'isExecutable' pada 'process' tidak sah"),
        (b'targetNamespace="urn:uji"', b"", "'definitions' tidak mempunyai 'targetNamespace'"),
    ],
)
def test_the_schema_speaks_indonesian(old: bytes, new: bytes, words: str) -> None:
    found = check(LOOSE.sound.replace(old, new, 1))

    assert {each.code for each in found} == {"schema_violated"}
    assert words in found[0].reason_id
    assert "The " not in found[0].reason_id
    assert "expected" not in found[0].reason_en

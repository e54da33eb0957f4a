"""The lint over repetitions: counts that the diagram or a form settles."""

import json
from typing import Any

import pytest

from engine.bpmn.rules import checks, isolated
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import diagrams, refused

SOUND = refused.read("multi_instance_count_unusable").sound
TABLES = refused.bundle(SOUND)["keputusan.dmn"]
BASIS = 'lindung:basis="P"'


def loose(loop: str) -> list[str]:
    """Check a rule task with this loop, and give the codes."""
    body = (
        f'<startEvent id="s" {BASIS}/><endEvent id="e" {BASIS}/>'
        f'<businessRuleTask id="a" {BASIS} lindung:decision="risiko">{loop}</businessRuleTask>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    )
    data = diagrams.drawn(diagrams.document(diagrams.process(body)))
    return [one.code for one in checks.check({"a.bpmn": data, "keputusan.dmn": TABLES}, roles=())]


@pytest.mark.parametrize(
    "count", ["0", "1", "100", "= 3 * 4", "2.0", "jumlah", "= if jumlah = null then 0 else jumlah"]
)
@pytest.mark.parametrize("sequential", ["true", "false"])
def test_counts_that_can_be_right_are_accepted(count: str, sequential: str) -> None:
    loop = f"<loopCardinality>{count}</loopCardinality>"
    whole = f'<multiInstanceLoopCharacteristics isSequential="{sequential}">{loop}</multiInstanceLoopCharacteristics>'

    assert loose(whole) == []


@pytest.mark.parametrize("count", ["-1", "2.5", "101", "1000000", "null", '"dua"', "true", "= [1, 2]", "= 1 / 0"])
def test_counts_that_are_never_right_are_refused(count: str) -> None:
    loop = f"<loopCardinality>{count}</loopCardinality>"

    assert loose(f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>") == [
        "multi_instance_count_unusable"
    ]


@pytest.mark.parametrize("count", ["1 +", "(function(x) x(x))(function(x) x(x))"])
def test_a_count_that_cannot_be_worked_out_here_is_not_judged(count: str) -> None:
    loop = f"<loopCardinality>{count}</loopCardinality>"

    found = loose(f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>")

    assert "multi_instance_count_unusable" not in found


@pytest.mark.parametrize(
    ("maximum", "code"), [("0", ["loop_maximum_unusable"]), ("-1", ["loop_maximum_unusable"]), ("1", [])]
)
@pytest.mark.parametrize("before", ["true", "false"])
def test_a_loop_maximum_is_at_least_one(maximum: str, code: list[str], before: str) -> None:
    whole = f'<standardLoopCharacteristics testBefore="{before}" loopMaximum="{maximum}"/>'

    assert loose(whole) == code


def test_the_bound_is_that_of_the_installation() -> None:
    files = refused.bundle(SOUND.replace(b"= 3 - 2", b"3"))

    def codes(most: int) -> list[str]:
        found = isolated.check(files, roles=refused.ROLES, most_instances=most)
        return [one.code for one in found]

    assert (codes(3), codes(2)) == ([], ["multi_instance_count_unusable"])


BOUNDED = {"required": True, "min": 0, "max": 100}


def counted_by(component: dict[str, Any], *, count: str = "= jumlah", wrapped: bool = False) -> list[Refusal]:
    """Check a bundle whose count comes from a field of its form."""
    field = {"id": "bidang_jumlah", "key": "jumlah", "label": "Jumlah anak", "properties": {"routing": "true"}}
    fields = [{**field, **component}]
    if wrapped:
        fields = [{"id": "kelompok", "type": "group", "components": fields}]
    form = json.dumps({"schemaVersion": 18, "type": "default", "id": "terima", "components": fields})
    diagram = SOUND.replace(b"= 3 - 2", count.encode())
    return checks.check(refused.bundle(diagram, terima=form.encode()), roles=refused.ROLES)


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_number_that_a_form_bounds_is_accepted_as_count(*, wrapped: bool) -> None:
    assert counted_by({"type": "number", "decimalDigits": 0, "validate": BOUNDED}, wrapped=wrapped) == []


@pytest.mark.parametrize(
    "component",
    [
        {"type": "number"},
        {"type": "number", "decimalDigits": 0, "validate": {**BOUNDED, "max": 101}},
        {"type": "number", "decimalDigits": 0, "validate": {"required": True, "min": 0}},
        {"type": "number", "decimalDigits": 0, "validate": {**BOUNDED, "min": -1}},
        {"type": "number", "decimalDigits": 0, "validate": {"required": True, "max": 9}},
        {"type": "number", "decimalDigits": 1, "validate": BOUNDED},
        {"type": "number", "decimalDigits": 0, "validate": {"min": 0, "max": 9}},
        {"type": "textfield", "validate": {"required": True}},
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_field_without_the_bounds_of_a_count_is_refused_at_the_activity(
    component: dict[str, Any], *, wrapped: bool
) -> None:
    (found,) = counted_by(component, wrapped=wrapped)

    assert (found.code, found.element_id) == ("multi_instance_count_unbounded", "langkah")
    assert "'Jumlah anak'" in found.reason_id
    assert "terima" in found.reason_id


def test_a_count_that_an_expression_tames_is_accepted() -> None:
    assert counted_by({"type": "number"}, count="= if jumlah = null then 0 else min(floor(jumlah), 9)") == []

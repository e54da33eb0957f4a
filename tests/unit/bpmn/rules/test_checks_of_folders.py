"""The rules that look across files, on folders with one fault each."""

import pytest

from engine.bpmn.rules import checks
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams.bad_folders import FAULTS, Files, with_message
from tests.support.offices import ambiguous, overlaid, procedures

MESSAGES = ("risiko_berubah",)


def check(files: Files) -> list[Refusal]:
    """Check a folder where two roles and one message are known."""
    return checks.check(files, roles=procedures.ROLES, messages=MESSAGES)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_at_its_place(name: str) -> None:
    fault, code, file, element = FAULTS[name]

    assert (code, file, element) in {(one.code, one.file, one.element_id) for one in check(fault(ambiguous.files()))}


@pytest.mark.parametrize("thrown", [True, False])
def test_a_message_on_the_list_is_sent_and_awaited(thrown: bool) -> None:  # noqa: FBT001 - a case of the test
    assert check(with_message("risiko_berubah", thrown=thrown)(ambiguous.files())) == []


def test_without_a_list_any_message_will_do() -> None:
    files = with_message("kabar_burung")(ambiguous.files())

    assert checks.check(files, roles=procedures.ROLES) == []


def test_loose_diagrams_send_what_they_like_among_themselves() -> None:
    diagram = with_message("kabar_burung")(ambiguous.files())["uji.bpmn"]

    codes = {one.code for one in checks.check({"uji.bpmn": diagram}, roles=procedures.ROLES, messages=MESSAGES)}

    assert "message_not_sent" in codes


@pytest.mark.parametrize(
    ("section", "code"),
    [
        ('message = "kabar_burung"', "overlay_message_unknown"),
        ('message = "risiko_berubah"', None),
        ('when = "true"', None),
    ],
)
def test_an_overlay_begins_with_a_message_that_somebody_sends(section: str, code: str | None) -> None:
    assert [one.code for one in check(overlaid.by_data(section))] == ([code] if code else [])


def test_an_overlay_opens_a_start_event_that_is_there() -> None:
    files = overlaid.by_data()
    files["procedure.toml"] = files["procedure.toml"].replace(b'start = "mulai"', b'start = "awal"')

    assert {one.code for one in check(files)} == {"overlay_start_unknown", "start_without_channel"}


def test_a_channel_may_name_a_clause_that_is_there() -> None:
    files = ambiguous.files()

    assert check({**files, "procedure.toml": files["procedure.toml"] + b'clause = "UJI-01"\n'}) == []


def test_a_decision_that_is_no_table_has_no_rows_to_rest_on_a_clause() -> None:
    literal = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'
        b'<decision id="hitung" name="hitung"><variable name="hitung"/><literalExpression id="lh"><text>1 + 1</text>'
        b"</literalExpression></decision></definitions>"
    )

    assert check({**ambiguous.files(), "hitung.dmn": literal}) == []

"""The lint over errors and escalations: thrown with a code, caught with one or for any, by one handler."""

import pytest

from engine.bpmn.rules import checks
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import diagrams

BASIS = 'lindung:basis="P"'
DECLARED = """
<error id="galat" name="Gagal" errorCode="gagal"/><error id="galat_lain" name="Lain" errorCode="lain"/>
<error id="galat_sama" errorCode="gagal"/><error id="galat_tanpa" name="Tanpa kode"/>
<escalation id="naik" escalationCode="naik"/><escalation id="naik_tanpa" name="Tanpa kode"/>
"""


def error(reference: str | None) -> str:
    """Give an error definition."""
    return f'<errorEventDefinition errorRef="{reference}"/>' if reference else "<errorEventDefinition/>"


def escalation(reference: str | None) -> str:
    """Give an escalation definition."""
    said = f' escalationRef="{reference}"' if reference else ""
    return f"<escalationEventDefinition{said}/>"


def checked(thrown: str, *caught: str) -> list[Refusal]:
    """Check a sub-process that ends by throwing, with a boundary event for each that is caught."""
    inside = (
        f'<startEvent id="s2" {BASIS}/><sequenceFlow id="g" sourceRef="s2" targetRef="lempar"/>'
        f'<endEvent id="lempar" name="Lempar" {BASIS}>{thrown}</endEvent>'
    )
    handlers = "".join(
        f'<boundaryEvent id="c{place}" {BASIS} attachedToRef="a">{event}</boundaryEvent>'
        f'<endEvent id="d{place}" {BASIS}/><sequenceFlow id="k{place}" sourceRef="c{place}" targetRef="d{place}"/>'
        for place, event in enumerate(caught)
    )
    body = (
        f'<startEvent id="s" {BASIS}/><endEvent id="e" {BASIS}/><subProcess id="a" {BASIS}>{inside}</subProcess>'
        f'{handlers}<sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
        '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    )
    data = diagrams.drawn(diagrams.document(DECLARED + diagrams.process(body)))
    return checks.check({"a.bpmn": data}, roles=())


@pytest.mark.parametrize(
    ("thrown", "caught"),
    [
        (error("galat"), [error("galat")]),
        (error("galat"), [error("galat_sama")]),  # the same code under another id, without a name
        (error("galat"), [error(None)]),
        (error("galat"), [error("galat_tanpa")]),
        (error("galat"), [error("galat"), error("galat_lain"), error(None)]),
        (escalation("naik"), []),  # an escalation that nobody hears does no harm
        (escalation("naik"), [escalation(None)]),
        (escalation("naik"), [escalation("naik_tanpa")]),
        (error("galat"), [error(None), escalation(None)]),
    ],
)
def test_what_is_caught_by_code_or_for_any_is_accepted(thrown: str, caught: list[str]) -> None:
    assert checked(thrown, *caught) == []


@pytest.mark.parametrize(
    ("thrown", "caught", "codes"),
    [
        (error("galat"), [], ["error_not_caught"]),
        (error("galat"), [error("galat_lain")], ["error_not_caught"]),
        (error("galat"), [escalation(None)], ["error_not_caught"]),
        (error("galat_tanpa"), [error(None)], ["thrown_without_code"]),
        (error("galat_tanpa"), [error("galat_tanpa")], ["thrown_without_code"]),
        (error(None), [error(None)], ["event_reference_missing"]),
        (escalation("naik_tanpa"), [], ["thrown_without_code"]),
        (escalation(None), [], ["event_reference_missing"]),
    ],
)
def test_what_is_thrown_without_a_code_or_not_caught_is_refused_where_it_is_thrown(
    thrown: str, caught: list[str], codes: list[str]
) -> None:
    assert [(one.code, one.element_id) for one in checked(thrown, *caught)] == [(code, "lempar") for code in codes]


@pytest.mark.parametrize(
    ("caught", "sentence"),
    [
        ([error("galat"), error("galat_sama")], "kode 'gagal'"),
        ([error(None), error("galat_tanpa")], "kode apa pun"),
    ],
)
def test_a_second_handler_for_the_same_is_refused(caught: list[str], sentence: str) -> None:
    (found,) = checked(error("galat"), *caught)

    assert (found.code, found.element_id) == ("handler_twice", "c1")
    assert sentence in found.reason_id


def test_the_name_of_an_error_without_code_is_told_as_a_person_knows_it() -> None:
    assert "'Tanpa kode'" in checked(error("galat_tanpa"), error(None))[0].reason_id

"""Definitions: what is refused at loading, and that exactly the chosen start event opens."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.bpmn.base.errors import DefinitionInvalidError, StartEventUnknownError
from engine.bpmn.base.xml import RefusedXmlError
from engine.bpmn.reading import definitions
from engine.domain.running import facts
from tests.support.diagrams import sla_table
from tests.support.diagrams.bpmn_text import chain, document, end, event, node, start, timer, users
from tests.support.playing.play import Play, load

STARTS = document(
    start("datang"),
    start("telepon", event("message", messageRef="m")),
    start("jadwal", timer("timeCycle", "R/P1D")),
    users("a", "b", "bersama"),
    node("parallelGateway", "j"),
    end(),
    chain("datang", "a", "j", "bersama", "e"),
    chain("telepon", "b", "j"),
    chain("jadwal", "bersama"),
    before='<bpmn:message id="m" name="panggilan"/>',
)


def test_what_the_definition_says_of_itself() -> None:
    definition = load(STARTS)

    assert (definition.process_id, definition.name, definition.sla) == ("p", "Uji", None)
    assert definition.start_events == ("datang", "telepon", "jadwal")
    assert definition.flows["datang-a"] == ("datang", "a")
    assert definition.side_table["a"].kind == "userTask"


@pytest.mark.parametrize(("begin", "first"), [("datang", "a"), ("telepon", "b"), ("jadwal", "bersama")])
def test_exactly_the_chosen_start_event_opens(begin: str, first: str) -> None:
    play = Play(load(STARTS), start=begin)

    assert play.open == [first]
    assert play.said(facts.Passed) == [facts.Passed(elements=(begin,), flows=(f"{begin}-{first}",))]


def test_a_join_waits_only_for_branches_that_the_chosen_start_can_reach() -> None:
    assert Play(load(STARTS), start="telepon", reload=True).complete("b").open == ["bersama"]


def test_an_unknown_start_event_is_refused() -> None:
    with pytest.raises(StartEventUnknownError):
        load(STARTS).opened_at("a")


def test_a_start_is_parsed_once_however_many_threads_ask() -> None:
    definition = load(STARTS)

    with ThreadPoolExecutor(8) as threads:
        parsed = list(threads.map(definition.opened_at, ["datang"] * 32))

    assert len({id(each) for each in parsed}) == 1


def test_a_called_process_opens_at_its_plain_start() -> None:
    called = document(
        start("cs"), start("cm", timer("timeDuration", "PT1H")), users("ct"), end("ce"),
        chain("cs", "ct", "ce"), chain("cm", "ct"), process_id="tahap",
    )  # fmt: skip
    only_timed = document(
        start("cm", timer("timeDuration", "PT1H")), users("ct"), end("ce"), chain("cm", "ct", "ce"), process_id="tahap"
    )
    caller = document(start(), node("callActivity", "k", calledElement="tahap"), end(), chain("s", "k", "e"))

    assert Play(load(caller, tahap_bpmn=called)).open == ["ct"]
    assert Play(load(caller, tahap_bpmn=only_timed)).open == ["ct"]


OTHER = sla_table.SLA.replace(b"urn:test:sla", b"urn:test:lain")
PLAIN = document(start(), users("a"), end(), chain("s", "a", "e"))


@pytest.mark.parametrize(
    ("files", "sla", "reason"),
    [
        ({}, None, "file_missing"),
        ({"p.bpmn": PLAIN.replace(b'id="p"', b'id="q"')}, None, "process_missing"),
        ({"p.bpmn": PLAIN}, "sla", "unknown_decision"),
        ({"p.bpmn": PLAIN.replace(b'"a"', b'"End"')}, None, "reserved_id"),
        ({"p.bpmn": PLAIN, "a.dmn": sla_table.SLA, "b.dmn": OTHER}, None, "decision_twice"),
    ],
)  # fmt: skip
def test_a_bundle_that_makes_no_process_is_refused(files: dict[str, bytes], sla: str | None, reason: str) -> None:
    with pytest.raises(DefinitionInvalidError) as refused:
        definitions.load(files, process_id="p", bpmn="p.bpmn", sla=sla)

    assert refused.value.ids["reason"] == reason


def test_hostile_xml_is_refused() -> None:
    with pytest.raises(RefusedXmlError):
        load(b"<!DOCTYPE x><x/>")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (node("complexGateway", "a"), "refused_by_parser"),
        (node("userTask", "a", '<bpmn:standardLoopCharacteristics loopMaximum="x"/>'), "refused_by_parser"),
        (node("intermediateCatchEvent", "a", "<bpmn:timerEventDefinition/>"), "timer_without_text"),
        (node("intermediateCatchEvent", "a", event("message")), "missing_messageRef"),
        (node("intermediateCatchEvent", "a", event("message", messageRef="m")), "unknown_messageRef"),
        (node("intermediateThrowEvent", "a", event("signal", signalRef="m")), "unknown_signalRef"),
        (node("callActivity", "a", calledElement="tidak_ada"), "refused_by_parser"),
    ],
)
def test_a_process_that_cannot_run_is_refused_when_it_is_opened(body: str, reason: str) -> None:
    definition = load(document(start(), body, end(), chain("s", "a", "e")))

    with pytest.raises(DefinitionInvalidError) as refused:
        definition.opened_at("s")

    assert refused.value.ids["reason"] == reason


def test_an_input_that_another_tool_declared_stops_no_case() -> None:
    declared = (
        '<bpmn:ioSpecification><bpmn:dataInput id="i" name="hilang"/><bpmn:inputSet><bpmn:dataInputRefs>i'
        "</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>"
    )
    play = Play(load(document(start(), node("userTask", "a", declared), end(), chain("s", "a", "e"))))

    play.complete("a")

    assert play.here.case.completed

"""The graph of sequence flows: which flow joins two elements, and who calls what."""

from engine.bpmn.reading import graph
from tests.support.diagrams.bpmn_text import chain, document, end, node, start, users
from tests.support.playing.play import load


def test_flows_are_found_by_their_ends_in_the_order_of_the_file() -> None:
    found = {"f1": ("a", "b"), "f2": ("b", "c"), "f3": ("a", "b")}

    assert graph.by_ends(found) == {("a", "b"): ("f1", "f3"), ("b", "c"): ("f2",)}


def test_an_element_of_a_called_process_rests_on_every_call_of_it() -> None:
    inner = document(start("is"), users("it"), end("ie"), chain("is", "it", "ie"), process_id="dalam")
    called = document(start("cs"), called_by("ct", "dalam"), end("ce"), chain("cs", "ct", "ce"), process_id="tahap")
    calls = called_by("a", "tahap") + called_by("b", "tahap") + called_by("c", "tiada")
    definition = load(
        document(start(), calls, end(), chain("s", "a", "b", "c", "e")), tahap_bpmn=called, dalam_bpmn=inner
    )

    assert (definition.callers["ct"], definition.callers["it"]) == (("a", "b"), ("ct",))
    assert "a" not in definition.callers
    assert [info.id for info in definition.resting("it")] == ["it", "ct", "a", "b"]


def called_by(element_id: str, process: str) -> str:
    """Give a call activity."""
    return node("callActivity", element_id, calledElement=process)

"""Errors and escalations find their handler by code (BPMN 2.0.2 sections 8.4.3 and 8.4.4)."""

import pytest

from tests.support.diagrams.bpmn_text import boundary, chain, document, end, event, node, start, users
from tests.support.playing.play import Play, load, replay

KINDS = {"error": "errorCode", "escalation": "escalationCode"}


def declared(kind: str) -> str:
    """Give four of a kind: two with a code, one more with the first code, and two with a name only."""
    named = {"satu": "1", "dua": "2", "satu_lagi": "1", "tanpa": None, "tanpa_juga": None, "kosong": ""}
    codes = {name: "" if code is None else f' {KINDS[kind]}="{code}"' for name, code in named.items()}
    return "".join(f'<bpmn:{kind} id="{name}" name="Nama {name}"{code}/>' for name, code in codes.items())


def reference(kind: str, name: str | None) -> str:
    """Give an event definition that names one of them, or none."""
    return event(kind, **({f"{kind}Ref": name} if name else {}))


def caught(kind: str, thrown: str | None, *handlers: str | None) -> list[str]:
    """Give the handlers that open when a sub-process throws; handler 0 catches the first that is named, and so on."""
    inside = start("is") + users("it") + end("ie", reference(kind, thrown)) + chain("is", "it", "ie")
    attached = "".join(
        boundary(f"x{place}", "sp", reference(kind, name), interrupting=True)
        + users(f"h{place}")
        + end(f"e{place}")
        + chain(f"x{place}", f"h{place}", f"e{place}")
        for place, name in enumerate(handlers)
    )
    model = document(
        start(), node("subProcess", "sp", inside), attached, users("lanjut"), end(), chain("s", "sp", "lanjut", "e"),
        before=declared(kind),
    )  # fmt: skip
    play = Play(load(model), reload=True).complete("it")
    assert replay(play.definition, play.log).dumps() == play.here.dumps()
    return play.open


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("thrown", "handlers", "opened"),
    [
        ("satu", ["satu", "dua"], "h0"),
        ("dua", ["satu", "dua"], "h1"),
        ("satu", ["satu_lagi"], "h0"),  # by code, whatever the name
        ("satu", ["dua"], "lanjut"),
        ("satu", [None], "h0"),  # without a reference: any
        ("satu", ["tanpa"], "h0"),  # without a code: any
        ("satu", ["kosong"], "h0"),
        ("satu", [None, "satu"], "h1"),  # its own handler before one for any
        ("satu", ["satu", None], "h0"),
        ("dua", [None, "satu"], "h0"),
        ("tanpa", ["satu"], "lanjut"),
        ("tanpa", ["satu", None], "h1"),
        (None, ["satu", None], "h1"),
        ("tanpa_juga", ["tanpa", "tanpa_juga"], "h0"),  # never both
        ("satu", ["satu", "satu_lagi"], "h0"),
    ],
)
def test_one_handler_opens_and_it_is_the_one_of_the_code(
    kind: str, thrown: str | None, handlers: list[str | None], opened: str
) -> None:
    assert caught(kind, thrown, *handlers) == [opened]


@pytest.mark.parametrize("kind", KINDS)
def test_the_nearest_activity_that_catches_it_at_all_comes_first(kind: str) -> None:
    deep = start("ds") + users("it") + end("de", reference(kind, "satu")) + chain("ds", "it", "de")
    inside = start("is") + node("subProcess", "dalam", deep) + users("im", "ih") + end("ie") + end("ix")
    inside += boundary("xd", "dalam", reference(kind, None), interrupting=True)
    inside += chain("is", "dalam", "im", "ie") + chain("xd", "ih", "ix")
    model = document(
        start(),
        node("subProcess", "luar", inside),
        boundary("xl", "luar", reference(kind, "satu"), interrupting=True),
        users("h"),
        end(),
        end("e2"),
        chain("s", "luar", "e"),
        chain("xl", "h", "e2"),
        before=declared(kind),
    )

    assert Play(load(model), reload=True).complete("it").open == ["ih"]


def test_an_escalation_that_is_thrown_twice_opens_its_handler_twice_and_work_goes_on() -> None:
    thrown = reference("escalation", "satu")
    inside = start("is") + node("intermediateThrowEvent", "t1", thrown) + users("it")
    inside += node("intermediateThrowEvent", "t2", thrown) + end("ie") + chain("is", "t1", "it", "t2", "ie")
    model = document(
        start(),
        node("subProcess", "sp", inside),
        boundary("x", "sp", reference("escalation", None), interrupting=False),
        users("h"),
        end(),
        end("e2"),
        chain("s", "sp", "e"),
        chain("x", "h", "e2"),
        before=declared("escalation"),
    )
    play = Play(load(model), reload=True)
    assert play.open == ["h", "it"]

    assert play.complete("it").open == ["h", "h"]


def test_an_error_out_of_a_called_process_is_caught_where_it_is_called_by_code() -> None:
    called = document(
        start("cs"), users("ct"), end("ce", event("error", errorRef="galat_c")), chain("cs", "ct", "ce"),
        process_id="tahap", before='<bpmn:error id="galat_c" name="Nama lain" errorCode="1"/>',
    )  # fmt: skip
    model = document(
        start(),
        node("callActivity", "a", calledElement="tahap"),
        boundary("x", "a", event("error", errorRef="satu"), interrupting=True),
        users("h", "lanjut"),
        end(),
        end("e2"),
        chain("s", "a", "lanjut", "e"),
        chain("x", "h", "e2"),
        before=declared("error"),
    )

    assert Play(load(model, tahap_bpmn=called), reload=True).complete("ct").open == ["h"]

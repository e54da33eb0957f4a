"""Expressions are FEEL; nothing in a diagram reaches Python."""

from pathlib import Path

import pytest

import engine.bpmn
from engine.bpmn.base.errors import ScriptRefusedError
from engine.bpmn.mended import scripting
from engine.errors import ProcessFailedError
from tests.support.diagrams.bpmn_text import chain, document, end, flow, node, start, users
from tests.support.playing.play import Play, load


def choosing(condition: str) -> bytes:
    """Give a gateway with one condition and a default."""
    return document(
        start(),
        node("exclusiveGateway", "x", default="x-b"),
        users("a", "b"),
        end(),
        chain("s", "x", "b", "e"),
        flow("x", "a", condition),
        chain("a", "e"),
    )


@pytest.mark.parametrize(
    ("condition", "way"),
    [
        ("risiko = &quot;tinggi&quot;", "a"),
        ("= risiko = &quot;tinggi&quot;", "a"),
        ("korban.umur &lt; 18 and list contains(jenis, &quot;fisik&quot;)", "a"),
        ("risiko = &quot;rendah&quot;", "b"),
        ("tidak_dikenal &gt; 3", "b"),
        ("null", "b"),
    ],
)
def test_a_condition_decides_in_feel_and_what_is_unknown_is_not_true(condition: str, way: str) -> None:
    variables = {"risiko": "tinggi", "korban": {"umur": 15}, "jenis": ["fisik", "psikis"]}

    assert Play(load(choosing(condition)), variables=variables).open == [way]


@pytest.mark.parametrize("condition", ["1", "&quot;ya&quot;", "[true]"])
def test_a_condition_that_is_neither_true_nor_false_is_a_technical_failure(condition: str) -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(load(choosing(condition)))

    assert failed.value.ids == {"element_id": "x", "reason": "condition_not_boolean"}


def test_a_gateway_without_a_true_condition_or_default_is_a_technical_failure() -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(
            load(choosing("false").replace(b'default="x-b"', b"").replace(b'targetRef="b">', b'targetRef="b">' + FALSE))
        )

    assert failed.value.ids["element_id"] == "x"


FALSE = b"<bpmn:conditionExpression>false</bpmn:conditionExpression>"


@pytest.mark.parametrize("attack", ["__import__('os')", "().__class__", "open('/etc/passwd')", "eval('1')", "x +"])
def test_python_in_a_diagram_is_never_evaluated(attack: str) -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(load(choosing(attack)))

    assert failed.value.ids["element_id"] == "x"


def test_a_script_task_is_refused_by_the_engine_itself() -> None:
    script = "<bpmn:script>x = 1</bpmn:script>"

    with pytest.raises(ProcessFailedError) as failed:
        Play(load(document(start(), node("scriptTask", "t", script), end(), chain("s", "t", "e"))))

    assert failed.value.ids == {"element_id": "t", "reason": "script_refused"}


def test_neither_scripts_nor_services_run_through_the_engine_object() -> None:
    engine_object = scripting.Scripting()

    for call in (engine_object.execute, engine_object.call_service, engine_object.environment.execute):
        with pytest.raises(ScriptRefusedError):
            call(None, "x = 1")


def test_a_failure_says_nothing_of_the_variables() -> None:
    with pytest.raises(ProcessFailedError) as failed:
        Play(load(choosing("risiko")), variables={"risiko": "RAHASIA"})

    assert "RAHASIA" not in repr(failed.value) + str(failed.value) + repr(failed.value.__cause__)
    assert failed.value.__suppress_context__


def test_no_module_here_uses_the_librarys_python_evaluation() -> None:
    sources = Path(engine.bpmn.__path__[0]).glob("*.py")

    assert not [path.name for path in sources if "PythonScriptEngine" in path.read_text(encoding="utf-8")]


def test_a_text_is_compiled_once() -> None:
    engine_object = scripting.Scripting()

    assert engine_object.compiled("1 + 1") is engine_object.compiled("1 + 1")

"""The runner of the compatibility kit: it reads every form of value, fails what differs, and skips only Java."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.tck import cases, run
from tests.unit.dmn import writing

HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>'
)


def _value(text: str, kind: str = "xsd:string") -> str:
    return f'<value xsi:type="{kind}">{text}</value>'


def _case(expected: str, *, decision: str = "d", inputs: str = "", more: str = "") -> str:
    result = f'<resultNode name="{decision}"><expected>{expected}</expected></resultNode>'
    return f'<testCase id="001" {more}>{inputs}{result}</testCase>'


def _kit(root: Path, model: bytes, *written: str) -> list[run.Report]:
    folder = root / "level" / "0001-contoh"
    folder.mkdir(parents=True)
    (folder / "m.dmn").write_bytes(model)
    (folder / "t.xml").write_text(HEAD + "".join(written) + "</testCases>", encoding="utf-8")
    return list(run.run(root))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (_value("halo"), "halo"),
        (_value(""), ""),
        (_value("1.50", "xsd:decimal"), Decimal("1.5")),
        (_value("2", "xsd:double"), Decimal(2)),
        (_value("true", "xsd:boolean"), True),
        (_value("2026-01-31", "xsd:date"), date(2026, 1, 31)),
        (_value("P1DT2H", "xsd:duration"), timedelta(days=1, hours=2)),
        ('<value xsi:nil="true"/>', None),
        ("", None),
        (f"<list><item>{_value('a')}</item><item/></list>", ["a", None]),
        ('<list xsi:nil="true"/>', None),
        (f'<component name="nama  anak">{_value("A")}</component><component name="x" xsi:nil="true"/>', None),
    ],
)
def test_every_form_of_value_is_read(tmp_path: Path, written: str, value: Any) -> None:
    path = tmp_path / "t.xml"
    path.write_text(f"{HEAD}{_case(written)}</testCases>", encoding="utf-8")
    (case,) = cases.read(path)
    expected = {"nama anak": "A", "x": None} if "component" in written else value
    assert case.expectations == (cases.Expectation(decision="d", value=expected),)


def test_a_case_that_gives_what_is_expected_passes(tmp_path: Path) -> None:
    model = writing.model(writing.input_data("n"), writing.decision("d", writing.literal("n + 1"), requires=["in:n"]))
    inputs = f'<inputNode name="n">{_value("1", "xsd:decimal")}</inputNode>'
    (report,) = _kit(tmp_path, model, _case(_value("2", "xsd:decimal"), inputs=inputs))
    assert (report.folder, report.case, report.failures, report.skipped) == ("level/0001-contoh", "001", (), None)


def test_inputs_of_imported_models_carry_their_namespace(tmp_path: Path) -> None:
    path = tmp_path / "t.xml"
    inputs = f'<inputNode name="n" namespace="urn:x">{_value("a")}</inputNode>'
    path.write_text(f"{HEAD}{_case(_value('a'), inputs=inputs)}</testCases>", encoding="utf-8")
    (case,) = cases.read(path)
    assert case.inputs == {"urn:x#n": "a"}


def test_services_and_knowledge_are_called_by_name(tmp_path: Path) -> None:
    parts = (
        writing.decision("d", writing.literal("1")),
        writing.service("s", ["d"]),
        writing.service("dua", ["d", "e"]),
        writing.decision("e", writing.literal("2")),
        writing.knowledge("k", {}, writing.literal("1")),
    )
    one = _value("1", "xsd:decimal")
    wanted = [("s", "decisionService"), ("dua", "decisionService"), ("k", "bkm")]
    written = [_case(one, more=f'invocableName="{name}" type="{kind}"') for name, kind in wanted]
    assert [report.failures for report in _kit(tmp_path, writing.model(*parts), *written)] == [(), (), ()]


def test_a_difference_is_told_with_both_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = writing.model(writing.decision("d", writing.literal("1")))
    _kit(tmp_path, model, _case(_value("satu")), _case(_value("1", "xsd:decimal")))
    assert run.main([str(tmp_path), "--failures"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "d: expected 'satu', found Decimal('1')" in told[0]
    assert told[-2:] == ["level/0001-contoh 1/2", "1/2"]


def test_a_model_that_cannot_be_read_fails_its_cases_and_not_the_run(tmp_path: Path) -> None:
    (report,) = _kit(tmp_path, b"<definitions/>", _case(_value("a")))
    assert report.failures == ("ModelUnreadableError: " + report.failures[0].partition(": ")[2],)


def test_only_cases_that_need_java_are_skipped_and_not_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    java = 'function(n) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}'
    entry = f'<contextEntry><variable name="cos"/>{writing.literal(java)}</contextEntry>'
    logic = f"<context>{entry}<contextEntry>{writing.literal('cos(1)')}</contextEntry></context>"
    model = writing.model(writing.decision("d", logic), writing.decision("e", writing.literal("1")))
    one = _value("1", "xsd:decimal")
    _kit(tmp_path, model, _case(one), _case('<value xsi:nil="true"/>'), _case(one, decision="e"))
    assert run.main([str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("skipped level/0001-contoh 001: needs a Java class")
    assert told[-1] == "2/2"


@pytest.mark.parametrize(
    ("expected", "found", "verdict"),
    [
        (Decimal("0.3333333333"), Decimal(1) / Decimal(3), True),
        (Decimal("0.33"), Decimal(1) / Decimal(3), False),
        (Decimal(1), True, False),
        ([Decimal(1)], [Decimal(1)], True),
        ([Decimal(1)], [Decimal(1), None], False),
        ({"a": Decimal(1)}, {"a": Decimal(1)}, True),
        ({"a": Decimal(1)}, {"a": Decimal(1), "b": None}, False),
        (None, None, True),
        ("a", None, False),
    ],
)
def test_values_are_compared_in_depth(expected: Any, found: Any, *, verdict: bool) -> None:
    assert run.equal(expected, found) is verdict


def test_a_folder_without_cases_is_a_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([str(tmp_path)]) == 2
    assert "holds no test cases" in capsys.readouterr().err


def test_a_broken_file_beside_does_not_fail_the_others(tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_bytes(writing.model(writing.decision("d", writing.literal("1"))))
    (tmp_path / "rusak.dmn").write_text("<definitions", encoding="utf-8")
    (tmp_path / "t.xml").write_text(
        f"{HEAD}{_case(_value('1', 'xsd:decimal'))}</testCases>",
        encoding="utf-8",
    )
    (tmp_path / "rusak.xml").write_text("<testCases", encoding="utf-8")
    (tmp_path / "catatan.xml").write_text("<catatan/>", encoding="utf-8")
    reports = list(run.run(tmp_path))
    assert [(each.case, bool(each.failures)) for each in reports] == [("rusak.xml", True), ("001", False)]


@pytest.mark.parametrize("model", [None, "<definitions"])
def test_a_model_that_cannot_be_read_fails_its_cases_and_ends_nothing(tmp_path: Path, model: str | None) -> None:
    if model is not None:
        (tmp_path / "m.dmn").write_text(model, encoding="utf-8")
    text = f"{HEAD}{_case(_value('1', 'xsd:decimal'))}</testCases>"
    (tmp_path / "t.xml").write_text(text, encoding="utf-8")
    (report,) = run.run(tmp_path)
    assert report.failures
    assert report.skipped is None

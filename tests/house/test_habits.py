"""Habits that no linter checks: one commit, no hidden import, no unexplained exception, nothing left undone."""

import ast
import re

import pytest
from sqlalchemy import DateTime

from engine.store.base.declarations import UtcDateTime
from engine.store.tables.audit import HistoryEvent
from tests.support.house import sources

EVERYWHERE = (*sources.PRODUCT, "tests")
# Spelled apart, so that this file does not find itself.
UNDONE = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")
# A rule's exception names the rule and, after a dash, the reason.
EXCEPTIONS = {
    "no" + "qa": re.compile(r"no" + r"qa: [A-Z0-9, ]+ - \w+"),
    "type: " + "ignore": re.compile(r"type: " + r"ignore\[[a-z, -]+\] *(#|-) *\w+"),
    "pragma: " + "no cover": re.compile(r"pragma: " + r"no (cover|branch) - \w+"),
}


def _calls(source: sources.Source, method: str) -> list[ast.Call]:
    calls = [node for node in source.every if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == method]


def _lines(source: sources.Source, *kinds: type[ast.stmt]) -> dict[int, int]:
    """Give first and last line of every statement of these kinds."""
    return {node.lineno: node.end_lineno or node.lineno for node in source.nodes(*kinds) if isinstance(node, ast.stmt)}


def _inside(source: sources.Source) -> set[int]:
    """Give the lines of all functions."""
    spans = _lines(source, ast.FunctionDef, ast.AsyncFunctionDef)
    return {line for first, last in spans.items() for line in range(first, last + 1)}


def test_one_module_commits() -> None:
    committing = {source.name for source in sources.python(*sources.PRODUCT) if _calls(source, "commit")}

    assert committing == {"engine/runtime.py"}


def test_one_module_makes_savepoints() -> None:
    trying = {source.name for source in sources.python(*sources.PRODUCT) if _calls(source, "begin_nested")}

    assert trying == {"engine/store/base/locks.py"}


def test_a_transaction_is_copied_by_its_savepoint_only() -> None:
    copying = {
        source.name
        for source in sources.python(*sources.PRODUCT)
        for node in source.nodes(ast.Call)
        if ast.unparse(node).startswith(("replace(tx,", "dataclasses.replace(tx,", "Transaction("))
    }

    assert copying == {"engine/runtime.py"}


@pytest.mark.parametrize("kind", ["ProcessInstance", "Case", "Referral"])
def test_rows_of_the_ladder_are_locked_by_one_function(kind: str) -> None:
    beside = [
        f"{source.name}:{call.lineno}"
        for source in sources.python(*sources.PRODUCT)
        for call in _calls(source, "with_for_update")
        if re.search(rf"select\({kind}\b", ast.unparse(call))
    ]

    assert beside == []


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = [
        f"{source.name}:{line}"
        for source in sources.python(*EVERYWHERE)
        for line in _lines(source, ast.Import, ast.ImportFrom).keys() & _inside(source)
    ]

    assert hidden == []


@pytest.mark.parametrize("word", UNDONE)
def test_nothing_is_left_undone(word: str) -> None:
    pattern = re.compile(rf"\b{word}\b")
    written = [source for source in sources.python(*EVERYWHERE) if pattern.search(source.text)]

    assert [source.name for source in written] == []


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_every_exception_to_a_rule_gives_its_reason(exception: str) -> None:
    unexplained = [
        f"{source.name}:{token.start[0]}"
        for source in sources.python(*EVERYWHERE)
        for token in sources.comments(source)
        if exception in token.string and not EXCEPTIONS[exception].search(token.string)
    ]

    assert unexplained == []


def test_every_stored_moment_is_aware() -> None:
    columns = [column for table in HistoryEvent.metadata.tables.values() for column in table.columns]

    moments = [column for column in columns if isinstance(column.type, DateTime | UtcDateTime)]

    assert moments != []
    assert [str(column) for column in moments if not isinstance(column.type, UtcDateTime)] == []


def test_tests_never_sleep() -> None:
    sleeping = {source.name for source in sources.python("tests") if _calls(source, "sleep")}

    assert sleeping <= {"tests/support/servers/processes.py"}  # waits for another process to come up, within a limit


def test_unit_tests_read_no_clock() -> None:
    """A test that fails after so many milliseconds is red on a busy machine, and shows nothing on a fast one."""
    clock = re.compile(r"\b(perf_counter|monotonic|process_time|thread_time|time\.time|deadline=)")
    reading = {source.name for source in sources.python("tests") if clock.search(source.text)}

    assert {name for name in reading if name.startswith("tests/unit/")} == {
        "tests/unit/feel/attacks.py"
    }  # measures one thing against another in the same run


def test_nothing_catches_everything() -> None:
    broad = [
        f"{source.name}:{node.lineno}"
        for source in sources.python(*sources.PRODUCT)
        for node in source.every
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) == "BaseException")
    ]

    assert broad == []

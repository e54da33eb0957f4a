"""Every faulty diagram of tests/workflows/refused is refused while somebody types as it is when it is deployed."""

from collections.abc import Iterator

import pytest

from engine.bpmn.checking.checker import Checker
from engine.bpmn.rules import isolated
from tests.support.diagrams import refused


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    found = Checker()
    yield found
    found.close()


@pytest.mark.parametrize("name", refused.names())
def test_a_faulty_diagram_is_refused_as_at_deployment(name: str, checker: Checker) -> None:
    faulty = refused.read(name)
    files = refused.bundle(faulty.diagram)

    found = checker.check(files, draft=name, revision=1, roles=refused.ROLES)

    assert [(one.code, one.element_id) for one in found] == [(faulty.code, faulty.element)]
    assert list(found) == isolated.examine(files, roles=refused.ROLES, clauses=None)


@pytest.mark.parametrize("name", ["not_executable", "basis_missing", "loop_never_waits"])
def test_the_cold_check_says_the_same(name: str, checker: Checker) -> None:
    files = refused.bundle(refused.read(name).diagram)

    found = checker.check(files, draft=name, revision=1, roles=refused.ROLES)

    assert list(found) == isolated.check(files, roles=refused.ROLES)

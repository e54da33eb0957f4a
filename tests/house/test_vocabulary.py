"""A name that Python knows stands in one file; everybody else takes it from there."""

import ast
import re

import pytest

from engine.domain import vocabulary
from tests.support.house import sources

HOME = "engine/domain/vocabulary.py"
# The same word with another meaning, each argued.
ELSEWHERE = {
    # Words that people see in the address of a page.
    ("api/web/pages/inbox/inbox_query.py", "risiko"),
    ("api/web/pages/inbox/inbox_query.py", "saluran"),
    ("api/web/pages/time/readings.py", "instansi"),
    # The name that an officer gives to a saved filter.
    ("api/web/pages/inbox/filters.py", "nama"),
    # The basis of a referral that left by consent.
    ("engine/scenarios/pure/referrals.py", "persetujuan"),
    # A kind of entries of a case's story.
    ("api/web/pages/cases/case_story.py", "risiko"),
    # What a sort of home of a clause is called.
    ("api/cli/procedure_pages.py", "saluran"),
    ("api/cli/tracing.py", "saluran"),
    # The kind of mark by which a double report is found.
    ("engine/domain/cases/person_digests.py", "nik"),
    # The kind of basis of a referral, beside "darurat".
    ("engine/domain/cases/consent.py", "persetujuan"),
    ("engine/services/referrals/withdrawing.py", "persetujuan"),
    # What a letter's template is given.
    *(
        (f"engine/services/letters/{file}.py", word)
        for file in ("checks", "freezing")
        for word in ("instansi", "nama", "risiko", "saluran", "tafsir", "telepon")
    ),
    ("engine/services/letters/signing.py", "nama"),
}


def _written() -> set[tuple[str, str]]:
    """Find the string literals of the product that are a known name, outside the list itself."""
    return {
        (source.name, node.value)
        for source in sources.python(*sources.PRODUCT)
        if source.name != HOME
        for node in source.nodes(ast.Constant)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in vocabulary.BY_KEY
    }


def test_no_other_file_writes_a_known_name() -> None:
    assert sorted(_written() - ELSEWHERE) == []


def test_no_exception_outlives_its_reason() -> None:
    assert sorted(ELSEWHERE - _written()) == []


def test_the_list_writes_each_name_once() -> None:
    (home,) = [source for source in sources.python("engine") if source.name == HOME]
    literals = [node.value for node in ast.walk(home.tree) if isinstance(node, ast.Constant)]

    assert {key: literals.count(key) for key in vocabulary.BY_KEY} == dict.fromkeys(vocabulary.BY_KEY, 1)


@pytest.mark.parametrize("key", sorted(vocabulary.BY_KEY))
def test_each_name_is_used_by_somebody(key: str) -> None:
    (constant,) = [name for name, value in vars(vocabulary).items() if value == key]
    used = re.compile(rf"\.{constant}\b")

    assert [one.name for one in sources.python(*sources.PRODUCT) if one.name != HOME and used.search(one.text)]

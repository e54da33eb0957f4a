"""Which engine computes is named in every start: a part that comes to mean something else gets another number."""

import ast
import hashlib

import pytest

from engine import dmn, feel
from engine.bpmn import semantics
from tests.support.house import sources

# Number and digest of the code. After a change of the code: when the same inputs give something else, raise the number
# in the product; then write what the test says in its place here.
PARTS = {
    "engine/bpmn/mended": (1, "2319d2cd974720a0"),
    "engine/feel": (1, "0e40efff880a699e"),
    "engine/dmn": (1, "ecbf53e777068ed7"),
}
NUMBERS = {"engine/bpmn/mended": semantics.PATCHES, "engine/feel": feel.SEMANTICS, "engine/dmn": dmn.SEMANTICS}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_was_changed_is_weighed(part: str) -> None:
    assert (NUMBERS[part], digest(part)) == PARTS[part]


def test_a_start_names_the_versions_of_product_and_library() -> None:
    named = semantics.engine()

    assert set(named) == {"lindung", "spiffworkflow", "patches", "feel", "dmn"}
    assert named["spiffworkflow"] == "3.2.0"


def digest(part: str) -> str:
    """Give a digest of what the code of a part does: its docstrings and comments are left out."""
    whole = hashlib.sha256()
    for source in (one for one in sources.python("engine") if one.name.startswith(f"{part}/")):
        tree = ast.parse(source.text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:]
        whole.update(f"{source.name} {ast.unparse(tree)}".encode())
    return whole.hexdigest()[:16]

"""The stand-alone verifier is one short file of the standard library, and the handbook prints the hash of just that."""

import ast
import hashlib
import sys

from tests.support.files import verifier
from tests.support.house import sources

PAGE = sources.ROOT / "docs" / "howto" / "operate" / "verify-offline.md"
MOST_LINES = 150


def test_the_verifier_is_read_in_one_sitting() -> None:
    assert len(verifier.FILE.read_text().splitlines()) <= MOST_LINES


def test_the_verifier_needs_nothing_but_python() -> None:
    tree = ast.parse(verifier.FILE.read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert named != set()
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names


def test_the_handbook_prints_the_hash_of_the_verifier() -> None:
    assert hashlib.sha256(verifier.FILE.read_bytes()).hexdigest() in PAGE.read_text()

"""The project's own sources, read as text and as syntax trees, for the tests of the house rules."""

import ast
import functools
import io
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PRODUCT = ("engine", "tasks", "api")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: ``name`` is its path from the root."""

    name: str
    text: str
    tree: ast.Module
    every: tuple[ast.AST, ...]
    """Every node of the tree, walked once: each rule looks at all of them."""

    @property
    def lines(self) -> int:
        """Count the file's lines, blank ones too."""
        return len(self.text.splitlines())

    @property
    def filled_lines(self) -> int:
        """Count the file's lines without blank ones."""
        return sum(bool(line.strip()) for line in self.text.splitlines())

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Give every node of these kinds."""
        return (node for node in self.every if isinstance(node, kinds))


@dataclass(frozen=True, slots=True)
class Function:
    """One function or method; ``lines`` counts from its ``def`` to its last line, docstring and all."""

    name: str
    lines: int


@functools.cache
def files() -> tuple[Path, ...]:
    """List what git knows or would add, in the order of its paths."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(ROOT / name for name in set(listed.split("\0")) if name and (ROOT / name).exists()))


@functools.cache
def python(*tops: str) -> tuple[Source, ...]:
    """Read the Python files with any content below these top-level folders."""
    chosen = [path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in tops]
    return tuple(source for source in map(_source, chosen) if source.text.strip())


@functools.cache
def _source(path: Path) -> Source:
    text = path.read_text()
    tree = ast.parse(text)
    return Source(path.relative_to(ROOT).as_posix(), text, tree, tuple(ast.walk(tree)))


def functions(*tops: str) -> list[Function]:
    """Measure every function below these top-level folders."""
    return [
        Function(f"{source.name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for source in python(*tops)
        for node in source.every
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def docstrings(source: Source) -> Iterator[ast.Constant]:
    """Give the docstrings of the file, its classes and its functions."""
    for node in source.nodes(*_DOCUMENTED):
        body: list[ast.stmt] = getattr(node, "body", [])
        if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            yield body[0].value


def comments(source: Source) -> tuple[tokenize.TokenInfo, ...]:
    """Give every comment."""
    return _comments(source.text)


@functools.cache
def _comments(text: str) -> tuple[tokenize.TokenInfo, ...]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return tuple(token for token in tokens if token.type == tokenize.COMMENT)


def explaining_lines(source: Source) -> set[int]:
    """Give the numbers of the lines that hold a comment or a part of a docstring."""
    lines = {token.start[0] for token in comments(source)}
    for text in docstrings(source):
        lines.update(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return lines


def lines_of_tests() -> int:
    """Count what tests are written in: Python, the scenarios of procedures, and diagrams that must be refused."""
    kinds = {".py", ".toml", ".bpmn", ".dmn"}
    written = [path for path in files() if path.suffix in kinds and "tests" in path.relative_to(ROOT).parts[:1]]
    scenarios = [path for path in files() if path.parent.name == "scenarios" and path not in written]
    return sum(len(path.read_text().splitlines()) for path in (*written, *scenarios))

"""Looking for a piece of a text, whatever its case, as fast as each database can."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, SQLColumnExpression, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_ESCAPED = str.maketrans({"%": "/%", "_": "/_", "/": "//"})


class _Holds(FunctionElement[bool]):
    """A column and a pattern of LIKE; the letters A to Z are the same in either case."""

    inherit_cache = True
    type = Boolean()


def holds(column: SQLColumnExpression[str], piece: str) -> ColumnElement[bool]:
    """Give the condition that the column holds this piece."""
    return _Holds(column, literal(f"%{piece.translate(_ESCAPED)}%"))


@compiles(_Holds)
def _ilike(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} ILIKE {pattern} ESCAPE '/'"


@compiles(_Holds, "sqlite")
def _like(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    """Say it in SQLite, whose LIKE takes either case; lower() around both would double the time."""
    column, pattern = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} LIKE {pattern} ESCAPE '/'"

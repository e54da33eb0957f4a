"""Looks through everything that an installation keeps, for a name that should lie there sealed only."""

import zlib

from sqlalchemy import inspect, select, text

from engine.runtime import Runtime
from engine.store.tables.cases import ProcessInstance


def every_row(runtime: Runtime) -> list[str]:
    """Give every row of every table as text, the compressed states unpacked."""
    with runtime.database.connect() as connection:
        tables = inspect(connection).get_table_names()
        rows = [str(row) for name in tables for row in connection.execute(text(f'SELECT * FROM "{name}"'))]  # noqa: S608 - names come from the database itself
        states = [zlib.decompress(row).decode() for row in connection.scalars(select(ProcessInstance.snapshot))]
    return rows + states

"""Parts that every table shares: the declarative base, names of constraints, ids, and moments always in UTC."""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

# Alembic can only drop or change what has a predictable name.
CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

NOBODY = "00000000-0000-0000-0000-000000000000"
_WRITTEN = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


class UtcDateTime(TypeDecorator[datetime]):
    """Keeps an aware moment in UTC with microseconds; a naive one is refused, since it would mean the server's zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC; SQLite has no zones, so it gets the bare UTC reading."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the moment back, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RowId(TypeDecorator[str]):
    """Keeps a row's id, a UUID in its usual writing; any other text names no row.

    Ids come from addresses and filters that anybody may type. PostgreSQL would fail on a text that is no UUID, and
    SQLite would take it: here both look for the nil UUID, which no row has.
    """

    impl = Uuid(as_uuid=False)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the id, or the nil UUID for a text that is none."""
        return value if value is None or is_row_id(value) else NOBODY

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Give the reader of stored ids: SQLite keeps their 32 letters, and to parse a UUID of each is the slow way."""
        return super().result_processor(dialect, coltype) if dialect.supports_native_uuid else _written


def _written(letters: str | None) -> str | None:
    if letters is None:
        return None
    return f"{letters[:8]}-{letters[8:12]}-{letters[12:16]}-{letters[16:20]}-{letters[20:]}"


def is_row_id(text: str) -> bool:
    """Tell whether a text is a UUID as RFC 9562 section 4 writes it."""
    return _WRITTEN.fullmatch(text) is not None


class Base(DeclarativeBase):
    """Base of all rows."""

    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: dict[Any, Any] = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it from the class

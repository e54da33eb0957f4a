"""Changed records of readings and of lists are named, whoever changed them."""

import pytest
from sqlalchemy import text

from engine.services.audit import history
from engine.services.cases import cases
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def read(office: Office) -> str:
    """Let a supervisor read a case twice and look at a list; give the supervisor's id."""
    office.deploy(procedures.side_by_side(1))
    ida = office.user("ida", "penyelia")
    number = office.start(ida).case_number
    for _ in range(2):
        with office.acting(ida) as tx:
            cases.get(tx, number)
    with office.acting(ida) as tx:
        cases.search(tx)
    return ida.id


def tamper(office: Office, table: str, statement: str) -> None:
    """Change records as an owner of the database could: with its triggers out of the way."""
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER append_only_{table}_{verb}"))
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("access_events", "UPDATE access_events SET purpose = 'audit' WHERE seq = 1", (1, "record_changed")),
        ("access_events", "UPDATE access_events SET subject = 'x' WHERE seq = 2", (2, "record_changed")),
        ("access_events", "UPDATE access_events SET refused = NOT refused WHERE seq = 2", (2, "record_changed")),
        ("access_events", "UPDATE access_events SET v = 1 WHERE seq = 1", (1, "record_changed")),
        ("access_events", "DELETE FROM access_events WHERE seq = 1", (1, "record_missing")),
        ("access_events", "DELETE FROM access_events WHERE seq = 2", (2, "record_missing")),
        ("access_events", "DELETE FROM access_events", (1, "record_missing")),
        ("reader_events", "UPDATE reader_events SET count = 0", (1, "record_changed")),
        ("reader_events", "UPDATE reader_events SET via = 'job'", (1, "record_changed")),
        ("reader_events", "DELETE FROM reader_events", (1, "record_missing")),
        ("reader_events", "DELETE FROM reader_heads", (1, "record_unnamed")),
    ],
)
def test_a_changed_record_is_named(office: Office, read: str, table: str, change: str, found: tuple[int, str]) -> None:
    tamper(office, table, change)

    with office.acting(CLI) as tx:
        first, *_ = (one for one in history.verify(tx).findings if one.part in {"access", "reader"})
    assert (first.seq, first.code) == found
    assert (first.subject == read) == (table == "reader_events")

"""What every table shares: moments come back aware and in UTC, and a text that is no id names no row."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import exc

from engine.store.people import people
from engine.store.tables.people import User
from engine.store.user_tasks import user_tasks as stored
from tests.support.offices.factories import CLI, Office

WIB = timezone(timedelta(hours=7))
ID = "11111111-1111-4111-8111-111111111111"


def siti(created_at: datetime) -> User:
    """Give a user row that was created then."""
    return User(id=ID, username="siti", display_name="Siti", password_hash="x", active=True, created_at=created_at)


def test_a_moment_comes_back_in_utc(office: Office) -> None:
    noon = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=WIB)
    with office.acting(CLI) as tx:
        tx.session.add(siti(noon))

    with office.acting(CLI) as tx:
        found = people.by_username(tx.session, "siti")
    assert found is not None
    assert (found.created_at, found.created_at.tzinfo) == (noon, UTC)


def test_a_moment_without_zone_is_refused(office: Office) -> None:
    with pytest.raises(exc.StatementError, match="must be aware"), office.acting(CLI) as tx:
        tx.session.add(siti(datetime(2026, 11, 20, 12)))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("text", ["", "bukan-id", "'; DROP TABLE users", ID.replace("-", "")])
def test_a_text_that_is_no_id_names_no_row(office: Office, text: str) -> None:
    with office.acting(CLI) as tx:
        tx.session.add(siti(tx.now))

    with office.acting(CLI) as tx:
        assert people.by_ids(tx.session, {text}) == {}
        assert stored.get(tx.session, text) is None

"""Fixtures of services between agencies, and of people at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.runtime import Runtime
from tests.support.offices import factories, referring
from tests.support.offices.referring import Pair


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish a sender and a recipient."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    yield referring.furnish(built, clock)
    built.close()


@pytest.fixture
def postgres_office(postgres_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[factories.Office]:
    """Furnish an office on PostgreSQL alone, where rows are locked one by one."""
    built = Runtime.build(factories.settings(tmp_path / "data", database_url=postgres_url), clock)
    yield factories.furnish(built, clock)
    built.close()

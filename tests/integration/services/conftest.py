"""Fixtures of services between agencies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.clock import FixedClock
from tests.support.offices import referring
from tests.support.offices.referring import Pair


@pytest.fixture
def pair(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    """Furnish a sender and a recipient."""
    built = referring.runtime(tmp_path, clock, database_url=database_url)
    yield referring.furnish(built, clock)
    built.close()

"""An archive in which everything happened once, built once, and whoever has a SQL shell on it."""

from collections.abc import Iterator

import pytest

from tests.support.offices import archive
from tests.support.offices.tampering import Hand
from tests.support.servers import databases


@pytest.fixture(scope="package")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    """Let everything happen once, and give whoever has a SQL shell on it."""
    folder = tmp_path_factory.mktemp("archive")
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    office = archive.build(folder, database_url=url)
    yield Hand.at(office)
    office.runtime.close()

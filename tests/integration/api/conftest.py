"""Fixtures of the web application over a small office."""

from pathlib import Path

import pytest

from tests.support.offices import procedures
from tests.support.offices.factories import Office
from tests.support.web import shared_app
from tests.support.web.web_office import Program, WebOffice


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Use SQLite alone: what differs between databases is below the services and tested there."""
    return sqlite_url


@pytest.fixture
def web(office: Office) -> WebOffice:
    """Deploy the procedure of two steps and open the web."""
    office.deploy(procedures.two_steps())
    return WebOffice(office=office, app=shared_app.over(office.runtime))


@pytest.fixture
def officer(web: WebOffice) -> Program:
    """Give the program of an intake officer."""
    return web.program("siti", "petugas_pengaduan")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the procedure of two steps as a folder and give it."""
    return procedures.write(procedures.two_steps(), folder=tmp_path / "prosedur")

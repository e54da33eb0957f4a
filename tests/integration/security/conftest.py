"""Fixtures of attacks: the web application over a small office, on SQLite and again on PostgreSQL."""

import pytest

from tests.support.offices import procedures
from tests.support.offices.factories import Office
from tests.support.web import shared_app
from tests.support.web.web_office import Program, WebOffice


@pytest.fixture
def web(office: Office) -> WebOffice:
    """Deploy the procedure of two steps and open the web."""
    office.deploy(procedures.two_steps())
    return WebOffice(office=office, app=shared_app.over(office.runtime))


@pytest.fixture
def officer(web: WebOffice) -> Program:
    """Give the program of an intake officer."""
    return web.program("siti", "petugas_pengaduan")

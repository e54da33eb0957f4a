"""Fixtures of attacks: the web application over a small office, on SQLite and again on PostgreSQL."""

import pytest

from api.app import create_app
from tests.support.offices import procedures
from tests.support.offices.factories import Office
from tests.support.web.desk import Desk, Program


@pytest.fixture
def desk(office: Office) -> Desk:
    """Deploy the procedure of two steps and open the desk."""
    office.deploy(procedures.two_steps())
    return Desk(office=office, app=create_app(office.runtime))


@pytest.fixture
def officer(desk: Desk) -> Program:
    """Give the program of an intake officer."""
    return desk.program("siti", "petugas_pengaduan")

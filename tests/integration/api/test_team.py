"""The page /tim: figures that lead to the tasks behind them, for who leads the team, of their own agency."""

import html
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from engine.services.people import users
from engine.store.tables.user_tasks import UserTask
from tests.support.offices.factories import CLI
from tests.support.web import clicks
from tests.support.web.web_office import WebOffice

LINK = re.compile(r'href="(/tugas\?[^"]*)"[^>]*aria-label="(\d+) tugas')


@pytest.fixture
def lead(web: WebOffice) -> FlaskClient:
    """Give the browser of the team's supervisor."""
    return web.browser("ratna", "penyelia")


@pytest.fixture
def work(web: WebOffice, lead: FlaskClient) -> str:
    """Register two reports and let the task of one be late; give its path."""
    del lead
    clerk = web.browser("rina", "petugas_pengaduan")
    paths = [clicks.registered(clerk), clicks.registered(clerk)]
    with web.office.acting(CLI) as tx:
        row = tx.session.get_one(UserTask, paths[0].rpartition("/")[2])
        row.due_at = row.due_order = row.warn_at = tx.now - timedelta(hours=1)
    return paths[0]


def test_every_figure_is_one_click_from_as_many_tasks(lead: FlaskClient, work: str) -> None:
    links = LINK.findall(lead.get("/tim").text)

    shown = {html.unescape(link): int(said) for link, said in links}
    listed = {link: len(set(re.findall(r'href="(/tugas/[0-9a-f-]{36})"', lead.get(link).text))) for link in shown}
    assert listed == shown
    assert work in lead.get(next(link for link in shown if "batas=breached" in link)).text


def test_the_board_is_on_the_way_of_who_leads(lead: FlaskClient, work: str) -> None:
    page = lead.get("/tugas").text

    assert 'href="/tim"' in page
    assert "Rina" in lead.get("/tim").text


def test_an_officer_is_shown_no_way_and_refused(web: WebOffice) -> None:
    officer = web.browser("siti", "petugas_pengaduan")

    assert 'href="/tim"' not in officer.get("/tugas").text
    assert officer.get("/tim").status_code == HTTPStatus.FORBIDDEN


def test_another_agency_s_board_does_not_exist(lead: FlaskClient) -> None:
    assert lead.get("/tim?lembaga=uptd_ppa_jember").status_code == HTTPStatus.NOT_FOUND


def test_a_team_without_work_is_told_what_to_do(lead: FlaskClient) -> None:
    page = lead.get("/tim").text

    assert "Tidak ada tugas terbuka di lembaga ini." in page
    assert 'href="/laporan"' in page


def test_who_leads_in_two_agencies_chooses(web: WebOffice, lead: FlaskClient) -> None:
    with web.office.acting(CLI) as tx:
        users.grant(tx, username="ratna", agency="uptd_ppa_jember", role="penyelia")

    assert "Tidak ada tugas terbuka" in lead.get("/tim?lembaga=uptd_ppa_jember").text
    assert 'href="/tim?lembaga=uptd_ppa_tebing_tinggi"' in lead.get("/tim").text

"""Jember's one time clause, "1 Hari kerja", as the worked case of the procedures' outlines counts it in three ways."""

from datetime import date, datetime

import pytest

from engine.scenarios.hands import SIGNED
from engine.services.policy import definitions
from engine.services.time import readings, sla_clocks
from tests.support.offices.factories import CLI, Office
from tests.support.playing import scenarios

KEY, AGENCY = "jember_pengaduan_rujukan", "uptd_ppa_jember"
# Ascension Day, a Thursday; Friday is collective leave.
HOLIDAY = date(2026, 5, 14)


@pytest.fixture
def jember(office: Office) -> Office:
    """Deploy the procedure of Jember."""
    office.deploy(definitions.read_folder(scenarios.WORKFLOWS / KEY, scenarios.WORKFLOWS))
    return office


def choose(office: Office, ambiguity: str, reading: str) -> None:
    """Choose a reading from the holiday on."""
    with office.acting(CLI) as tx:
        readings.choose(
            tx,
            procedure=KEY,
            agency=AGENCY,
            ambiguity=ambiguity,
            reading=reading,
            valid_from=HOLIDAY,
            valid_to=None,
            **SIGNED,
        )


def due(office: Office, milestone: str, **variables: str) -> str:
    """Say when the promise for a report of that holiday's morning falls due, as the agency's wall clock shows it."""
    received = datetime.fromisoformat("2026-05-14T09:00:00+07:00")
    with office.acting(CLI) as tx:
        found = sla_clocks.explain(tx, procedure=KEY, milestone=milestone, start=received, variables=variables)
    return f"{found.due.astimezone(received.tzinfo):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("hari_itu", "2026-05-18 16:00"),
        ("tanpa_hari_masuk", "2026-05-18 16:00"),
        ("tanpa_hari_kerja_pertama", "2026-05-19 16:00"),
    ],
)
def test_one_working_day_from_a_holiday_has_three_readings(jember: Office, reading: str, expected: str) -> None:
    choose(jember, "AMB-JBR-14", reading)

    assert due(jember, "tanggapan_pertama") == expected


@pytest.mark.parametrize("milestone", ["tanggapan_pertama", "pilihan_klien", "sampai_terminasi"])
def test_the_day_ends_where_the_chosen_reading_says(jember: Office, milestone: str) -> None:
    choose(jember, "AMB-JBR-04", milestone)

    assert due(jember, milestone) == "2026-05-18 16:00"
    for other in {"tanggapan_pertama", "pilihan_klien", "sampai_terminasi"} - {milestone}:
        with pytest.raises(sla_clocks.MilestoneUnknownError):
            due(jember, other)


def test_danger_shortens_the_day_to_an_hour_until_an_official_says_otherwise(jember: Office) -> None:
    assert due(jember, "tanggapan_pertama", bahaya_sekarang="ya") == "2026-05-14 10:00"

    choose(jember, "AMB-X-01", "tanpa_tingkat_risiko")

    assert due(jember, "tanggapan_pertama", bahaya_sekarang="ya") == "2026-05-18 16:00"

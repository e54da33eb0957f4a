"""Agency profiles, national holidays, and the calendars made from them."""

from datetime import date, time
from pathlib import Path
from typing import Any

import holidays
import pytest

from engine.domain.people import agencies
from engine.domain.people.agencies import AgencyInvalidError
from engine.domain.time.working_calendar import Holiday

WORKFLOWS = Path(__file__).resolve().parents[4] / "workflows"
TTG = (WORKFLOWS / "agencies" / "uptd_ppa_tebing_tinggi.toml").read_text()
YEARS = [path.read_bytes() for path in sorted((WORKFLOWS / "calendars").glob("nasional_*.toml"))]
PILKADA = """
[[regional_holidays]]
date = 2026-11-25
name = "Pilkada"
kind = "libur_daerah"
source = "SK Wali Kota"
"""


def test_tebing_tinggi_says_what_its_decree_says_and_no_more() -> None:
    found = agencies.parse(TTG.encode())
    assert (found.code, found.case_prefix, found.sk) == ("uptd_ppa_tebing_tinggi", "TTG", "301 TAHUN 2022")
    assert (found.zone.key, found.website) == ("Asia/Jakarta", "dp3apm.tebingtinggikota.go.id")
    assert found.hours == {day: ((time(8), time(16)),) for day in range(5)}
    assert (found.address, found.phone) == ("Jl Ahmad Bilal 20631", "082304342788")
    assert {found.sources[name] for name in ("address", "phone")} == {"TTG-PK-META-03"}


def test_an_agency_says_where_reports_of_the_public_begin_or_takes_none() -> None:
    named = agencies.PublicReport(procedure="tebing_tinggi_pengaduan", channel="surel")
    assert agencies.parse(TTG.encode()).public_report == named
    silent = (WORKFLOWS / "agencies" / "p2tp2a_banyuwangi.toml").read_bytes()
    assert agencies.parse(silent).public_report is None


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ('public_report = "surel"\n', "public_report"),
        ('public_report = { procedure = "a" }\n', "public_report"),
        ('public_report = { procedure = "a", channel = "b", mail = "c" }\n', "public_report"),
        ('public_report = { procedure = "a", channel = 1 }\n', "channel"),
    ],
)
def test_a_public_report_that_names_no_channel_is_refused(wrong: str, key: str) -> None:
    head, _, _ = TTG.partition("[public_report]")
    with pytest.raises(AgencyInvalidError) as refusal:
        agencies.parse(wrong.encode() + head.encode())
    assert refusal.value.ids == {"key": key}


def test_the_national_list_of_2026_is_the_decrees() -> None:
    rows = {day: row for day, row in agencies.national(YEARS).items() if day.year == 2026}
    off = {day for day, row in rows.items() if row.kind == "libur_nasional"}
    leave = {day for day, row in rows.items() if row.kind == "cuti_bersama"}
    march = [date(2026, 3, day) for day in (18, 20, 23, 24)]
    others = [date(2026, 2, 16), date(2026, 5, 15), date(2026, 5, 28), date(2026, 12, 24)]
    assert (len(off), leave) == (17, {*march, *others})
    assert all("1497/2025" in row.source for row in rows.values())


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_national_lists_agree_with_the_seed_package(year: int) -> None:
    rows = {day for day in agencies.national(YEARS) if day.year == year}
    assert rows == set(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def test_dates_that_are_not_fixed_yet_are_marked() -> None:
    guesses = [day for day, row in agencies.national(YEARS).items() if row.estimated]
    assert guesses == [date(2027, 3, 10), date(2027, 3, 11), date(2027, 5, 17)]


def made(text: str = TTG) -> Any:
    return agencies.calendar(agencies.parse(text.encode()), agencies.national(YEARS))


def test_a_calendar_joins_national_and_regional_holidays() -> None:
    found = made(TTG + PILKADA)
    assert found.closed_because(date(2026, 11, 25)) == "Pilkada (libur daerah)"
    assert found.closed_because(date(2026, 3, 19)) == "Hari Suci Nyepi (libur nasional)"


def test_equal_inputs_give_one_version_and_any_change_another() -> None:
    assert made().version == made().version
    assert len({made().version, made(TTG + PILKADA).version, made(TTG.replace("16.00", "15.30")).version}) == 3


def test_an_office_may_close_at_midnight() -> None:
    found = agencies.parse(TTG.replace('jumat = ["08.00-16.00"]', 'jumat = ["08.00-12.00", "13.00-24.00"]').encode())
    assert found.hours[4] == ((time(8), time(12)), (time(13), time(0)))


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('code = "uptd_ppa_tebing_tinggi"', "", "code"),
        ('name = "UPTD PPA Kota Tebing Tinggi"', "name = 7", "name"),
        ('zone = "Asia/Jakarta"', 'zone = "Asia/Tebing"', "zone"),
        ('zone = "Asia/Jakarta"', 'zone = "../etc"', "zone"),
        ("cuti_bersama_is_working = true", "", "cuti_bersama_is_working"),
        ('fee = "Tidak dipungut biaya"', 'tarif = "gratis"', "tarif"),
        ('senin = ["08.00-16.00"]', 'monday = ["08.00-16.00"]', "hours"),
        ('senin = ["08.00-16.00"]', 'senin = ["08.00"]', "hours"),
        ('senin = ["08.00-16.00"]', 'senin = ["delapan-16.00"]', "hours"),
        ('kepala = "Kepala UPTD"', 'kepala = ""', "kepala"),
        ("[role_labels]", "[[role_labels]]", "role_labels"),
        ('website = "', 'website = """', "toml"),
    ],
)
def test_a_slip_in_a_profile_is_named(before: str, after: str, key: str) -> None:
    assert before in TTG
    with pytest.raises(AgencyInvalidError) as refusal:
        agencies.parse(TTG.replace(before, after, 1).encode())
    assert refusal.value.ids["key"] == key


@pytest.mark.parametrize(
    "rows",
    [
        "holidays = 7",
        "[[holidays]]\nname = 'Nyepi'\nkind = 'libur_nasional'\nsource = 'SKB'",
        "[[holidays]]\ndate = 2026-03-19T00:00:00\nname = 'Nyepi'\nkind = 'libur_nasional'\nsource = 'SKB'",
        "[[holidays]]\ndate = 2026-03-19\nname = 'Nyepi'\nkind = 'libur_daerah'\nsource = 'SKB'",
        "[[holidays]]\ndate = 2026-03-19\nname = 'Nyepi'\nkind = 'libur_nasional'",
        "[[holidays]]\ndate = 2026-03-19\nname = 'Nyepi'\nkind = 'libur_nasional'\nsource = 'SKB'\nperkiraan = 'ya'",
        "2026-03-19",
    ],
)
def test_a_holiday_without_date_kind_or_source_is_refused(rows: str) -> None:
    with pytest.raises(AgencyInvalidError):
        agencies.national([rows.encode()])


def test_a_day_that_two_files_claim_is_refused() -> None:
    with pytest.raises(AgencyInvalidError):
        agencies.national([*YEARS, YEARS[0]])


def test_a_regional_list_may_hold_regional_holidays_only() -> None:
    with pytest.raises(AgencyInvalidError):
        agencies.parse((TTG + PILKADA.replace("libur_daerah", "cuti_bersama")).encode())


def test_the_national_list_outranks_the_regional_one() -> None:
    found = made(TTG + PILKADA.replace("2026-11-25", "2026-03-19"))
    nyepi = found.holidays[date(2026, 3, 19)]
    assert isinstance(nyepi, Holiday)
    assert nyepi.kind == "libur_nasional"


def test_a_decree_without_a_number_is_none() -> None:
    assert agencies.parse(TTG.replace('sk = "301 TAHUN 2022"', "", 1).encode()).sk is None

"""What of a person is compared: the same person is found however it was typed, and too little finds nobody."""

import pytest

from engine.domain.cases import person_digests

SAME = [
    ({"nik": "3201 0101 0190 0001"}, {"nik_korban": "3201010101900001"}),
    ({"telepon": "+62 812-3456-7890"}, {"kontak_pelapor": "081234567890"}),
    (
        {"nama": "Siti  Nur'aini", "tanggal_lahir": "1990-01-31"},
        {"nama_korban": "SITI NUR AINI", "tanggal_lahir": "1990-01-31"},
    ),
    ({"nama": "José", "tanggal_lahir": "1990-01-31"}, {"nama": "jose", "tanggal_lahir": "1990-01-31"}),
]
NOBODY = [
    {},
    {"nik": "123"},
    {"telepon": "112"},
    {"nama": "Siti"},
    {"tanggal_lahir": "1990-01-31"},
    {"nama": "...", "tanggal_lahir": "1990-01-31"},
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spelling_does_not_hide_a_person(one: dict[str, str], other: dict[str, str]) -> None:
    marks = set(person_digests.of(one))

    assert marks != set()
    assert marks == set(person_digests.of(other))


@pytest.mark.parametrize("answers", NOBODY)
def test_too_little_finds_nobody(answers: dict[str, str]) -> None:
    assert list(person_digests.of(answers)) == []


def test_different_people_differ() -> None:
    one = set(person_digests.of({"nik": "3201010101900001", "telepon": "081234567890"}))

    assert one.isdisjoint(person_digests.of({"nik": "3201010101900002", "telepon": "081234567891"}))

"""Stored answers in the words of the form that asked."""

import json
from typing import Any

import pytest

from engine.domain.forms import answers_as_text, forms

ZONE = "Asia/Makassar"
OPTIONS = {"values": [{"value": "a", "label": "Pilihan A"}, {"value": 2, "label": "Pilihan dua"}]}
COMPONENTS: list[dict[str, Any]] = [
    {"type": "textfield", "key": "nama", "label": "Nama"},
    {"type": "text", "text": "Penjelasan"},
    {"type": "group", "components": [{"type": "radio", "key": "pilih", "label": "Pilih", **OPTIONS}]},
    {"type": "group", "path": "dalam", "components": [{"type": "textfield", "key": "isi", "label": "Isi"}]},
    {"type": "checklist", "key": "banyak", "label": "Banyak", **OPTIONS},
    {"type": "checkbox", "key": "centang", "label": "Centang"},
    {"type": "number", "key": "angka", "label": "Angka"},
    {"type": "datetime", "key": "tanggal", "subtype": "date", "dateLabel": "Tanggal"},
    {"type": "datetime", "key": "waktu", "subtype": "datetime", "dateTimeLabel": "Waktu"},
    {
        "type": "dynamiclist",
        "path": "rencana",
        "components": [
            {"type": "group", "components": [{"type": "select", "key": "layanan", "label": "Layanan", **OPTIONS}]},
            {"type": "textfield", "key": "siapa", "label": "Siapa"},
        ],
    },
]


@pytest.fixture
def fields() -> tuple[forms.Field, ...]:
    """Give a form with every kind of field."""
    parts = [{"id": f"f{number}", **one} for number, one in enumerate(COMPONENTS)]
    for part in parts:
        for number, one in enumerate(part.get("components", [])):
            one["id"] = f"{part['id']}_{number}"
            for inner in one.get("components", []):
                inner["id"] = f"{one['id']}_dalam"
    return forms.parse(json.dumps({"type": "default", "id": "uji", "components": parts}).encode()).fields


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("nama", "Ani", "Ani"),
        ("nama", "2026-01-02", "2026-01-02"),
        ("nama", "", None),
        ("nama", None, None),
        ("pilih", "a", "Pilihan A"),
        ("pilih", 2, "Pilihan dua"),
        ("pilih", "tidak dikenal", "tidak dikenal"),
        ("dalam.isi", "x", "x"),
        ("banyak", ["a", 2, "z"], ["Pilihan A", "Pilihan dua", "z"]),
        ("banyak", [], None),
        ("centang", True, "Ya"),
        ("centang", False, "Tidak"),
        ("angka", 7, "7"),
        ("angka", 1.5, "1,5"),
        ("tanggal", "2026-03-17", "17 Maret 2026"),
        ("tanggal", "bukan tgl!", "bukan tgl!"),
        ("waktu", "2026-03-17T02:00:00+00:00", "Selasa, 17 Maret 2026 pukul 10.00 WITA"),
        ("waktu", "2026-03-17T02:00:00", "2026-03-17T02:00:00"),
        ("rencana", [{"layanan": "a"}], [{"layanan": "Pilihan A", "siapa": None}]),
        ("dalam", {"isi": "x"}, {"isi": "x"}),
    ],
)
def test_an_answer_is_said_as_people_read_it(
    fields: tuple[forms.Field, ...], path: str, value: object, said: object
) -> None:
    field = answers_as_text.field_at(fields, tuple(path.split(".")))

    assert field is not None
    assert answers_as_text.say(field, value, ZONE) == said


@pytest.mark.parametrize("path", ["lain", "nama.dalam", "dalam.lain", "rencana.lain"])
def test_a_path_that_leads_nowhere_has_no_field(fields: tuple[forms.Field, ...], path: str) -> None:
    assert answers_as_text.field_at(fields, tuple(path.split("."))) is None


def test_every_kind_of_field_has_a_sample_of_the_shape_that_is_said(fields: tuple[forms.Field, ...]) -> None:
    samples = {one.key: answers_as_text.sample(one) for one in fields if one.key is not None}

    assert samples["rencana"] == [{"layanan": "Pilihan A", "siapa": answers_as_text.SAMPLE}] * 2
    assert samples["dalam"] == {"isi": answers_as_text.SAMPLE}
    assert samples["banyak"] == ["Pilihan A", "Pilihan dua"]
    assert (samples["centang"], samples["nama"], samples["tanggal"]) == (
        "Ya",
        answers_as_text.SAMPLE,
        answers_as_text.SAMPLE,
    )


def test_a_choice_without_options_still_has_a_sample() -> None:
    assert answers_as_text.sample(forms.Field(id="f", type="radio", key="k")) == answers_as_text.SAMPLE

"""Stored answers are told with the words of the form that asked."""

import json
from typing import Any

import pytest

from api.web.forms import answered
from engine.domain.forms import forms

YES = [{"value": "ya", "label": "Ya, benar"}, {"value": "tidak_diketahui", "label": "Tidak diketahui"}]
FORM: list[dict[str, Any]] = [
    {"type": "radio", "id": "a", "key": "bahaya", "label": "Ada bahaya?", "values": YES},
    {"type": "checklist", "id": "b", "key": "saluran", "label": "Lewat apa?", "values": YES},
    {"type": "datetime", "id": "c", "key": "hari", "subtype": "date", "label": "Hari apa?"},
    {"type": "datetime", "id": "d", "key": "saat", "subtype": "datetime", "label": "Kapan?"},
    {
        "type": "group",
        "id": "e",
        "label": "Pelapor",
        "components": [{"type": "textfield", "id": "f", "key": "nama_pelapor", "label": "Nama pelapor"}],
    },
    {
        "type": "dynamiclist",
        "id": "g",
        "path": "anak",
        "label": "Anak",
        "components": [{"type": "number", "id": "h", "key": "umur", "label": "Umur"}],
    },
]


@pytest.fixture(scope="module")
def form() -> forms.Form:
    """Give a form with one field of each kind that is told in its own way."""
    schema = {"type": "default", "id": "isian", "schemaVersion": 19, "components": FORM}
    return forms.parse(json.dumps(schema).encode())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"bahaya": "ya"}, ("Ada bahaya?", "Ya, benar")),
        ({"bahaya": "lama"}, ("Ada bahaya?", "lama")),
        ({"saluran": ["ya", "tidak_diketahui"]}, ("Lewat apa?", "Ya, benar, Tidak diketahui")),
        ({"saluran": []}, ("Lewat apa?", "–")),
        ({"hari": "2026-03-17"}, ("Hari apa?", "17 Maret 2026")),
        ({"hari": "kapan saja"}, ("Hari apa?", "kapan saja")),
        ({"saat": "2026-03-17T05:00:00+00:00"}, ("Kapan?", "Selasa, 17 Maret 2026 pukul 12.00 WIB")),
        ({"saat": "2026-03-17T05:00:00"}, ("Kapan?", "2026-03-17T05:00:00")),
        ({"nama_pelapor": "Contoh"}, ("Nama pelapor", "Contoh")),
        ({"anak": [{"umur": 7}]}, ("Anak 1: Umur", "7")),
        ({"kunci_lama": True}, ("Kunci lama", "Ya")),
    ],
)
def test_an_answer_is_told_in_the_forms_words(form: forms.Form, values: dict[str, Any], said: tuple[str, str]) -> None:
    assert answered.answers(form, values, zone="Asia/Jakarta") == (said,)


def test_answers_come_in_the_order_of_the_questions(form: forms.Form) -> None:
    values = {"nama_pelapor": "Contoh", "bahaya": "ya"}

    assert [label for label, _ in answered.answers(form, values, zone="Asia/Jakarta")] == [
        "Ada bahaya?",
        "Nama pelapor",
    ]


def test_answers_without_a_form_are_told_by_their_keys() -> None:
    assert answered.answers(None, {"isi_surat": "x"}, zone="Asia/Jakarta") == (("Isi surat", "x"),)


def test_what_is_known_by_name_is_told_by_whichever_form_asks_for_it(form: forms.Form) -> None:
    values = {"bahaya": "ya", "nama_pelapor": "Contoh", "jenis_kasus": ["kdrt", "fisik"]}
    other = forms.parse(b'{"type": "default", "id": "lain", "schemaVersion": 19, "components": []}')

    found = answered.named([other, form], values, zone="Asia/Jakarta")

    assert found == (("Ada bahaya?", "Ya, benar"), ("Nama pelapor", "Contoh"), ("Jenis kasus", "kdrt, fisik"))

"""Which conditions of a form a page's own script can follow."""

import pytest

from api.web.forms import form_conditions
from api.web.forms.form_conditions import Condition


@pytest.mark.parametrize(
    ("hide", "read"),
    [
        ('= aman != "ya"', Condition(name="s.aman", value="ya", unless=True)),
        ('=aman="tidak"', Condition(name="s.aman", value="tidak")),
        ('= nomor = null or nomor = ""', Condition(name="s.nomor", value="")),
    ],
)
def test_a_comparison_with_a_text_is_followed(hide: str, read: Condition) -> None:
    assert form_conditions.read(hide, prefix="s") == read


@pytest.mark.parametrize(
    "hide",
    [
        '= aman != "ya" or oleh != "wali"',
        "= umur < 18",
        "= alasan = null",
        '= aman = ""',
        '= satu = null or dua = ""',
        'not(aman in ("ya", "tidak"))',
    ],
)
def test_every_other_condition_stays_with_the_server(hide: str) -> None:
    assert form_conditions.read(hide, prefix="s") is None

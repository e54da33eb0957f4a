"""The pages speak Indonesian and English completely: nothing bare in a template, no English missing or left over."""

import re

import pytest

from api.web.words import language
from tests.support.house import page_texts

HOLES = re.compile(r"%\((\w+)\)s")
TAGS = re.compile(r"<[^>]+>")


@pytest.mark.parametrize(("name", "template"), list(page_texts.written()))
def test_a_template_shows_no_text_outside_the_catalogues(name: str, template: str) -> None:
    assert page_texts.bare(template) == [], name


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    written = page_texts.of_templates() | page_texts.of_python()

    english = set(language.catalogue("en"))

    assert written - english == set()
    assert english - written == set()


@pytest.mark.parametrize(("text", "said"), list(language.catalogue("en").items()))
def test_a_translation_keeps_what_is_put_in_and_the_markup(text: str, said: str | list[str]) -> None:
    for one in [said] if isinstance(said, str) else said:
        assert (sorted(HOLES.findall(one)), TAGS.findall(one)) == (sorted(HOLES.findall(text)), TAGS.findall(text))
        assert one.strip()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Halo</p>", ["Halo"]),
        ('<nav aria-label="Utama">{{ _("Halo") }}</nav>', ["Utama"]),
        ("{% trans %}Halo{% endtrans %} {# Komentar #} · {{ name }}", []),
    ],
)
def test_a_bare_text_is_found(template: str, found: list[str]) -> None:
    assert page_texts.bare(template) == found

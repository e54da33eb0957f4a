"""The pages in two languages: Indonesian as it is written in templates and views, English from ``catalogues/en``.

A text is looked up by its Indonesian sentence, as gettext does; ``%(name)s`` stands for what is put in, and a percent
sign is written twice. ``tests/house/test_catalogues.py`` holds that every page text has its English, and that no
English is left over.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from flask import Flask, has_request_context, request
from werkzeug.wrappers import Response

LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "bahasa"
_SPOKEN = "lindung.language"
KEPT_SECONDS = 365 * 24 * 3600
CATALOGUES = Path(__file__).parent.parent / "catalogues"


class Sentences(Protocol):
    """What refusals and permissions say in both languages."""

    @property
    def sentence_id(self) -> str: ...
    @property
    def sentence_en(self) -> str: ...


def language() -> str:
    """Give the code of the language that the reader chose; Indonesian for who chose none."""
    if not has_request_context():
        return "id"
    kept: str | None = request.environ.get(_SPOKEN)  # a page asks some 500 times
    if kept is None:
        chosen = request.cookies.get(COOKIE, "")
        kept = request.environ[_SPOKEN] = chosen if chosen in LANGUAGES else "id"
    return kept


def keep(answer: Response, chosen: str, *, secure: bool) -> None:
    """Let this browser speak the language from now on."""
    answer.set_cookie(COOKIE, chosen, max_age=KEPT_SECONDS, secure=secure, httponly=True, samesite="Lax")


def mark(text: str) -> str:
    """Name a text of the catalogue where it is only kept; it is said later."""
    return text


def say(text: str, **values: object) -> str:
    """Say a text in the language that is spoken, with the values put in."""
    return _gettext(text) % values


def count(text: str, number: int) -> str:
    """Say a text about so many things; ``%(n)s`` is the number."""
    return _ngettext(text, text, number) % {"n": number}


def sentence(said: Sentences) -> str:
    """Give the sentence in the language that is spoken."""
    return said.sentence_en if language() == "en" else said.sentence_id


@cache
def catalogue(language: str) -> Mapping[str, str | list[str]]:
    """Give a language's texts by their Indonesian ones; a pair is what is said of one and of many.

    ValueError for a text that stands in two files: they would drift apart.
    """
    texts: dict[str, str | list[str]] = {}
    for path in sorted((CATALOGUES / language).glob("*.toml")):
        found = tomllib.loads(path.read_text())
        if twice := sorted(texts.keys() & found.keys()):
            raise ValueError(f"{path.name}: already in another catalogue: {', '.join(twice)}")
        texts |= found
    return texts


def register(app: Flask) -> None:
    """Let templates use ``_``, ``ngettext`` and ``{% trans %}``."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)
    app.jinja_env.filters["sentence"] = sentence


def _gettext(text: str) -> str:
    """Look a text up; one that the catalogue lacks stays Indonesian."""
    found = catalogue(language()).get(text, text)
    return found if isinstance(found, str) else found[-1]


def _ngettext(text: str, _many: str, number: int) -> str:
    """Look up what is said of so many; Indonesian has one form for all."""
    found = catalogue(language()).get(text, text)
    return found if isinstance(found, str) else found[0 if number == 1 else -1]

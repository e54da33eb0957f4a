"""Texts in the language that the reader chose."""

from pathlib import Path

import pytest
from flask import Flask

from api import refusals
from api.web.words import language


@pytest.fixture
def app() -> Flask:
    """Give an application: the language is the request's."""
    return Flask("texts")


def test_without_a_reader_indonesian_is_spoken() -> None:
    assert (language.language(), language.say("Tugas"), language.count("%(n)s jam", 1)) == ("id", "Tugas", "1 jam")


@pytest.mark.parametrize(("cookie", "said"), [("en", "Tasks"), ("id", "Tugas"), ("xx", "Tugas"), ("", "Tugas")])
def test_the_reader_chooses_the_language(app: Flask, cookie: str, said: str) -> None:
    with app.test_request_context(headers={"Cookie": f"bahasa={cookie}"}):
        assert language.say("Tugas") == said


@pytest.mark.parametrize(("number", "said"), [(1, "1 hour"), (2, "2 hours"), (0, "0 hours")])
def test_english_tells_one_from_many(app: Flask, number: int, said: str) -> None:
    with app.test_request_context(headers={"Cookie": "bahasa=en"}):
        assert language.count("%(n)s jam", number) == said
        assert language.say("%(n)s jam", n=number) == f"{number} hours"


@pytest.mark.parametrize(("cookie", "said"), [("en", "sentence_en"), ("id", "sentence_id")])
def test_a_refusal_speaks_the_readers_language(app: Flask, cookie: str, said: str) -> None:
    with app.test_request_context(headers={"Cookie": f"bahasa={cookie}"}):
        assert language.sentence(refusals.PathMissingError()) == getattr(refusals.PathMissingError, said)


def test_a_text_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xx").mkdir()
    for name in ("a", "b"):
        (tmp_path / "xx" / f"{name}.toml").write_text('"Ya" = "Yes"')
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)

    with pytest.raises(ValueError, match=r"b\.toml.*Ya"):
        language.catalogue("xx")

"""The head of a letter, ``documents/<id>.toml``: its title, register, answers and who signs it.

A letter is two files of the same name. The head names each value that the text needs and the form field which answers
it; the text, a typst template, knows the values by those names only. So a procedure with other forms replaces the head
alone.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import LindungError

BASES = frozenset({"C", "T", "L", "P"})
SIGNERS = frozenset({"maker", "second"})
READINGS, RECIPIENTS = "pembacaan", "penerima"
RECORDS = frozenset({READINGS, RECIPIENTS})
"""What the program itself tells a letter of its case: who read it, and to whom it was sent."""
_KNOWN = {"title", "series", "basis", "clauses", "second_signature", "answers", "records", "signatures"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# The series stands between slashes of a number that people write and type.
_SERIES = re.compile(r"[A-Z][A-Z0-9-]{0,19}")


class LetterInvalidError(LindungError):
    """The head of the letter (its .toml file) is not valid. Check the named part.

    ``ids`` name the key that is missing, unknown or wrong.
    """

    code = "letter_invalid"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a form, and the path of a field in it."""

    form: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        """Give it as the head writes it."""
        return ".".join((self.form, *self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A place to sign: the line above it, and whose name stands below.

    ``by`` is ``maker`` (who completed the step) or ``second`` (who signs after them); else ``name`` is the answer that
    holds the name. Where both are None the name is left to be written by hand.
    """

    label: str
    by: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says about itself.

    ``series`` is its register within the agency. ``basis`` says why it exists (C clause, T implied, L law, P proposal),
    ``clauses`` name the clauses that speak of it. ``second_signature`` is the role of whoever must sign beside its
    maker, None where nobody must. ``answers`` gives for each value the fields that may answer it, first one first;
    ``records`` names the values that the program tells, some of RECORDS.
    """

    title: str
    series: str
    basis: str
    clauses: tuple[str, ...]
    second_signature: str | None
    answers: Mapping[str, tuple[Source, ...]]
    records: tuple[str, ...]
    signatures: tuple[Signature, ...]

    @property
    def form_ids(self) -> frozenset[str]:
        """Give the forms that it needs."""
        return frozenset(source.form for sources in self.answers.values() for source in sources)


def folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the files of a bundle's letters by name; a procedure's own file stands in for the shared one of its name.

    They lie side by side: what a folder below holds is no letter's.
    """
    found: dict[str, bytes] = {}
    for home in ("shared/documents/", "documents/"):
        named = {path.removeprefix(home): data for path, data in files.items() if path.startswith(home)}
        found |= {name: data for name, data in named.items() if "/" not in name}
    return found


def parse(data: bytes) -> Letter:
    """Read the head of a letter; LetterInvalidError when it is not one."""
    raw = _toml(data)
    unknown = sorted(set(raw) - _KNOWN)
    if unknown:
        raise LetterInvalidError(key=unknown[0])
    answers = _answers(raw.get("answers", {}))
    records = _texts(raw, "records")
    if not RECORDS.issuperset(records) or not answers.keys().isdisjoint(records):
        raise LetterInvalidError(key="records")
    second = _text(raw, "second_signature") if "second_signature" in raw else None
    return Letter(
        title=_text(raw, "title"),
        series=_matching(raw, "series", _SERIES),
        basis=_one_of(raw, "basis", BASES),
        clauses=_texts(raw, "clauses"),
        second_signature=second,
        answers=answers,
        records=records,
        signatures=_signatures(raw.get("signatures", []), answers, second=second),
    )


def _toml(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode())
    except ValueError:  # covers both a wrong encoding and a TOML error
        raise LetterInvalidError(key="toml") from None


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise LetterInvalidError(key=key)
    return value


def _matching(raw: Mapping[str, Any], key: str, pattern: re.Pattern[str]) -> str:
    value = _text(raw, key)
    if not pattern.fullmatch(value):
        raise LetterInvalidError(key=key)
    return value


def _one_of(raw: Mapping[str, Any], key: str, known: frozenset[str]) -> str:
    value = _text(raw, key)
    if value not in known:
        raise LetterInvalidError(key=key)
    return value


def _texts(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise LetterInvalidError(key=key)
    return tuple(value)


def _answers(raw: Any) -> dict[str, tuple[Source, ...]]:
    if not isinstance(raw, dict):
        raise LetterInvalidError(key="answers")
    return {name: _sources(name, value) for name, value in raw.items()}


def _sources(name: str, value: Any) -> tuple[Source, ...]:
    """Read one field or a list of them; the text of the letter names the value, so the name is an identifier."""
    texts = [value] if isinstance(value, str) else value
    if not _NAME.fullmatch(name) or not isinstance(texts, list) or not texts:
        raise LetterInvalidError(key=f"answers.{name}")
    return tuple(_source(name, text) for text in texts)


def _source(name: str, text: Any) -> Source:
    form, *path = text.split(".") if isinstance(text, str) else ("",)
    if not form or not path or not all(path):
        raise LetterInvalidError(key=f"answers.{name}")
    return Source(form, tuple(path))


def _signatures(raw: Any, answers: Mapping[str, Any], *, second: str | None) -> tuple[Signature, ...]:
    if not isinstance(raw, list) or not all(isinstance(row, dict) and not set(row) - _PLACE for row in raw):
        raise LetterInvalidError(key="signatures")
    found = tuple(_signature(row) for row in raw)
    named = all(one.name is None or one.name in answers for one in found)
    # Who must sign has exactly one place, and nobody else has it.
    places = [one for one in found if one.by == "second"]
    if not named or len(places) != (0 if second is None else 1):
        raise LetterInvalidError(key="signatures")
    return found


_PLACE = {"label", "by", "name"}


def _signature(row: Mapping[str, Any]) -> Signature:
    by, name = row.get("by"), row.get("name")
    if by is not None and (by not in SIGNERS or name is not None):
        raise LetterInvalidError(key="signatures")
    return Signature(label=_text(row, "label"), by=by, name=name)

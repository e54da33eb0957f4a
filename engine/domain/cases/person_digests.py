"""What of a person is compared to find a double report: written so that spelling does not matter, and nothing more."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from engine.domain import vocabulary

NAMES = (vocabulary.NAME, vocabulary.VICTIM_NAME)
NIKS = (vocabulary.NIK, vocabulary.VICTIM_NIK)
BIRTHS = (vocabulary.BIRTH,)
PHONES = (vocabulary.PHONE, vocabulary.VICTIM_PHONE, vocabulary.REPORTER_PHONE)
_NIK_DIGITS = 16
_SHORTEST_PHONE = 9


def of(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give (kind, comparable text) of everything in a person's answers that can be compared."""
    nik = _digits(_first(answers, NIKS))
    if len(nik) == _NIK_DIGITS:
        yield "nik", nik
    for key in PHONES:
        number = phone(str(answers.get(key) or ""))
        if number:
            yield "phone", number
    name, birth = _name(_first(answers, NAMES)), _first(answers, BIRTHS)
    if name and birth:
        yield "name_birth", f"{name}|{birth[:10]}"


def phone(text: str) -> str:
    """Give the digits of a number as it is dialled in Indonesia; empty when too short to tell people apart."""
    digits = _digits(text)
    local = "0" + digits[2:] if digits.startswith("62") else digits
    return local if len(local) >= _SHORTEST_PHONE else ""


def _first(answers: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(answers[key]) for key in keys if answers.get(key)), "")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdigit())


def _name(text: str) -> str:
    """Give a name in small letters without accents, signs and doubled spaces."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char))))

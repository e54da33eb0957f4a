"""A scenario told anew: on other days, of other invented people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

PLANTS = (
    "Melati Cempaka Kenanga Anggrek Kemuning Tokoh Seruni Dahlia Teratai Mawar Melur Sakura Flamboyan Asoka Bakung "
    "Bugenvil Edelweis Gardenia Jatimala Kaktus Kamboja Lavendel Lili Lotus Mahoni Matahari Nusa Palem Pandan Puspa "
    "Rafflesia Sedap Soka Sulur Tanjung Tulip Wijaya Zinia"
)
NAMES = tuple(PLANTS.split())
"""What invented people are called after ``Contoh``."""

NAME = re.compile(r"\bContoh ([A-Z][a-z]+)\b")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}.*)?")
NUMBER = re.compile(r"\b(0000\d{8}|0812 0000 )\d{4}\b")
"""An identity number of no region, or a telephone number of nobody."""

LONG_AGO = timedelta(days=366)
"""Days further back, such as a birth date, belong to the person and not to the story."""


def retold(said: Mapping[str, Any], *, begins: date, later: timedelta, turn: int) -> Mapping[str, Any]:
    """Give what a scenario says, so much later, of the people of the ``turn``-th telling.

    ``begins`` is the day of its report. Days without a time move by whole days, never beyond their moments.
    """
    return cast("Mapping[str, Any]", _retold(said, _Turn(begins=begins, later=later, number=turn)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    begins: date
    later: timedelta
    number: int

    def day(self, day: date) -> date:
        return day + timedelta(days=self.later.days) if day >= self.begins - LONG_AGO else day

    def name(self, found: re.Match[str]) -> str:
        known = found[1] in NAMES
        return f"Contoh {NAMES[(NAMES.index(found[1]) + self.number) % len(NAMES)]}" if known else found[0]

    def text(self, text: str) -> str:
        told = DAY.fullmatch(text)
        if told is not None:
            return self.day(date.fromisoformat(told[1])).isoformat() + (told[2] or "")
        return NUMBER.sub(lambda found: f"{found[1]}{self.number:04d}", NAME.sub(self.name, text))


def _retold(value: Any, turn: _Turn) -> Any:
    match value:
        case dict():
            return {key: _retold(one, turn) for key, one in value.items()}
        case list():
            return [_retold(one, turn) for one in value]
        case str():
            return turn.text(value)
        case datetime():
            return value + turn.later
        case date():
            return turn.day(value)
        case _:
            return value

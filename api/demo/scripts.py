"""What can happen in a demonstration: the procedures' scenarios, on other days and of other invented people.

The format of scenarios is explained in workflows/README.md; what they expect is the tests' concern and is left out.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from engine.domain.policy import procedures
from engine.services.policy import definitions

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One scenario; ``procedure`` is the key of the procedure that it plays."""

    name: str
    procedure: str
    said: Mapping[str, Any]

    @property
    def channel(self) -> str | None:
        """Give the channel by which its report arrives; None when it goes on with a case, or is an overlay's."""
        return cast("str | None", self.said.get("channel"))

    @property
    def after(self) -> str | None:
        """Give the name of the script whose case it goes on with."""
        return cast("str | None", self.said.get("after"))

    @property
    def begins(self) -> datetime:
        """Give the moment of the report, or of the first step where it goes on with a case."""
        return cast("datetime", self.said.get("received_at", self.said["steps"][0]["at"]))

    @property
    def chooses_readings(self) -> bool:
        """Tell whether somebody chooses a reading in it: that holds for a whole agency, so it is told once."""
        return "readings" in self.said or any(step["do"] == "choose" for step in self.said["steps"])

    def retold(self, *, later: timedelta, turn: int) -> Mapping[str, Any]:
        """Give what happens when it is told so much later, of the people of the ``turn``-th telling.

        Days without a time move by whole days, never beyond their moments.
        """
        return cast("Mapping[str, Any]", _retold(self.said, _Turn(begins=self.begins.date(), later=later, number=turn)))


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


def read(workflows_dir: Path) -> tuple[Script, ...]:
    """Give the scripts of all procedures and overlays of a workflows folder, by name."""
    found = []
    for folder in definitions.folders(workflows_dir):
        key = procedures.parse((folder / "procedure.toml").read_bytes()).key
        for path in sorted(folder.glob("scenarios/*.toml")):
            name = f"{folder.relative_to(workflows_dir).as_posix()}/{path.stem}"
            found.append(Script(name=name, procedure=key, said=tomllib.loads(path.read_text(encoding="utf-8"))))
    return tuple(found)


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

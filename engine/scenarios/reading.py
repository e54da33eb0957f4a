"""Scenarios as their files say them: who does what when in a procedure, and what must come of it.

The format is explained in workflows/README.md.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from engine import errors
from engine.domain.policy import procedures
from engine.scenarios import retelling
from engine.services.policy import definitions

BEGINNING = "mulai"
"""Stands for the report, where what is open is told after each step."""


class ScenarioStuckError(errors.LindungError):
    """The scenario cannot go on: the named step cannot be taken as it is written."""

    code = "scenario_stuck"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``said`` is the file's own table of it, whose keys depend on ``do``."""

    said: Mapping[str, Any]

    @property
    def at(self) -> datetime:
        """Give the moment of the step."""
        return cast("datetime", self.said["at"])

    @property
    def do(self) -> str:
        """Give complete, run_due, message, choose or cancel."""
        return str(self.said["do"])

    @property
    def task(self) -> str:
        """Give the element whose open task is completed; empty where none is."""
        return self.said["task"] if self.do == "complete" else ""

    @property
    def label(self) -> str:
        """Name the step as a reader of the scenario finds it."""
        what = next((str(self.said[key]) for key in ("task", "message", "reading") if key in self.said), "")
        return f"{self.at:%d %H:%M} {self.do} {what}".strip()

    def stuck(self, reason: str) -> ScenarioStuckError:
        """Give the error that says why this step cannot be taken."""
        return ScenarioStuckError(step=self.label, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One scenario; ``name`` is its folder below the workflows folder and its file without ending.

    ``procedure`` is the key of the procedure or overlay that it tells of, ``overlay`` when that one begins, ``finding``
    the start event at which the follow-up of a finding does; ``said`` is the whole file.
    """

    name: str
    procedure: str
    said: Mapping[str, Any]
    overlay: procedures.Overlay | None = None
    finding: str | None = None

    @property
    def folder(self) -> str:
        """Give the folder of its procedure, such as ``overlays/kebocoran_data``."""
        return self.name.rpartition("/")[0]

    @cached_property
    def steps(self) -> Sequence[Step]:
        """Give the steps after the report."""
        return tuple(Step(one) for one in self.said["steps"])

    @property
    def agency(self) -> str:
        """Give the code of the agency in which it happens."""
        return str(self.said["agency"])

    @property
    def channel(self) -> str | None:
        """Give the channel by which its report arrives; None when no report opens it."""
        return self.said.get("channel")

    @property
    def after(self) -> str | None:
        """Give the name of the scenario whose case it goes on with."""
        return self.said.get("after")

    @property
    def begins(self) -> datetime:
        """Give the moment of the report, or of the first step where it goes on with a case."""
        return self.said["received_at"] if "received_at" in self.said else self.steps[0].at

    @property
    def readings(self) -> Sequence[Mapping[str, Any]]:
        """Give the readings that were chosen before its report: ambiguity, reading, valid_from, valid_to."""
        return tuple(self.said.get("readings", ()))

    @property
    def chooses_readings(self) -> bool:
        """Tell whether somebody chooses a reading in it: that holds for a whole agency, so it is told once."""
        return bool(self.readings) or any(step.do == "choose" for step in self.steps)

    @property
    def expected_open(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give (step, elements of the open tasks) for the report and every step."""
        start = (BEGINNING, tuple(sorted(self.said["start"]["open"])))
        return (start, *((step.label, tuple(sorted(step.said["open"]))) for step in self.steps))

    @property
    def expected_clocks(self) -> Sequence[Mapping[str, Any]]:
        """Give what is said of each clock that must have run; ``Clock.told`` gives the same of one that did."""
        return tuple(self.said["expect"]["sla"])

    def retold(self, *, later: timedelta, turn: int) -> "Scenario":
        """Give it as it happens so much later, to the people of the ``turn``-th telling.

        Days without a time move by whole days, never beyond their moments.
        """
        return replace(self, said=retelling.retold(self.said, begins=self.begins.date(), later=later, turn=turn))


def load(workflows_dir: Path, name: str) -> Scenario:
    """Read a scenario by its name; FileNotFoundError, or ProcedureInvalidError where its procedure has no head."""
    folder, _, file = name.rpartition("/")
    head = procedures.parse((workflows_dir / folder / "procedure.toml").read_bytes())
    text = (workflows_dir / folder / "scenarios" / f"{file}.toml").read_text(encoding="utf-8")
    return Scenario(name=name, procedure=head.key, said=tomllib.loads(text), overlay=head.overlay, finding=head.finding)


def read(workflows_dir: Path) -> tuple[Scenario, ...]:
    """Give the scenarios of all procedures and overlays of a workflows folder, by name."""
    found = (folder.relative_to(workflows_dir).as_posix() for folder in definitions.folders(workflows_dir))
    return tuple(load(workflows_dir, name) for folder in found for name in names(workflows_dir, [folder]))


def names(workflows_dir: Path, folders: Iterable[str]) -> tuple[str, ...]:
    """Give the names of all scenarios of some procedures of a workflows folder, sorted."""
    found = ((folder, workflows_dir / folder / "scenarios") for folder in folders)
    return tuple(sorted(f"{name}/{path.stem}" for name, folder in found for path in folder.glob("*.toml")))

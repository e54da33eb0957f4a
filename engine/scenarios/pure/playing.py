"""Plays a scenario by the runner alone: the same steps, and the same result, as through the services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.domain.time.sla_clocks import SlaClock
from engine.scenarios import played
from engine.scenarios.played import Clock, Played
from engine.scenarios.pure import stage as stages
from engine.scenarios.pure.case import Case
from engine.scenarios.pure.instance import Instance
from engine.scenarios.pure.stage import Stage
from engine.scenarios.reading import BEGINNING, Scenario, ScenarioStuckError, Step


@dataclass
class _Play:
    """One scenario while it is played; ``mine`` are the instances of its procedure, the newest last."""

    scenario: Scenario
    case: Case
    mine: list[Instance]
    seen: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def now(self) -> Instance:
        return self.mine[-1]

    def to_the_end(self) -> None:
        """Take every step, and look after each."""
        self._look(BEGINNING)
        for step in self.scenario.steps:
            self.case.now = step.at
            self._deeds[step.do](step)
            if self.now.status != "active":
                self.mine += active(self.case, self.scenario.procedure)
            self._look(step.label)

    def result(self) -> Played:
        """Tell what came of it."""
        books = [one.state.book for one in self.mine if one.state is not None]
        return Played(
            open=tuple(self.seen),
            clocks=played.by_milestone(_clock(one) for book in books for one in book.clocks),
            state=played.RUNNING if self.now.status == "active" else self.now.status,
            ends=tuple(end for one in self.mine for end in one.ends),
            risk=self.case.risk,
            variables=played.of_case(self.now.variables),
        )

    def _look(self, label: str) -> None:
        self.seen.append((label, tuple(sorted(task.element_id for task in self.now.tasks.values()))))

    @property
    def _deeds(self) -> Mapping[str, Callable[[Step], None]]:
        return {
            "complete": self._complete,
            "run_due": lambda _step: self.case.run_due(),
            "message": lambda step: self.case.deliver(
                step.said["message"], step.said["variables"], role=step.said["by"]
            ),
            "choose": self._choose,
            "cancel": lambda step: self.case.call_off(self.now, step.said["reason_code"]),
        }

    def _complete(self, step: Step) -> None:
        task = next((one for one in self.now.tasks.values() if one.element_id == step.task), None)
        if task is None:
            raise step.stuck("task_not_open")
        if task.role != step.said["by"]:
            raise step.stuck("task_of_another_role")
        self.case.complete(self.now, task, step.said["form"], role=task.role)

    def _choose(self, step: Step) -> None:
        chosen = {key: step.said[key] for key in ("ambiguity", "reading", "valid_to")}
        self.case.choose(self.scenario.procedure, **chosen, valid_from=None)
        self.case.run_due()


def play(scenario: Scenario, stage: Stage, *, load: Callable[[str], Scenario]) -> Played:
    """Play a scenario to its end on a stage on which its procedure is in force.

    ``load`` gives a scenario by name: one that goes on with a case needs the one before. Raises ScenarioStuckError,
    NeedsServicesError, and whatever forms, the consent gate or the runner refuse.
    """
    told = _played(scenario, stage, load)
    return told.result()


def active(case: Case, procedure: str) -> list[Instance]:
    """Give the active instances of a procedure on a case."""
    return [one for one in case.instances if one.key == procedure and one.status == "active"]


def _played(scenario: Scenario, stage: Stage, load: Callable[[str], Scenario]) -> _Play:
    if scenario.after is not None:
        case = _played(load(scenario.after), stage, load).case
        case.run_due()
    else:
        case = _begun(scenario, stage)
    mine = [one for one in case.instances if one.key == scenario.procedure]
    if not mine:
        raise ScenarioStuckError(step=BEGINNING, reason="nothing_began")
    told = _Play(scenario=scenario, case=case, mine=mine[-1:])
    told.to_the_end()
    return told


def _begun(scenario: Scenario, stage: Stage) -> Case:
    """Open the case as its report says; an overlay is laid on one that does nothing else, a finding has its file."""
    case = Case(stage=stage, agency=scenario.agency, now=scenario.begins)
    for chosen in scenario.readings:
        case.choose(scenario.procedure, **chosen)
    start, overlay = scenario.said["start"], scenario.overlay
    if scenario.finding is not None:
        case.follow(stage.procedures[scenario.procedure], scenario.finding)
        return case
    given = {"received_at": scenario.begins, "variables": start["variables"]}
    if overlay is None:
        report = {"channel": scenario.said["channel"], "form": start["form"]}
        case.report(stage.procedures[scenario.procedure], **report, **given)
        return case
    case.report(stages.host(scenario.agency), channel="datang", form={}, **given)
    if overlay.message is not None:
        case.deliver(overlay.message, {}, role="penyelia")
    return case


def _clock(clock: SlaClock) -> Clock:
    return Clock(
        milestone=clock.milestone,
        state=clock.state,
        due_at=clock.due_at,
        breached=clock.breached_at is not None,
        warned=tuple(sorted(clock.warned)),
    )

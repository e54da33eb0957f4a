"""Scenarios through the services: with people, rights, checks and the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.domain.policy.procedures import Overlay
from engine.scenarios import auditing, played
from engine.scenarios.hands import SUPERVISOR, Hands, OnCase
from engine.scenarios.played import Played
from engine.scenarios.reading import BEGINNING, Scenario
from engine.services.audit import history
from engine.services.messages import messages
from engine.services.time import sla_clocks
from engine.services.time.results import SlaClockView
from engine.services.user_tasks.results import InstanceView
from engine.services.verification.results import HistoryEventView

HOST_CHANNEL = "datang"
"""By it the report arrives of a case that an overlay is laid on."""

Watch = Callable[[str, InstanceView], None]
"""Is told after the start and after each step which step it was, and how the instance stands."""

LIMIT = 1000
OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """A scenario that was played through the services: what came of it, and the case as it stands there.

    ``histories`` gives the events by instance, of those of the scenario's procedure on the case, in their order;
    ``instance`` is the last of them.
    """

    scenario: Scenario
    open: tuple[tuple[str, tuple[str, ...]], ...]
    instance: InstanceView
    histories: Mapping[str, tuple[HistoryEventView, ...]]
    clocks: tuple[SlaClockView, ...]

    @property
    def events(self) -> tuple[HistoryEventView, ...]:
        """Give the events of all its instances, one instance after the other."""
        return tuple(event for events in self.histories.values() for event in events)

    @property
    def result(self) -> Played:
        """Give what came of it, as the runner alone gives it too."""
        state = self.instance.state
        return Played(
            open=self.open,
            clocks=self._clocks(),
            state=played.RUNNING if state == "active" else state,
            ends=tuple(self.effects("ended")),
            risk=self.instance.risk,
            variables=played.of_case(self._variables()),
        )

    def effects(self, name: str) -> list[Any]:
        """Give the effects of one kind in the order of the history."""
        return effects(self.events, name)

    def _clocks(self) -> tuple[played.Clock, ...]:
        opened = [
            (instance_id, clock_id)
            for instance_id, events in self.histories.items()
            for clock_id, change, _ in effects(events, "sla")
            if change == OPENED
        ]
        known = {(clock.process_instance, clock.id): clock for clock in self.clocks}
        return played.by_milestone(_clock(known[one]) for one in opened)

    def _variables(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.histories[self.instance.id]:
            found = after(found, event)
        return found


@dataclass
class _Play:
    """One scenario while it is played."""

    scenario: Scenario
    hands: Hands
    clock: FixedClock
    case: OnCase
    watch: Watch | None = None
    seen: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def to_the_end(self) -> Performance:
        """Take every step from the first task on and look at what came of it."""
        self._look(BEGINNING)
        for step in self.scenario.steps:
            self.clock.moment = step.at
            self.hands.take(self.case, self.scenario.procedure, step)
            self._follow()
            self._look(step.label)
        return self._performance()

    def _follow(self) -> None:
        """Go on with the instance that began on the same case when the one before was over, such as a case reopened."""
        if self._now().state != "active":
            self.hands.find_active(self.case, self.scenario.procedure)

    def _look(self, label: str) -> None:
        now = self._now()
        if now.id not in self.ids:
            self.ids.append(now.id)
        self.seen.append((label, tuple(sorted(task.element_id for task in now.open_user_tasks))))
        if self.watch is not None:
            self.watch(label, now)

    def _now(self) -> InstanceView:
        return self.hands.look(self.case, self.scenario.procedure)

    def _performance(self) -> Performance:
        with self.hands.runtime.transaction(self.case.reader) as tx:
            histories = {one: history.events(tx, one, limit=LIMIT).items for one in self.ids}
            clocks = sla_clocks.search(tx, case_number=self.case.number, limit=LIMIT).items
        return Performance(
            scenario=self.scenario,
            open=tuple(self.seen),
            instance=self._now(),
            histories=histories,
            clocks=tuple(clock for clock in clocks if clock.process_instance in self.ids),
        )


def play(
    scenario: Scenario,
    *,
    hands: Hands,
    clock: FixedClock,
    person: Callable[[str, str], actors.Actor],
    load: Callable[[str], Scenario],
    host: str = "",
    watch: Watch | None = None,
) -> Performance:
    """Play a scenario to its end on an installation whose clock this is, and in which its procedures are in force.

    ``person`` gives who holds a role in an agency. ``load`` gives a scenario by name: one that goes on with a case
    needs the one before. ``host`` is the key of the procedure on whose cases overlays are laid and findings are made.
    ``watch`` sees every step. Raises ScenarioStuckError, and whatever the services refuse.
    """
    case = OnCase(agency=scenario.agency, people=lambda role: person(role, scenario.agency))
    if scenario.after is not None:
        before = play(load(scenario.after), hands=hands, clock=clock, person=person, load=load)
        case.number = before.instance.case_number
        hands.run_due()
        hands.find_active(case, scenario.procedure)
    elif scenario.finding is not None:
        clock.moment = scenario.begins
        auditing.send_finding(hands, case, procedure=scenario.procedure, host=host, channel=HOST_CHANNEL)
    elif scenario.overlay is not None:
        clock.moment = scenario.begins
        _lay(scenario, scenario.overlay, hands=hands, case=case, host=host)
    else:
        clock.moment = scenario.begins
        hands.report(case, scenario)
    return _Play(scenario=scenario, hands=hands, clock=clock, case=case, watch=watch).to_the_end()


def effects(events: Iterable[HistoryEventView], name: str) -> list[Any]:
    """Give the effects of one kind in the order of the history."""
    return [effect for event in events for effect in event.data.get("effects", {}).get(name, [])]


def after(variables: Mapping[str, Any], event: HistoryEventView) -> dict[str, Any]:
    """Give the process variables after an event."""
    gone, new = event.data.get("before", {}), event.data.get("after", {})
    return {**{name: value for name, value in variables.items() if name not in gone}, **new}


def _lay(scenario: Scenario, overlay: Overlay, *, hands: Hands, case: OnCase, host: str) -> None:
    """Begin an overlay on a case of a procedure that does nothing else."""
    variables = scenario.said["start"]["variables"]
    hands.register(case, host, channel=HOST_CHANNEL, received_at=scenario.begins, variables=variables, form={})
    if overlay.message is not None:
        with hands.runtime.transaction(case.people(SUPERVISOR)) as tx:
            messages.deliver(tx, name=overlay.message, case_number=case.number, variables={})
    hands.find_active(case, scenario.procedure)


def _clock(view: SlaClockView) -> played.Clock:
    return played.Clock(
        milestone=view.milestone,
        state=view.state,
        due_at=view.due_at,
        breached=view.breached_at is not None,
        warned=tuple(sorted(view.warned)),
    )

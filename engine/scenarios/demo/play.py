"""Plays a plan: everybody's deeds of a year in the order in which they happen, each through the services.

The clock stops wherever something comes due between two deeds, as it would in a service that runs. What a scenario says
is done if it can be done: where a real holiday moved a due day, or another agency answered, people act on what is so.
"""

import heapq
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.scenarios.demo.deeds import Case, Deed, Doer, Outcome
from engine.scenarios.demo.plan import Story
from engine.scenarios.hands import SUPERVISOR, Hands
from engine.scenarios.reading import Scenario
from engine.services.cases import instances
from engine.services.policy.seed import Staff
from engine.services.running import timers
from engine.services.user_tasks.results import InstanceView

PAUSE = timedelta(minutes=5)
"""How long after the step before a step is taken whose own moment has passed."""

PATIENCE = 14
"""How many mornings people look whether what they wait for has come, before they go on with something else."""

CLAIMED = 0.6
"""The share of the tasks waiting at the end that somebody has taken."""

DAY = timedelta(days=1)
ROUND = (1, 2, 3)
"""After how many days people look again for work of which no scenario speaks, such as answering a warning."""

WATCH = actors.system("timers")
"""Who looks what comes due next."""

NEWEST = 10
"""How many new instances one deed or one moment may bring about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The result of a play: cases (those that agencies sent each other included), deeds done and deeds left out."""

    cases: int
    done: int
    left_out: int


@dataclass
class _Thread:
    """Deeds that follow each other; ``waited`` is for how many days the next one has been waited for."""

    case: Case
    deeds: Sequence[tuple[datetime, Deed]]
    next: int = 0
    waited: int = 0


class Player:
    """Plays one plan on an empty installation whose clock it holds."""

    def __init__(
        self,
        runtime: Runtime,
        clock: FixedClock,
        *,
        staff: Staff,
        scenarios: tuple[Scenario, ...],
        chance: random.Random,
        run_due: Callable[[], None],
    ) -> None:
        """Keep what the play needs; ``play`` begins it. ``run_due`` does everything that is due by now."""
        self._runtime, self._clock, self._staff = runtime, clock, staff
        self._scenarios, self._chance = scenarios, chance
        self._supervisors = {agency: held[0] for (agency, role), held in staff.items() if role == SUPERVISOR}
        agencies = sorted(self._supervisors)
        # Time passes between deeds, as it would: a scenario's own waiting has nothing to do.
        hands = Hands(runtime=runtime, run_due=_nothing)
        self._hands, self._run_due = Doer(hands=hands, agencies=agencies, chance=chance), run_due
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._cases: dict[str, Case] = {}
        self._known: set[str] = set()
        self._counts = dict.fromkeys(Outcome, 0)
        self._book = _book(scenarios)

    def play(self, stories: Iterable[Story], *, until: datetime, tell: Callable[[datetime], None]) -> Played:
        """Play the stories up to a moment, and tell before each deed when it happens."""
        for story in stories:
            self._expect(story)
        while self._queue and self._queue[0][0] <= until:
            moment, _, act = heapq.heappop(self._queue)
            self._pass_time(moment)
            tell(moment)
            act()
        self._pass_time(until)
        for case in self._cases.values():
            self._hands.take_up(case, share=CLAIMED)
        done, left_out = self._counts[Outcome.DONE], self._counts[Outcome.LEFT_OUT]
        return Played(cases=len(self._cases), done=done, left_out=left_out)

    def _expect(self, story: Story) -> None:
        """Put a story's report and steps where they belong in the year."""
        case = self._case(story.scenarios[0].agency, story.turn)
        case.expected = {scenario.procedure for scenario in story.scenarios}
        case.told = {scenario.name for scenario in story.scenarios}
        told = [scenario.retold(later=story.later, turn=story.turn) for scenario in story.scenarios]
        report = (told[0].begins, Deed(procedure=told[0].procedure, said=told[0]))
        steps = [deed for one in told for deed in _deeds(one)]
        case.ahead = Counter(deed.task for _, deed in steps)
        self._queue_up(report[0], partial(self._go_on, _Thread(case=case, deeds=[report, *steps[: story.steps]])))
        self._queue_up(report[0] + DAY, partial(self._go_round, case))

    def _queue_up(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (moment, next(self._order), act))

    def _go_on(self, thread: _Thread) -> None:
        """Take the thread's next step, or look again next morning when there is nothing to be done yet."""
        _, deed = thread.deeds[thread.next]
        outcome = self._hands.do(thread.case, deed)
        if outcome is Outcome.WAITING and thread.waited < PATIENCE:
            thread.waited += 1
            self._queue_up(self._clock.now() + DAY, partial(self._go_on, thread))
            return
        self._counts[Outcome.LEFT_OUT if outcome is Outcome.WAITING else outcome] += 1
        thread.case.ahead[deed.task] -= 1
        if isinstance(deed.said, Scenario):
            self._cases[thread.case.number] = thread.case
            self._known.update(thread.case.instances.values())
        self._look_at(thread.case.agency)
        thread.next, thread.waited = thread.next + 1, 0
        if thread.next < len(thread.deeds):
            moment = max(thread.deeds[thread.next][0], self._clock.now() + PAUSE)
            self._queue_up(moment, partial(self._go_on, thread))

    def _go_round(self, case: Case) -> None:
        """Do what has lain for a day in a case and is in none of its scenarios, as some other one says it is done."""
        running = False
        for procedure in tuple(case.instances):
            active, tasks = self._hands.open_tasks(case, procedure)
            running = running or active
            for task in tasks:
                rests = case.ahead[procedure, task.element_id] <= 0 and task.created_at <= self._clock.now() - DAY
                deed = self._remembered(case, procedure, task.element_id) if rests else None
                if deed is not None:
                    self._counts[self._hands.do(case, deed)] += 1
        self._look_at(case.agency)
        if running:
            self._queue_up(self._clock.now() + self._chance.choice(ROUND) * DAY, partial(self._go_round, case))

    def _remembered(self, case: Case, procedure: str, element_id: str) -> Deed | None:
        """Give how a task is done, as a scenario says it, best one of the same procedure; None when none does."""
        every = self._book.get(element_id, [])
        known = [one for one in every if one[0].procedure == procedure] or every
        if not known:
            return None
        scenario, index = self._chance.choice(known)
        later = self._clock.now() - scenario.steps[index].at
        return Deed(procedure=procedure, said=scenario.retold(later=later, turn=case.turn).steps[index])

    def _pass_time(self, moment: datetime) -> None:
        """Move the clock forward, and do on the way all that comes due, each at its own moment."""
        stuck = None
        while (due := self._next_due()) is not None and due <= moment and due != stuck:
            self._clock.moment = max(due, self._clock.now())
            self._run_due()
            self._look_around()
            stuck = due
        self._clock.moment = moment

    def _next_due(self) -> datetime | None:
        with self._runtime.transaction(WATCH, reads_only=True) as tx:
            return timers.next_due(tx)

    def _look_around(self) -> None:
        """Find in every agency the processes that have begun by themselves."""
        for agency in self._supervisors:
            self._look_at(agency)

    def _look_at(self, agency: str) -> None:
        """Find what has begun in an agency: a procedure that goes on, an overlay, a case that another agency sent."""
        with self._runtime.transaction(self._supervisors[agency], reads_only=True) as tx:
            found = instances.search(tx, state=None, case_number=None, cursor=None, limit=NEWEST).items
        # Ids are drawn anew in every play: what began together is taken in an order that is not.
        for one in sorted(found, key=lambda instance: (instance.case_number, instance.process_definition)):
            if one.id not in self._known:
                self._known.add(one.id)
                self._adopt(one)

    def _adopt(self, found: InstanceView) -> None:
        """Let people work on what has begun, as a scenario says that fits it, from the next day at the latest."""
        sent = found.case_number not in self._cases
        if sent:
            self._cases[found.case_number] = self._case(found.agency, len(self._cases))
            self._queue_up(self._clock.now() + DAY, partial(self._go_round, self._cases[found.case_number]))
        case = self._cases[found.case_number]
        case.number, case.instances[found.process_definition] = found.case_number, found.id
        fitting = self._fitting(found, None if sent else case)
        if found.process_definition in case.expected or not fitting:
            return
        scenario = self._chance.choice(fitting)
        case.expected.add(scenario.procedure)
        later = -((scenario.steps[0].at - self._clock.now()) // DAY) * DAY
        deeds = _deeds(scenario.retold(later=later, turn=case.turn))
        case.ahead.update(deed.task for _, deed in deeds)
        self._queue_up(deeds[0][0], partial(self._go_on, _Thread(case=case, deeds=deeds)))

    def _fitting(self, found: InstanceView, case: Case | None) -> list[Scenario]:
        """Give the scenarios that can tell how an instance goes on; ``case`` is None for one that was sent."""
        own = [one for one in self._scenarios if one.procedure == found.process_definition and not one.chooses_readings]
        if case is None:
            return [one for one in own if one.channel == found.channel]
        after = [one for one in own if one.after is not None]
        return [one for one in after if one.after in case.told] or after or own

    def _case(self, agency: str, turn: int) -> Case:
        people = {role: self._chance.choice(held) for (place, role), held in self._staff.items() if place == agency}
        return Case(agency=agency, people=people.__getitem__, turn=turn)


def _nothing() -> None:
    """Do nothing."""


def _deeds(scenario: Scenario) -> list[tuple[datetime, Deed]]:
    return [(step.at, Deed(procedure=scenario.procedure, said=step)) for step in scenario.steps]


def _book(scenarios: Iterable[Scenario]) -> Mapping[str, list[tuple[Scenario, int]]]:
    """Give by task the scenarios in which it is completed, each with the number of the step: parts are shared."""
    found: dict[str, list[tuple[Scenario, int]]] = defaultdict(list)
    for scenario in scenarios:
        for index, step in enumerate(scenario.steps):
            if step.task:
                found[step.task].append((scenario, index))
    return found

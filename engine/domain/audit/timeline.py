"""The time line of a case as one compact document: every text once, an event as a short list of numbers.

The document is for programs, first of all for the page that replays a case; docs/reference/timeline.md says what each
place of it means. Nothing in it was written by people about a case: it holds names of steps, codes and moments, and
values only as far as the reader sees them (``engine.domain.audit.sight``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.domain import vocabulary
from engine.domain.audit import waits
from engine.domain.audit.occurrences import Label, Occurrence, Promise, Run

VERSION = 1
SLA_TIMER = "sla:"
NONE = -1
Change = dict[str, Any]


def document(*, case: str, agency: str, zone: str, runs: Sequence[Run], found: Sequence[Occurrence]) -> dict[str, Any]:
    """Give the document of a case from its instances and their events in order; at least one event."""
    shaper = _Shaper(runs, begun=found[0].at)
    events = [shaper.event(one) for one in found]
    return {
        "v": VERSION,
        "case": case,
        "agency": agency,
        "zone": zone,
        "t0": found[0].at.isoformat(),
        "runs": [shaper.run(number, run) for number, run in enumerate(runs)],
        "clocks": shaper.clocks,
        "people": shaper.people.texts,
        "events": events,
        "words": shaper.words.texts,
    }


class _Texts:
    """Texts by their place in a list, each once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """Give the list."""
        return list(self._places)

    def __call__(self, text: str | None) -> int:
        """Give the place of a text; -1 for None."""
        return NONE if text is None else self._places.setdefault(text, len(self._places))

    def all(self, texts: Iterable[str]) -> list[int]:
        """Give the places of several texts."""
        return [self(text) for text in texts]


class _Row:
    """Things in the order in which they came up, told by how far back they lie: each round of a loop says the same."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def add(self, names: Iterable[str]) -> None:
        """Let things come up."""
        for name in names:
            self._places[name] = len(self._places)

    def back(self, names: Iterable[str]) -> list[int]:
        """Give how far back each lies, 0 for the newest; one that never came up is left out."""
        newest = len(self._places) - 1
        return [newest - self._places[name] for name in names if name in self._places]


class _Shaper:
    """Walks the events once; remembers what was mentioned, and by which call each called process was entered."""

    def __init__(self, runs: Sequence[Run], *, begun: datetime) -> None:
        self.words, self.people = _Texts(), _Texts()
        self.clocks: list[list[Any]] = []
        self._runs, self._begun, self._last = runs, begun, begun
        self._tasks, self._waits, self._timers, self._turns = _Row(), _Row(), _Row(), _Row()
        self._waiting: dict[int, list[waits.Wait]] = {}
        self._expected: dict[int, int] = {}
        self._called: dict[int, list[str]] = {}
        self._elements: dict[int, dict[str, None]] = {}
        self._known: dict[int, dict[str, Any]] = {}
        self._rules: dict[int, dict[str, dict[str, None]]] = {}
        self._names: dict[int, dict[str, None]] = {}

    def event(self, one: Occurrence) -> list[Any]:
        """Give one event: seconds since the one before, instance, kind, person, role, element, and what it changed."""
        seconds, self._last = round((one.at - self._last).total_seconds()), one.at
        head = [seconds, one.run, self.words(one.type), self.people(one.actor), self.words(one.role)]
        change = dict(self._changes(one, self._runs[one.run]))
        return [*head, self._element(one.run, one.element), *([change] if change else [])]

    def run(self, number: int, run: Run) -> dict[str, Any]:
        """Give an instance: its version, and what its events mentioned of it."""
        elements = self._elements.get(number, {})
        return {
            "id": run.id,
            "key": run.key,
            "name": run.name,
            "version": run.version,
            "sha256": run.sha256,
            "overlay": run.is_overlay,
            "head": list(run.head),
            "picture": run.picture,
            "elements": {str(self.words(one)): self._described(run, one) for one in elements},
            "tables": {str(self.words(one)): self._table(number, run, one) for one in self._rules.get(number, {})},
            "labels": {str(self.words(one)): self._label(run, one) for one in self._names.get(number, {})},
            "readings": run.readings,
        }

    def _changes(self, one: Occurrence, run: Run) -> Iterator[tuple[str, Any]]:
        effects = one.data.get("effects", {})
        if one.seq != self._expected.get(one.run, 1):
            yield "q", one.seq
        self._expected[one.run] = one.seq + 1
        if one.whom is not None:
            yield "b", self.people(one.whom)
        yield from self._path(one, run, effects)
        yield from self._tokens(one, run, effects)
        yield from self._waited(one, run, effects)
        if "sla" in effects:
            yield "s", [self._clock(one, run, change) for change in effects["sla"]]
        if "decisions" in effects:
            yield "d", [self._decision(one, run, made) for made in effects["decisions"]]
        yield from self._values(one, run)
        if "number" in one.data:
            yield "n", self.words(one.data["number"])
        if "recipient" in one.data:
            yield "g", self.words(one.data["recipient"])

    def _path(self, one: Occurrence, run: Run, effects: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Give the elements and flows that were passed, and the ends that were reached."""
        elements, flows = effects.get("passed", ((), ()))
        entered = [run.flows[flow][1] for flow in flows if flow in run.flows]
        called = (*self._called.get(one.run, ()), *entered)
        self._called[one.run] = [each for each in called if each not in elements]
        if elements:
            yield "p", [self._element(one.run, each) for each in elements]
        if flows:
            yield "f", self.words.all(flows)
        if effects.get("ended"):
            yield "e", [self._element(one.run, each) for each in effects["ended"]]

    def _tokens(self, one: Occurrence, run: Run, effects: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Give the tasks that opened, were completed and were withdrawn, and the one that the event is about."""
        if "opened" in effects:
            yield "o", [self._place(one.run, run, element) for _, element in effects["opened"]]
            self._tasks.add(task for task, _ in effects["opened"])
        for key, name in (("c", "completed"), ("x", "cancelled")):
            if name in effects:
                yield key, self._tasks.back(task for task, _ in effects[name])
        if one.task is not None and (about := self._tasks.back((one.task,))):
            yield "t", about[0]

    def _place(self, number: int, run: Run, element: str) -> list[int]:
        """Give an element, and the call by which the case came there where there are several."""
        callers, called = run.callers.get(element, ()), self._called.get(number, [])
        if len(callers) < 2:
            return [self._element(number, element)]
        newest = max(callers, key=lambda each: len(called) - called[::-1].index(each) if each in called else 0)
        return [self._element(number, element), self._element(number, newest)]

    def _waited(self, one: Occurrence, run: Run, effects: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Give the events from outside that the case began and ceased to wait for, and its timers."""
        before = self._waiting.get(one.run, [])
        still, begun, over = waits.after(before, effects, step=f"{one.run}:{one.seq}")
        self._waiting[one.run] = still
        shown = [each for each in begun if self._is_in_the_flow(run, each[0])]
        if shown:
            yield "w", [self._element(one.run, element) for element, _ in shown]
            self._waits.add(name for _, name in shown)
        if ended := self._waits.back(name for _, name in over):
            yield "y", ended
        yield from self._timed(one, effects)

    def _timed(self, one: Occurrence, effects: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Give the timers that were set or moved, and those that were cleared; promised times are told by clocks."""
        own = [each for each in effects.get("timers", ()) if not each[0].startswith(SLA_TIMER)]
        told = []
        for name, element, due in own:
            moved = self._timers.back((name,))
            self._timers.add(() if moved else (name,))
            told.append([self._element(one.run, element), _seconds(one, due), *moved])
        if told:
            yield "m", told
        cleared = effects.get("timers_cleared", ())
        if gone := self._timers.back(each for each in cleared if not each.startswith(SLA_TIMER)):
            yield "u", gone

    @staticmethod
    def _is_in_the_flow(run: Run, element: str) -> bool:
        return element in run.elements and run.elements[element].kind in waits.IN_THE_FLOW

    def _clock(self, one: Occurrence, run: Run, told: Sequence[str]) -> list[Any]:
        """Give a clock, what became of it, until when it then ran, and the passed element that says so."""
        clock, change, due = told
        promise, name = run.clocks.get(clock), f"{one.run}/{clock}"
        [place] = self._turns.back((name,)) or (NONE,)
        if place == NONE:
            self._turns.add((name,))
            self.clocks.append([one.run, self.words(clock), *self._promised(promise)])
        said = {"stopped": "sla_stop", "opened": "sla_start"}.get(change)
        meant = None if promise is None else promise.milestone if change == "stopped" else promise.start_fact
        causes = [
            each
            for each in one.data["effects"].get("passed", ((), ()))[0]
            if said is not None and meant in getattr(run.elements.get(each), said, ())
        ]
        cause = self._element(one.run, causes[-1] if causes else None)
        return [place, self.words(change), _seconds(one, due), *([cause] if causes else [])]

    def _promised(self, promise: Promise | None) -> list[Any]:
        if promise is None:
            return []
        codes = (promise.milestone, promise.clause, promise.reading)
        return [
            *map(self.words, codes),
            float(promise.amount),
            *map(self.words, (promise.unit, promise.calendar, promise.start_fact)),
            round((promise.started_at - self._begun).total_seconds()),
            int(promise.is_deadline),
        ]

    def _decision(self, one: Occurrence, run: Run, made: Sequence[Any]) -> list[Any]:
        """Give where what was asked, which rules matched, and what came out; None for what the reader may not see."""
        element, table, rules, said = made
        shown, outcome = run.sight.rules(table, rules), run.sight.outcome(table, said)
        self._rules.setdefault(one.run, {}).setdefault(table, {}).update(dict.fromkeys(shown or ()))
        told = None if shown is None else self.words.all(shown)
        return [self._element(one.run, element), self.words(table), told, outcome]

    def _values(self, one: Occurrence, run: Run) -> Iterator[tuple[str, Any]]:
        """Give the values that changed, a name alone where its value is withheld; risk and consent once more."""
        after, before = one.data.get("after", {}), one.data.get("before", {})
        known = self._known.setdefault(one.run, {})
        names = sorted(after.keys() | before.keys())
        if names:
            self._names.setdefault(one.run, {}).update(dict.fromkeys(names))
            yield (
                "v",
                [
                    [self.words(name), after.get(name)] if run.sight.shows(name) else [self.words(name)]
                    for name in names
                ],
            )
        for key, name in (("r", vocabulary.RISK), ("k", vocabulary.CONSENT)):
            if name in after and after[name] != known.get(name):
                yield key, self.words.all(map(str, (each for each in (after[name],) if each is not None)))
                known[name] = after[name]

    def _element(self, number: int, element: str | None) -> int:
        """Give the place of an element's id, and remember that it was mentioned, with the calls that lead to it."""
        if element is None:
            return NONE
        mentioned = self._elements.setdefault(number, {})
        if element not in mentioned:
            mentioned[element] = None
            for caller in self._runs[number].callers.get(element, ()):
                self._element(number, caller)
        return self.words(element)

    def _described(self, run: Run, element: str) -> list[Any]:
        """Give an element: kind, name, picture, the element under which it is drawn, role, clauses,
        who calls it, and the milestones whose clocks can still be stopped from there.
        """
        info, promised = run.elements.get(element), {clock.milestone for clock in run.clocks.values()}
        picture, place = run.drawn.get(element, (None, None))
        kind, name, role = (None, None, None) if info is None else (info.kind, info.name or None, info.role or None)
        return [
            *map(self.words, (kind, name, picture, None if place == element else place, role)),
            self.words.all(() if info is None else info.clause),
            self.words.all(run.callers.get(element, ())),
            self.words.all(sorted(each for each in promised if element in run.leading.get(each, ()))),
        ]

    def _table(self, number: int, run: Run, decision: str) -> list[Any]:
        """Give a table's name, and number and note of the rules that were matched."""
        table = run.tables.get(decision)
        matched = self._rules[number][decision]
        known = {} if table is None else {rule: table.rules[rule] for rule in matched if rule in table.rules}
        return ["" if table is None else table.name, {str(self.words(rule)): list(known[rule]) for rule in known}]

    @staticmethod
    def _label(run: Run, name: str) -> list[Any]:
        """Give what a value is called, and its codes in words where the reader sees the value."""
        label = run.labels.get(name, Label())
        return [label.text, *([dict(label.codes)] if label.codes and run.sight.shows(name) else [])]


def _seconds(one: Occurrence, moment: str | None) -> int | None:
    """Give how many seconds after the event a moment lies; None for no moment."""
    return None if moment is None else round((datetime.fromisoformat(moment) - one.at).total_seconds())

"""The time line of a case as rows of a table, in sentences: the twin of the moving picture for reading and printing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from api.web.words import codes_in_words, moments, replay_words
from api.web.words.language import say

SYSTEM, PUBLIC = "system:", "system:public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One event: its number, the moment, one sentence, who, in which role, at which step by which clauses.

    ``process`` is the id of its instance, ``seq`` its number there.

    The lists are sentences too: what it opened and ended, what became of promised times, what was decided, and the
    values that changed with what they are then.
    """

    number: int
    process: str
    seq: int
    at: datetime
    told: str
    who: str
    role: str
    step: str
    clauses: tuple[str, ...]
    tasks: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = field(default=())


def rows(document: Mapping[str, Any], *, roles: Mapping[str, str]) -> list[Row]:
    """Give the rows of a time line, oldest first; ``roles`` are called as given."""
    return list(_Reader(document, roles).rows())


class _Reader:
    """Reads the document in order, as its numbers refer back to what was said before."""

    def __init__(self, document: Mapping[str, Any], roles: Mapping[str, str]) -> None:
        self._document, self._roles = document, roles
        self._words: list[str] = document["words"]
        self._zone: str = document["zone"]
        self._begun = datetime.fromisoformat(document["t0"])
        self._tasks: list[tuple[int, int]] = []
        self._clocks = 0
        self._seq: dict[int, int] = {}

    def rows(self) -> Iterator[Row]:
        """Give a row an event."""
        at = self._begun
        for number, (seconds, run, kind, who, role, element, *rest) in enumerate(self._document["events"], start=1):
            at += timedelta(seconds=seconds)
            change: Mapping[str, Any] = rest[0] if rest else {}
            person, step = self._person(who), self._step(run, element)
            self._seq[run] = change.get("q", self._seq.get(run, 0) + 1)
            yield Row(
                number=number,
                process=self._document["runs"][run]["id"],
                seq=self._seq[run],
                at=at,
                told=self._told(self._words[kind], person, step, change),
                who=person,
                role="" if role < 0 else self._roles.get(self._words[role], self._words[role]),
                step=step,
                clauses=tuple(self._clauses(run, element)),
                tasks=tuple(self._moves(run, change)),
                clocks=tuple(self._turn(at, *one) for one in change.get("s", ())),
                decisions=tuple(self._decision(run, *one) for one in change.get("d", ())),
                values=tuple(self._value(run, *one) for one in change.get("v", ())),
            )

    def _told(self, kind: str, who: str, step: str, change: Mapping[str, Any]) -> str:
        template = say(replay_words.EVENTS[kind]) if kind in replay_words.EVENTS else kind
        number = self._words[change["n"]] if "n" in change else "–"
        whom = self._person(change["b"]) if "b" in change else ""
        for name, text in (("who", who), ("step", step), ("number", number), ("whom", whom)):
            template = template.replace(f"{{{name}}}", text)
        return template

    def _person(self, place: int) -> str:
        name = str(self._document["people"][place])
        if name == PUBLIC:
            return say("Pelapor")
        return say("Sistem") if name.startswith(SYSTEM) else name

    def _element(self, run: int, element: int) -> list[Any]:
        found: list[Any] | None = self._document["runs"][run]["elements"].get(str(element))
        return [-1, -1, -1, -1, -1, [], [], []] if found is None else found

    def _step(self, run: int, element: int) -> str:
        if element < 0:
            return ""
        name = self._element(run, element)[1]
        return self._words[name] if name >= 0 else self._words[element]

    def _clauses(self, run: int, element: int) -> Iterator[str]:
        described = self._element(run, element)
        yield from (self._words[one] for one in described[5])
        for caller in described[6]:
            yield from self._clauses(run, caller)

    def _moves(self, run: int, change: Mapping[str, Any]) -> Iterator[str]:
        for element, *_ in change.get("o", ()):
            self._tasks.append((run, element))
            yield say("Membuka tugas: %(step)s", step=self._step(run, element))
        for task in change.get("x", ()):
            yield say("Menarik tugas: %(step)s", step=self._step(*self._tasks[-1 - task]))
        for element in change.get("w", ()):
            yield say("Mulai menunggu dari luar: %(step)s", step=self._step(run, element))
        for element in change.get("e", ()):
            yield say("Proses berakhir: %(step)s", step=self._step(run, element))

    def _turn(self, at: datetime, back: int, change: int, due: int | None, *_cause: int) -> str:
        self._clocks += back < 0
        described = self._document["clocks"][self._clocks - 1 - max(back, 0)]
        code = self._words[change]
        promise = codes_in_words.plain(self._words[described[2] if len(described) > 2 else described[1]])
        said = say(replay_words.CLOCKS[code]) if code in replay_words.CLOCKS else code
        until = None if due is None else at + timedelta(seconds=due)
        return say(
            "%(promise)s %(change)s, batas %(at)s", promise=promise, change=said, at=moments.brief(until, self._zone)
        )

    def _decision(self, run: int, element: int, table: int, rules: list[int] | None, outcome: Any) -> str:
        name, known = self._document["runs"][run]["tables"].get(str(table), ["", {}])
        matched = [str(known[str(rule)][0]) for rule in rules or () if str(rule) in known]
        return say(
            "%(table)s pada %(step)s: %(outcome)s (aturan %(rules)s)",
            table=name or self._words[table],
            step=self._step(run, element),
            outcome=say("ditahan") if outcome is None else codes_in_words.answer(outcome),
            rules=say("ditahan") if rules is None else ", ".join(matched) or "–",
        )

    def _value(self, run: int, name: int, *value: Any) -> tuple[str, str]:
        label, *codes = self._document["runs"][run]["labels"][str(name)]
        known = codes[0] if codes else {}
        said = codes_in_words.answer(known.get(str(value[0]), value[0])) if value else say("ditahan")
        return label or codes_in_words.plain(self._words[name]), said

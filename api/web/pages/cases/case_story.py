"""What happened to a case, in whole sentences: all its processes in one line of time, its risk and its consents.

Everything comes from history events, which hold routing data and ids: nothing that people wrote is needed or told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.web.words import vocabulary
from api.web.words.language import mark, say
from api.web.words.vocabulary import PERSONS
from engine.domain import vocabulary as names
from engine.domain.cases import consent
from engine.services.audit.results import HistoryEventView

WORK, TIME, RISK, PAPER = "kerja", "waktu", "risiko", "surat"
KINDS: Mapping[str, str] = {
    WORK: mark("Pekerjaan"),
    TIME: mark("Waktu dan keterlambatan"),
    RISK: mark("Risiko dan persetujuan"),
    PAPER: mark("Surat, rujukan, dan catatan"),
}
"""The kinds of entries by which the story can be narrowed, and what they are called."""

REPORTER = "system:public"
"""Whoever reports and writes on the public page, as the history names them."""

_OF = {"timer": TIME, "document": PAPER, "referral": PAPER, "comment": PAPER, "file": PAPER, "reporter_message": PAPER}
_SAID = {
    "user_task.claimed": mark("%(who)s mengambil tugas %(step)s."),
    "user_task.released": mark("%(who)s melepaskan tugas %(step)s."),
    "user_task.delegated": mark("%(who)s menyerahkan tugas %(step)s kepada petugas lain."),
    "user_task.completed": mark("%(who)s menyelesaikan %(step)s."),
    "document.registered": mark("Surat nomor %(number)s dibuat pada langkah %(step)s."),
    "document.signed": mark("%(who)s menandatangani surat nomor %(number)s."),
    "document.returned": mark("%(who)s mengembalikan surat nomor %(number)s untuk diperbaiki."),
    "comment.written": mark("%(who)s menulis komentar."),
    "file.attached": mark("%(who)s menambahkan berkas."),
}
_LEVELS = {"rendah": mark("rendah"), "sedang": mark("sedang"), "tinggi": mark("tinggi")}
_ORDER = tuple(_LEVELS)
_DECISIONS = {
    "diberikan": mark("Persetujuan diberikan oleh %(by)s."),
    "ditolak": mark("Persetujuan ditolak oleh %(by)s."),
    "ditarik": mark("Persetujuan ditarik oleh %(by)s."),
}

_REFUSALS = {
    "withdrawn": mark("persetujuannya ditarik"),
    "refused": mark("persetujuannya ditolak"),
    "not_given": mark("belum ada persetujuan"),
    "purpose_out_of_scope": mark("tidak termasuk yang disetujui"),
    "capacity_unknown": mark("tidak tercatat siapa yang menyetujui"),
    "guardian_accused": mark("wali yang menyetujui adalah terlapor"),
    "guardian_not_cleared": mark("belum dipastikan bahwa wali bukan terlapor"),
    "child_alone": mark("anak tidak dapat menyetujui sendirian"),
}
"""Why the engine lets nothing leave for a purpose (engine.domain.consent), as an officer says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sentence of the story; ``who`` is None when the system did it, ``kind`` is one of KINDS."""

    at: datetime
    kind: str
    text: str
    who: str | None
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskChange:
    """A level that the risk took; ``before`` is None for the first, ``moved`` names the promises that it re-based."""

    at: datetime
    before: str | None
    level: str
    who: str | None
    step: str
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One decision about sharing: diberikan, ditolak or ditarik; ``scope`` are the purposes, ``by`` who decided."""

    at: datetime
    decision: str
    scope: tuple[str, ...]
    by: str | None
    who: str | None
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Whether something may leave for a purpose now; ``refusal`` says why not, None when it may."""

    name: str
    refusal: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody who worked on the case: in which roles, how many steps were completed, and when last."""

    name: str
    roles: tuple[str, ...]
    completed: int
    last_at: datetime


def entries(events: Iterable[HistoryEventView]) -> list[Entry]:
    """Give the story, newest first, of the events of a case, of which each process has its newest first."""
    known = list(events)
    # First, so that what a step brought about stands above the step.
    found = [Entry(at=one.at, kind=RISK, text=changed(one), who=one.who, role=None) for one in risks(known)]
    found += [Entry(at=one.at, kind=RISK, text=decided(one), who=one.who, role=None) for one in consents(known)]
    found += [_told(event) for event in known]
    return sorted(found, key=lambda one: one.at, reverse=True)


def by_day(found: Iterable[Entry], *, zone: str) -> list[tuple[date, list[Entry]]]:
    """Give the entries by the day on which they happened in the zone, in their order."""
    days: dict[date, list[Entry]] = {}
    for one in found:
        days.setdefault(one.at.astimezone(ZoneInfo(zone)).date(), []).append(one)
    return list(days.items())


def risks(events: Iterable[HistoryEventView]) -> list[RiskChange]:
    """Give every level that the risk took, oldest first; what a continuing process took over is no change."""
    found: list[RiskChange] = []
    for event in sorted(events, key=lambda one: one.at):
        taken = event.data.get("after", {}).get(names.RISK)
        before = found[-1].level if found else None
        if taken is None or taken == before:
            continue
        found.append(
            RiskChange(
                at=event.at,
                before=before,
                level=str(taken),
                who=event.actor_name,
                step=_step(event),
                moved=_moved(event),
            )
        )
    return found


def consents(events: Iterable[HistoryEventView]) -> list[Consent]:
    """Give every decision about sharing data, newest first."""
    found = []
    for event in events:
        after = event.data.get("after", {})
        decision = after.get(names.CONSENT)
        if decision in _DECISIONS and event.type != "instance.started":
            scope = after.get(names.CONSENT_SCOPE) or ()
            by = after.get(names.CONSENT_BY)
            found.append(
                Consent(
                    at=event.at, decision=decision, scope=tuple(map(str, scope)), by=by,
                    who=event.actor_name, step=_step(event),
                )
            )  # fmt: skip
        elif event.type == "referral.consent_withdrawn":
            found.append(
                Consent(at=event.at, decision="ditarik", scope=(), by=None, who=event.actor_name, step=_step(event))
            )
    return sorted(found, key=lambda one: one.at, reverse=True)


def purposes(events: Iterable[HistoryEventView]) -> list[Purpose]:
    """Give for each purpose of sharing whether the engine's own gate would let something leave now.

    It is asked with what the events left behind; empty while nobody has decided anything.
    """
    variables: dict[str, Any] = {}
    withdrawn = decided_once = False
    for event in sorted(events, key=lambda one: one.at):
        after = event.data.get("after", {})
        variables |= after
        decided_once = decided_once or names.CONSENT in after
        withdrawn = event.type == "referral.consent_withdrawn" or (
            withdrawn and after.get(names.CONSENT) != consent.GIVEN
        )
    held = consent.standing(variables, withdrawn=withdrawn, told_reason=False)
    asked = sorted({purpose for fitting in consent.FITTING.values() for purpose in fitting})
    found = [Purpose(name=one, refusal=consent.refusal_of(held, purpose=one)) for one in asked]
    return sorted(found, key=lambda one: one.refusal is not None) if decided_once else []


def refused(one: Purpose) -> str:
    """Say why nothing may leave for a purpose."""
    return say(_REFUSALS[one.refusal]) if one.refusal in _REFUSALS else str(one.refusal)


def workers(events: Iterable[HistoryEventView]) -> list[Worker]:
    """Give who worked on the case, the last one first."""
    found: dict[str, list[HistoryEventView]] = {}
    for event in events:
        if event.actor_name is not None:
            found.setdefault(event.actor_name, []).append(event)
    people = [
        Worker(
            name=name,
            roles=tuple(dict.fromkeys(event.role for event in done if event.role is not None)),
            completed=sum(event.type == "user_task.completed" for event in done),
            last_at=max(event.at for event in done),
        )
        for name, done in found.items()
    ]
    return sorted(people, key=lambda one: one.last_at, reverse=True)


def person(code: str | None) -> str:
    """Say who decided about sharing."""
    return say(PERSONS[code]) if code in PERSONS else say("orang yang tidak dicatat")


def decided(one: Consent) -> str:
    """Say a decision about sharing in one sentence."""
    return say(_DECISIONS[one.decision], by=person(one.by))


def changed(one: RiskChange) -> str:
    """Say a change of the risk in one sentence."""
    now = level(one.level)
    if one.before is None:
        return say("Risiko dinilai %(level)s.", level=now)
    rises = _rank(one.level) > _rank(one.before)
    text = (
        mark("Risiko naik dari %(before)s ke %(level)s.")
        if rises
        else mark("Risiko turun dari %(before)s ke %(level)s.")
    )
    return say(text, before=level(one.before), level=now)


def _told(event: HistoryEventView) -> Entry:
    kind = _OF.get(event.type.partition(".")[0], WORK)
    who = say("Pelapor") if event.actor == REPORTER else event.actor_name
    return Entry(at=event.at, kind=kind, text=_sentence(event), who=who, role=event.role)


def _sentence(event: HistoryEventView) -> str:
    template = _SAID.get(event.type)
    if template is None or (event.actor_name is None and "%(who)s" in template):
        return f"{vocabulary.event(event)}."
    number = event.data.get("number") or "–"
    return say(template, who=event.actor_name, step=_step(event), number=number)


def _step(event: HistoryEventView) -> str:
    return event.element_name or vocabulary.event(event)


def _moved(event: HistoryEventView) -> tuple[str, ...]:
    effects: Sequence[Sequence[Any]] = event.data.get("effects", {}).get("sla", ())
    return tuple(str(clock).rpartition("-")[0] for clock, what, *_ in effects if what == "replaced")


def level(code: str) -> str:
    """Say a level of risk in one word."""
    return say(_LEVELS[code]) if code in _LEVELS else code


def _rank(level: str) -> int:
    return _ORDER.index(level) if level in _ORDER else len(_ORDER)


FILTERS: Mapping[str, Callable[..., str]] = {
    "decided": decided,
    "risk_changed": changed,
    "refused": refused,
    "level": level,
}

"""What happened to a case, in whole sentences: all its processes in one line of time.

What became of its risk and its consents is the service's to say (``engine.services.audit.story``); here it gets words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.web.words import codes_in_words
from api.web.words.codes_in_words import PERSONS
from api.web.words.language import mark, say
from engine.services.audit import story
from engine.services.verification.results import HistoryEventView

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


def entries(events: Iterable[HistoryEventView]) -> list[Entry]:
    """Give the story, newest first, of the events of a case, of which each process has its newest first."""
    known = list(events)
    # First, so that what a step brought about stands above the step.
    found = [
        Entry(at=one.at, kind=RISK, text=changed(one), who=one.actor_name, role=None) for one in story.risks(known)
    ]
    found += [
        Entry(at=one.at, kind=RISK, text=decided(one), who=one.actor_name, role=None) for one in story.consents(known)
    ]
    found += [_entry(event) for event in known]
    return sorted(found, key=lambda one: one.at, reverse=True)


def by_day(found: Iterable[Entry], *, zone: str) -> list[tuple[date, list[Entry]]]:
    """Give the entries by the day on which they happened in the zone, in their order."""
    days: dict[date, list[Entry]] = {}
    for one in found:
        days.setdefault(one.at.astimezone(ZoneInfo(zone)).date(), []).append(one)
    return list(days.items())


def refused(one: story.Purpose) -> str:
    """Say why nothing may leave for a purpose."""
    return say(_REFUSALS[one.refusal]) if one.refusal in _REFUSALS else str(one.refusal)


def person(code: str | None) -> str:
    """Say who decided about sharing."""
    return say(PERSONS[code]) if code in PERSONS else say("orang yang tidak dicatat")


def decided(one: story.ConsentDecision) -> str:
    """Say a decision about sharing in one sentence."""
    return say(_DECISIONS[one.decision], by=person(one.by))


def changed(one: story.RiskChange) -> str:
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


def _entry(event: HistoryEventView) -> Entry:
    kind = _OF.get(event.type.partition(".")[0], WORK)
    who = say("Pelapor") if event.actor == REPORTER else event.actor_name
    return Entry(at=event.at, kind=kind, text=_sentence(event), who=who, role=event.role)


def _sentence(event: HistoryEventView) -> str:
    template = _SAID.get(event.type)
    if template is None or (event.actor_name is None and "%(who)s" in template):
        return f"{codes_in_words.event(event)}."
    number = event.data.get("number") or "–"
    return say(template, who=event.actor_name, step=_step(event), number=number)


def _step(event: HistoryEventView) -> str:
    return event.element_name or codes_in_words.event(event)


def step(one: story.RiskChange | story.ConsentDecision) -> str:
    """Say at which step something was decided, or by what kind of event."""
    return one.element_name or codes_in_words.event_type(one.event_type)


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
    "step": step,
}

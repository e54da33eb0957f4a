"""Timers: one time each, an ISO 8601 literal read strictly or FEEL that compiles, and cycles only where they repeat."""

from collections.abc import Iterator
from datetime import UTC, datetime

from engine import feel
from engine.bpmn.base import xml
from engine.bpmn.rules.base import feel_texts, model
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.tokens import races
from engine.domain.policy.refusals import Refusal
from engine.domain.time import iso8601

KINDS = ("timeDate", "timeDuration", "timeCycle")

# SpiffWorkflow takes the first that it finds.
COUNT = Fault(
    "timer_without_time",
    "Pengatur waktu ini harus mempunyai tepat satu dari: tanggal, lama, atau siklus.",
    "This timer must have exactly one of date, duration or cycle.",
    "Isi waktunya pada unsur itu: tanggal, lama, atau siklus.",
    "Fill in its time at that element: a date, a duration or a cycle.",
)
# Camunda's schedules, and those of cron itself.
CRON = Fault(
    "timer_cron",
    "Jadwal cron '{text}' tidak dijalankan.",
    "The cron schedule '{text}' is not run.",
    "Tulis siklus ISO 8601, misalnya R3/PT10M untuk tiga kali setiap sepuluh menit.",
    "Write an ISO 8601 cycle, for instance R3/PT10M for three times every ten minutes.",
)
# SpiffWorkflow takes -PT1H for an hour to come; nothing is guessed here.
UNREADABLE = Fault(
    "timer_unreadable",
    "Waktu '{text}' tidak dapat dibaca sebagai {kind}.",
    "The time '{text}' cannot be read as {kind}.",
    "Tulis misalnya 2026-01-01T08:00:00+07:00 (tanggal), PT8H (lama), R3/PT10M (siklus), atau = dan ekspresi FEEL.",
    "Write 2026-01-01T08:00:00+07:00 (date), PT8H (duration), R3/PT10M (cycle), or = and a FEEL expression.",
)
# Indonesia has three zones, and a server may stand in a fourth.
NO_OFFSET = Fault(
    "timer_without_zone",
    "Tanggal '{text}' tidak menyebut zona waktu.",
    "The date '{text}' does not name its offset from UTC.",
    "Tambahkan +07:00 (WIB), +08:00 (WITA), atau +09:00 (WIT).",
    "Append +07:00 (WIB), +08:00 (WITA) or +09:00 (WIT).",
)
# SpiffWorkflow freezes a month at the length of the first.
MONTHS = Fault(
    "timer_month_cycle",
    "Siklus '{text}' memakai bulan atau tahun, yang panjangnya tidak tetap.",
    "The cycle '{text}' uses months or years, whose length varies.",
    "Pakai hari atau minggu, misalnya R3/P30D.",
    "Use days or weeks, for instance R3/P30D.",
)
# A reminder without end outlives the reason for it.
UNBOUNDED = Fault(
    "timer_cycle_unbounded",
    "Siklus '{text}' berulang tanpa batas.",
    "The cycle '{text}' repeats for ever.",
    "Tulis berapa kali siklus berulang, misalnya R10/P1D.",
    "Write how often it repeats, for instance R10/P1D.",
)
# BPMN 2.0.2 section 13.5.3: only what does not interrupt can happen again.
CYCLE_ONCE = Fault(
    "timer_cycle_misplaced",
    "Peristiwa ini hanya terjadi sekali, sehingga siklus tidak dapat berulang di sini.",
    "This event happens once, so a cycle cannot repeat here.",
    "Pakai lama (duration), atau Timer Boundary Event maupun Timer Start Event yang bergaris putus-putus.",
    "Use a duration, or a non-interrupting timer boundary event or timer start event of an event sub-process.",
)
# On the border of an activity null means "no reminder"; in the flow the case would wait for ever.
MAY_BE_NULL = Fault(
    "timer_may_be_null",
    "Waktu ini tidak ada (null) selama datanya belum diisi, sehingga kasus dapat menunggu di sini selamanya.",
    "This time is null while its data are missing, so the case could wait here for ever.",
    'Sebut waktu bila datanya kosong: = if hari = null then duration("P1D") else duration("P" + string(hari) + "D")',
    'Give a time for missing data: = if days = null then duration("P1D") else duration("P" + string(days) + "D")',
)
_ANSWERING = ("hari_kerja", "jam_kerja")
_ANY_MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
_NAMES = {"timeDate": "tanggal (date)", "timeDuration": "lama (duration)", "timeCycle": "siklus (cycle)"}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse timers that would fail, fire at another time than a reader thinks, or never stop."""
    for definition in diagram.model("timerEventDefinition"):
        event = definition.getparent()
        times = [part for part in definition if xml.local_name(part) in KINDS]
        if len(times) != 1 or event is None:
            yield COUNT.at(diagram.file, event)
            continue
        if xml.local_name(times[0]) == "timeCycle" and not _repeats(event):
            yield CYCLE_ONCE.at(diagram.file, event)
        told = list(_text(diagram.file, event, times[0]))
        yield from told
        if not told and _must_come(diagram, event) and not _comes(model.text_of(times[0])):
            yield MAY_BE_NULL.at(diagram.file, event)


def _must_come(diagram: model.Diagram, event: xml.Element) -> bool:
    """Tell whether the case goes on by this timer alone: in the flow, and no message may come in its place."""
    return xml.local_name(event) == "intermediateCatchEvent" and not any(map(races.hears, races.rivals(diagram, event)))


def _comes(text: str) -> bool:
    """Tell whether a time is surely one; of an expression without variables it is worked out."""
    if not text.startswith("="):
        return True
    expression = feel.compile(text.removeprefix("="), functions=dict.fromkeys(_ANSWERING, str))
    if expression.names:
        return feel.always_answers(expression.text, functions=_ANSWERING)
    return expression.evaluate({}, feel.Context(now=_ANY_MOMENT)) is not None


def _repeats(event: xml.Element) -> bool:
    """Tell whether an event can happen more than once."""
    stays = xml.local_name(event) == "boundaryEvent" or model.starts_event_sub_process(event)
    return stays and not model.interrupts(event)


def _text(file: str, event: xml.Element, time: xml.Element) -> Iterator[Refusal]:
    """Tell expressions, schedules and literals apart by how they begin."""
    text, kind = model.text_of(time), xml.local_name(time)
    if not text or text.startswith(("=", "${", "#{")):
        yield from feel_texts.check(file, event, time)
    elif kind == "timeCycle" and (len(text.split()) > 4 or text.startswith("@")):
        yield CRON.at(file, event, text=text)
    else:
        yield from _literal(file, event, kind, text)


def _literal(file: str, event: xml.Element, kind: str, text: str) -> Iterator[Refusal]:
    """Refuse a literal that is not of its kind."""
    try:
        if kind == "timeDate":
            iso8601.moment(text)
        elif kind == "timeDuration":
            iso8601.duration(text)
        else:
            yield from _cycle(file, event, text)
    except iso8601.Iso8601Error:
        yield (NO_OFFSET if _only_lacks_offset(kind, text) else UNREADABLE).at(
            file, event, text=text, kind=_NAMES[kind]
        )


def _cycle(file: str, event: xml.Element, text: str) -> Iterator[Refusal]:
    """Refuse cycles whose length varies or that never end; Iso8601Error when it is none."""
    cycle = iso8601.cycle(text)
    if cycle.interval.months:
        yield MONTHS.at(file, event, text=text)
    if cycle.times is None and cycle.ends_at is None:
        yield UNBOUNDED.at(file, event, text=text)


def _only_lacks_offset(kind: str, text: str) -> bool:
    """Tell whether a date would be right with an offset, which deserves its own words."""
    if kind != "timeDate":
        return False
    try:
        iso8601.moment(f"{text}Z")
    except iso8601.Iso8601Error:
        return False
    return True

"""Times and states as an officer says them: in the agency's zone, in whole words, a shape beside every colour."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from engine.domain import indonesian
from engine.services import reading_views, views
from engine.services.referral_views import ReferralView

RISKS = {"tinggi": "Risiko tinggi", "sedang": "Risiko sedang", "rendah": "Risiko rendah"}
STATES = {
    "active": "Berjalan",
    "open": "Terbuka",
    "suspended": "Ditahan",
    "completed": "Selesai",
    "closed": "Ditutup",
    "cancelled": "Dibatalkan",
    "running": "Berjalan",
    "stopped": "Tercapai",
    "replaced": "Digantikan",
}
BASES = {
    "C": "Langkah ini tersurat dalam prosedur.",
    "T": "Langkah ini tersirat dalam prosedur.",
    "L": "Langkah ini diwajibkan undang-undang.",
    "P": "Langkah ini usulan dan menunggu keputusan pejabat.",
}
"""What a step rests on, by its ``lindung:basis``."""

READING_STATUSES = {
    "verbatim": "seperti tertulis dalam pasal",
    "interpreted": "ditafsirkan",
    "conflict": "pasal-pasalnya bertentangan",
    "needs_policy": "menunggu keputusan pejabat",
}
"""How a reading stands to its clause."""

EVENTS = {
    "instance.started": "Kasus didaftarkan",
    "instance.suspended": "Kasus ditahan",
    "instance.resumed": "Kasus dilanjutkan",
    "instance.cancelled": "Kasus dibatalkan",
    "instance.ended": "Proses selesai",
    "user_task.opened": "Tugas dibuka",
    "user_task.claimed": "Tugas diambil",
    "user_task.released": "Tugas dilepaskan",
    "user_task.delegated": "Tugas diserahkan",
    "user_task.completed": "Tugas diselesaikan",
    "timer.fired": "Waktu yang ditentukan tiba",
    "message.received": "Pesan diterima",
    "referral.sent": "Rujukan dikirim",
    "referral.received": "Rujukan diterima dari instansi lain",
    "referral.answered": "Rujukan dijawab",
    "referral.fed_back": "Hasil layanan disampaikan kepada perujuk",
    "referral.lapsed": "Rujukan tidak dijawab sampai batas waktunya",
    "referral.revoked": "Rujukan dicabut",
    "referral.consent_withdrawn": "Penarikan persetujuan dicatat",
    "readings.changed": "Tafsir yang berlaku berubah",
    "document.registered": "Surat dibuat",
    "document.signed": "Surat ditandatangani",
    "case.key_destroyed": "Isi kasus dimusnahkan",
}
MODES = {"koordinasi": "Koordinasi", "rujukan": "Rujukan", "pelimpahan": "Pelimpahan"}
REFERRAL_STATES = {
    "sent": "Menunggu jawaban",
    "accepted": "Diterima",
    "rejected": "Ditolak",
    "no_answer": "Tidak dijawab sampai batas waktunya",
    "failed": "Belum dapat disampaikan",
    "done": "Selesai dilayani",
    "revoked": "Dicabut",
}
WAYS = {
    "case": "Melalui sistem ini",
    "webhook": "Terkirim otomatis ke sistem penerima",
    "letter": "Dengan surat, oleh petugas",
}
PERSONS = {
    "klien": "Penerima Manfaat",
    "wali": "orang tua atau wali",
    "klien_pendamping": "Penerima Manfaat bersama pendampingnya",
    "pendamping_klien": "Penerima Manfaat bersama pendampingnya",
    "pekerja_sosial": "pekerja sosial",
}
SLA_TIMER = "sla:"
"""How the timers of promised times begin; a clock and the percentage of its time follow."""


def moment(at: datetime | None, zone: str) -> str:
    """Say a moment in full, such as ``Selasa, 17 Maret 2026 pukul 10.00 WIB``; a dash for None."""
    return "–" if at is None else indonesian.moment(at, zone)


def brief(at: datetime | None, zone: str) -> str:
    """Say a moment for a table, such as ``17 Mar 2026 10.00 WIB``; a dash for None."""
    if at is None:
        return "–"
    local = at.astimezone(ZoneInfo(zone))
    return (
        f"{local.day} {indonesian.MONTHS[local.month - 1][:3]} {local.year} {local:%H.%M} {indonesian.zone_name(local)}"
    )


def field_value(at: datetime, zone: str) -> str:
    """Give a moment as the value of a ``datetime-local`` field, in the zone's own time."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def from_field(text: str, zone: str) -> datetime | None:
    """Read a ``datetime-local`` field in the zone's own time; None when it is no date and time."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if 1970 < local.year < 2200 else None


def iso(at: datetime) -> str:
    """Give a moment for a ``time`` element's ``datetime`` attribute."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(length: timedelta) -> str:
    """Say a length of time by its two largest units, such as ``2 hari 3 jam``; less than a minute is said so."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    parts = ((days, "hari"), (rest // 60, "jam"), (rest % 60, "menit"))
    said = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(said) if said else "kurang dari 1 menit"


def due(due_at: datetime | None, sla_state: str, now: datetime) -> str:
    """Say how a promised time stands; the page draws a shape beside it (■ late, ▲ soon, ● in time)."""
    if due_at is None:
        return "Tanpa batas waktu"
    if due_at < now:
        return f"Terlambat {span(now - due_at)}"
    if sla_state == "warning":
        return f"Segera, sisa {span(due_at - now)}"
    return f"Sisa {span(due_at - now)}"


def clock(view: views.SlaClockView) -> str:
    """Say how a clock ended, such as ``Tercapai, terlambat 2 jam``: a breach stays told after the work was done."""
    ended = STATES.get(view.state, view.state)
    if view.breached_at is None:
        return ended
    if view.stopped_at is None or view.due_at is None or view.stopped_at <= view.due_at:
        return f"{ended} setelah batasnya lewat"
    return f"{ended}, terlambat {span(view.stopped_at - view.due_at)}"


def risk(level: str | None) -> str:
    """Say a risk level; an unknown risk is said to be unknown, never low."""
    return "Risiko belum dinilai" if level is None else RISKS.get(level, level)


def state(name: str) -> str:
    """Say the state of a case, a task or a clock."""
    return STATES.get(name, name)


def referral(view: ReferralView) -> str:
    """Say what a referral is from the reader's side, such as ``Rujukan kepada Polres Contoh``."""
    other = f"kepada {view.recipient_name}" if view.direction == "out" else f"dari {view.agency_name}"
    return f"{MODES.get(view.mode, view.mode)} {other}"


def referral_state(view: ReferralView) -> str:
    """Say how a referral stands; a withdrawn consent is told with it."""
    said = REFERRAL_STATES.get(view.state, view.state)
    return said if view.consent_withdrawn_at is None else f"{said}; persetujuan ditarik"


def referral_way(view: ReferralView) -> str:
    """Say how a referral reaches its recipient."""
    return WAYS.get(view.via, view.via)


def referral_basis(view: ReferralView) -> str:
    """Say on what a referral left."""
    if view.basis == "darurat":
        return "Keadaan darurat" if view.basis_reason is None else f"Keadaan darurat: {plain(view.basis_reason)}"
    return f"Persetujuan {PERSONS.get(view.consent_by or '', view.consent_by)}"


def basis(code: str) -> str:
    """Say what a step rests on."""
    return BASES.get(code, code)


def event(view: views.HistoryEventView) -> str:
    """Say what a history event tells, such as ``Tugas diambil: Asesmen``; a kind without words is shown as it is."""
    timer = str(view.data.get("input", {}).get("timer_id", ""))
    if timer.startswith(SLA_TIMER):
        milestone, _, percent = timer.removeprefix(SLA_TIMER).rpartition(":")
        promised = milestone.rpartition("-")[0].replace("_", " ")
        return f"Batas waktu {promised} terlewati" if percent == "100" else f"{percent} % waktu {promised} terpakai"
    said = EVENTS.get(view.type, view.type)
    return f"{said}: {view.element_name}" if view.element_name else said


def signed(view: reading_views.ReadingView) -> str:
    """Say who answers for the reading of an unclear clause and since when, or that nobody does yet."""
    if not view.is_signed:
        return "Tafsir belum ditetapkan."
    if view.valid_from is None:
        return f"Ditetapkan oleh {view.chosen_by}."
    until = f" sampai {indonesian.day(view.valid_to)}" if view.valid_to else ""
    signature = f"Ditetapkan oleh {view.chosen_by}, {view.office}, dengan {view.sk}"
    return f"{signature}, berlaku sejak {indonesian.day(view.valid_from)}{until}."


def reading_status(code: str) -> str:
    """Say how a reading stands to its clause."""
    return READING_STATUSES.get(code, code)


def answer(value: Any) -> str:
    """Say a stored answer: truth values as words, lists separated by commas, a dash for nothing."""
    match value:
        case None | "":
            return "–"
        case bool():
            return "Ya" if value else "Tidak"
        case list():
            return ", ".join(answer(one) for one in value)
        case dict():
            return "; ".join(f"{plain(str(key))}: {answer(one)}" for key, one in value.items())
        case _:
            return str(value)


def paragraphs(text: str) -> Markup:
    """Give a form's explanation as paragraphs; its Markdown signs for headings and emphasis are left out."""
    parts = [part.strip(" #") for part in text.replace("*", "").split("\n\n")]
    return Markup("\n").join(Markup("<p>{}</p>").format(part) for part in parts if part)


def plain(key: str) -> str:
    """Say a key, such as ``kronologi_singkat``, as words."""
    return key.replace("_", " ").capitalize()


def zone_name(at: datetime, zone: str) -> str:
    """Name a zone as Indonesians do, such as ``WIB``."""
    return indonesian.zone_name(at.astimezone(ZoneInfo(zone)))


FILTERS: Mapping[str, Callable[..., str]] = {
    "moment": moment, "brief": brief, "iso": iso, "span": span, "due": due, "risk": risk, "state": state,
    "event": event, "clock": clock, "basis": basis, "plain": plain, "paragraphs": paragraphs, "answer": answer,
    "signed": signed, "reading_status": reading_status,
    "referral": referral, "referral_state": referral_state, "referral_basis": referral_basis,
    "referral_way": referral_way,
}  # fmt: skip

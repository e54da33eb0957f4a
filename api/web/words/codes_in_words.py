"""Codes as an officer says them, in the language of the reader; names and clauses stay as they are."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from api.web.words import moments
from api.web.words.language import mark, say
from engine.services.referrals.results import ReferralView
from engine.services.time.results import ReadingView, SlaClockView
from engine.services.verification.results import HistoryEventView

RISKS = {"tinggi": mark("Risiko tinggi"), "sedang": mark("Risiko sedang"), "rendah": mark("Risiko rendah")}


STATES = {
    "active": mark("Berjalan"),
    "open": mark("Terbuka"),
    "suspended": mark("Ditahan"),
    "completed": mark("Selesai"),
    "closed": mark("Ditutup"),
    "cancelled": mark("Dibatalkan"),
    "running": mark("Berjalan"),
    "stopped": mark("Tercapai"),
    "replaced": mark("Digantikan"),
}


BASES = {
    "C": mark("Langkah ini tersurat dalam prosedur."),
    "T": mark("Langkah ini tersirat dalam prosedur."),
    "L": mark("Langkah ini diwajibkan undang-undang."),
    "P": mark("Langkah ini usulan dan menunggu keputusan pejabat."),
}
"""What a step rests on, by its ``lindung:basis``."""


READING_STATUSES = {
    "verbatim": mark("seperti tertulis dalam pasal"),
    "interpreted": mark("ditafsirkan"),
    "conflict": mark("pasal-pasalnya bertentangan"),
    "needs_policy": mark("menunggu keputusan pejabat"),
}
"""How a reading stands to its clause."""


EVENTS = {
    "instance.started": mark("Kasus didaftarkan"),
    "instance.suspended": mark("Kasus ditahan"),
    "instance.resumed": mark("Kasus dilanjutkan"),
    "instance.cancelled": mark("Kasus dibatalkan"),
    "instance.ended": mark("Proses selesai"),
    "user_task.opened": mark("Tugas dibuka"),
    "user_task.claimed": mark("Tugas diambil"),
    "user_task.released": mark("Tugas dilepaskan"),
    "user_task.delegated": mark("Tugas diserahkan"),
    "user_task.completed": mark("Tugas diselesaikan"),
    "timer.fired": mark("Waktu yang ditentukan tiba"),
    "message.received": mark("Pesan diterima"),
    "referral.sent": mark("Rujukan dikirim"),
    "referral.received": mark("Rujukan diterima dari instansi lain"),
    "referral.delivered": mark("Rujukan sampai pada mitra"),
    "referral.undelivered": mark("Rujukan tidak dapat disampaikan"),
    "referral.answered": mark("Rujukan dijawab"),
    "referral.fed_back": mark("Hasil layanan disampaikan kepada perujuk"),
    "referral.lapsed": mark("Rujukan tidak dijawab sampai batas waktunya"),
    "referral.revoked": mark("Rujukan dicabut"),
    "referral.consent_withdrawn": mark("Penarikan persetujuan dicatat"),
    "readings.changed": mark("Tafsir yang berlaku berubah"),
    "document.registered": mark("Surat dibuat"),
    "document.signed": mark("Surat ditandatangani"),
    "document.returned": mark("Surat dikembalikan"),
    "case.key_destroyed": mark("Isi kasus dimusnahkan"),
    "sheet.kept": mark("Lembar laporan disimpan"),
    "instance.rebuilt": mark("Data kasus dibangun ulang dari peristiwanya"),
    "comment.written": mark("Komentar ditulis"),
    "reporter_message.written": mark("Pesan antara pelapor dan petugas ditulis"),
    "file.attached": mark("Berkas diterima"),
}


MODES = {"koordinasi": mark("Koordinasi"), "rujukan": mark("Rujukan"), "pelimpahan": mark("Pelimpahan")}


REFERRAL_STATES = {
    "sent": mark("Menunggu jawaban"),
    "accepted": mark("Diterima"),
    "rejected": mark("Ditolak"),
    "no_answer": mark("Tidak dijawab sampai batas waktunya"),
    "failed": mark("Belum dapat disampaikan"),
    "done": mark("Selesai dilayani"),
    "revoked": mark("Dicabut"),
}


MEDIA = {
    "case": mark("Melalui sistem ini"),
    "webhook": mark("Terkirim otomatis ke sistem penerima"),
    "letter": mark("Dengan surat, oleh petugas"),
}


PERSONS = {
    "klien": mark("Penerima Manfaat"),
    "wali": mark("orang tua atau wali"),
    "klien_pendamping": mark("Penerima Manfaat bersama pendampingnya"),
    "pendamping_klien": mark("Penerima Manfaat bersama pendampingnya"),
    "pekerja_sosial": mark("pekerja sosial"),
}


UNITS = {
    "menit": mark("menit"),
    "jam": mark("jam"),
    "hari": mark("hari"),
    "hari_kerja": mark("hari kerja"),
    "minggu": mark("minggu"),
}


SLA_TIMER = "sla:"
"""How the timers of promised times begin; a clock and the percentage of its time follow."""


def clock(view: SlaClockView) -> str:
    """Say how a clock ended, such as ``Tercapai, terlambat 2 jam``: a breach stays told after the work was done."""
    ended = state(view.state)
    if view.breached_at is None:
        return ended
    if view.stopped_at is None or view.due_at is None or view.stopped_at <= view.due_at:
        return say("%(ended)s setelah batasnya lewat", ended=ended)
    return say("%(ended)s, terlambat %(span)s", ended=ended, span=moments.span(view.stopped_at - view.due_at))


def risk(level: str | None) -> str:
    """Say a risk level; an unknown risk is said to be unknown, never low."""
    return say("Risiko belum dinilai") if level is None else _word(RISKS, level)


def state(name: str) -> str:
    """Say the state of a case, a task or a clock."""
    return _word(STATES, name)


def referral(view: ReferralView) -> str:
    """Say what a referral is from the reader's side, such as ``Rujukan kepada Polres Contoh``."""
    mode = _word(MODES, view.mode)
    if view.direction == "out":
        return say("%(mode)s kepada %(name)s", mode=mode, name=view.recipient_name)
    return say("%(mode)s dari %(name)s", mode=mode, name=view.agency_name)


def referral_state(view: ReferralView) -> str:
    """Say how a referral stands; a withdrawn consent is told with it."""
    said = _word(REFERRAL_STATES, view.state)
    return said if view.consent_withdrawn_at is None else say("%(state)s; persetujuan ditarik", state=said)


def referral_way(view: ReferralView) -> str:
    """Say how a referral reaches its recipient."""
    return _word(MEDIA, view.via)


def referral_basis(view: ReferralView) -> str:
    """Name the basis on which a referral left."""
    if view.basis == "darurat":
        said = say("Keadaan darurat")
        return said if view.basis_reason is None else f"{said}: {plain(view.basis_reason)}"
    return say("Persetujuan %(person)s", person=_word(PERSONS, view.consent_by or "–"))


def basis(code: str) -> str:
    """Name the basis of a step."""
    return _word(BASES, code)


def unit(code: str) -> str:
    """Say the unit of a promised time."""
    return _word(UNITS, code)


def event(view: HistoryEventView) -> str:
    """Say what a history event tells, such as ``Tugas diambil: Asesmen``; a kind without words is shown as it is."""
    timer = str(view.data.get("input", {}).get("timer_id", ""))
    if timer.startswith(SLA_TIMER):
        milestone, _, percent = timer.removeprefix(SLA_TIMER).rpartition(":")
        promised = milestone.rpartition("-")[0].replace("_", " ")
        if percent == "100":
            return say("Batas waktu %(promised)s terlewati", promised=promised)
        return say("%(percent)s %% waktu %(promised)s terpakai", percent=percent, promised=promised)
    said = event_type(view.type)
    return f"{said}: {view.element_name}" if view.element_name else said


def event_type(kind: str) -> str:
    """Say a kind of history event; one without words is shown as it is."""
    return _word(EVENTS, kind)


def signed(view: ReadingView) -> str:
    """Say who answers for the reading of an unclear clause and since when, or that nobody does yet."""
    if not view.is_signed:
        return say("Tafsir belum ditetapkan.")
    if view.valid_from is None:
        return say("Ditetapkan oleh %(who)s.", who=view.chosen_by)
    signed_by = say(
        "Ditetapkan oleh %(who)s, %(office)s, dengan %(sk)s", who=view.chosen_by, office=view.office, sk=view.sk
    )
    since = say("berlaku sejak %(day)s", day=moments.day(view.valid_from))
    until = say(" sampai %(day)s", day=moments.day(view.valid_to)) if view.valid_to else ""
    return f"{signed_by}, {since}{until}."


def reading_status(code: str) -> str:
    """Say how a reading stands to its clause."""
    return _word(READING_STATUSES, code)


def answer(value: Any) -> str:
    """Say a stored answer: truth values as words, lists separated by commas, a dash for nothing."""
    match value:
        case None | "":
            return "–"
        case bool():
            return say("Ya") if value else say("Tidak")
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


def _word(words: Mapping[str, str], code: str) -> str:
    """Say a code by its word; one without a word is shown as it is."""
    return say(words[code]) if code in words else code

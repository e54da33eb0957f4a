"""Findings of the checks of the record: codes for programs, sentences for people; ids and labels, never content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.domain.letters import indonesian


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it was recorded; what does not apply is None.

    ``code`` is one of SAID. ``part`` names the chain, the part of an event, or table and column concerned; ``seq`` the
    event of ``instance_id``, or the record of another chain; ``subject`` the id of the row, version or chain. ``at`` is
    the event's moment, aware and in UTC, and ``event_type`` its type.
    """

    code: str
    part: str
    case_number: str | None = None
    agency: str | None = None
    instance_id: str | None = None
    seq: int | None = None
    element: str | None = None
    subject: str | None = None
    at: datetime | None = None
    event_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A finding in two languages."""

    sentence_id: str
    sentence_en: str


SAID: Mapping[str, tuple[str, str]] = {
    "record_changed": (
        "{where}: {event_id} bukan yang dicatat semula.",
        "{where_en}: {event_en} is not what was recorded.",
    ),
    "record_unlinked": (
        "{where}: {event_id} tidak menyambung pada catatan sebelumnya.",
        "{where_en}: {event_en} does not follow on the record before it.",
    ),
    "record_missing": (
        "{where}: {event_id} hilang.",
        "{where_en}: {event_en} is missing.",
    ),
    "record_unnamed": (
        "{where}: {event_id} tidak termasuk catatan ini.",
        "{where_en}: {event_en} does not belong to this record.",
    ),
    "moment_falls": (
        "{where}: {event_id} tercatat lebih awal daripada yang sebelumnya.",
        "{where_en}: {event_en} has an earlier moment than the one before it.",
    ),
    "content_missing": (
        "{where}: {part_id} yang dicatat pada {event_id} tidak ada lagi.",
        "{where_en}: {part_en}, recorded at {event_en}, is no longer there.",
    ),
    "content_changed": (
        "{where}: {part_id} yang dicatat pada {event_id} sudah diubah.",
        "{where_en}: {part_en}, recorded at {event_en}, was changed.",
    ),
    "content_unnamed": (
        "{where}: {part_id} ada, tetapi tidak ada peristiwa yang mencatatnya.",
        "{where_en}: {part_en} is there, but no event records it.",
    ),
    "content_unreadable": (
        "{where}: {part_id} tidak dapat dibuka dengan kunci kasusnya.",
        "{where_en}: {part_en} cannot be opened with the key of its case.",
    ),
    "key_missing": (
        "{where}: kunci kasus hilang tanpa peristiwa yang mencatatnya.",
        "{where_en}: the key of the case is gone, and no event records it.",
    ),
    "key_kept": (
        "{where}: kunci kasus masih ada, padahal {event_id} mencatat bahwa kunci itu dimusnahkan.",
        "{where_en}: the key of the case is still there, though {event_en} records that it was destroyed.",
    ),
    "key_changed": (
        "{where}: kunci kasus bukan lagi kunci yang semula.",
        "{where_en}: the key of the case is not the one that it was.",
    ),
    "policy_changed": (
        "{subject}: {part_id} bukan yang disimpan semula.",
        "{subject}: {part_en} is not what was stored.",
    ),
    "policy_missing": (
        "{where}: {part_id} yang disebut {event_id} tidak ada.",
        "{where_en}: {part_en}, named by {event_en}, is not there.",
    ),
    "number_missing": (
        "{subject}: nomor ini pernah diberikan, tetapi tidak ada lagi yang memakainya ({part_id}).",
        "{subject}: the number was given out, and nothing bears it any more ({part_en}).",
    ),
    "execution_refused": (
        "{where}: {event_id} tidak dapat dijalankan ulang.",
        "{where_en}: {event_en} cannot be executed again.",
    ),
    "event_differs": (
        "{where}: {event_id}, bila dijalankan ulang, berakibat lain ({part_id}).",
        "{where_en}: {event_en}, executed again, leads to something else ({part_en}).",
    ),
    "row_missing": (
        "{where}: {part_id} yang seharusnya ada menurut {event_id} hilang.",
        "{where_en}: {part_en}, which should be there by {event_en}, is missing.",
    ),
    "row_unnamed": (
        "{where}: {part_id} ada, tetapi tidak berasal dari peristiwa mana pun.",
        "{where_en}: {part_en} is there, but comes from no event.",
    ),
    "row_differs": (
        "{where}: {part_id} tidak seperti yang dikatakan {event_id}.",
        "{where_en}: {part_en} is not what {event_en} says.",
    ),
    "leaf_differs": (
        "Log {subject}, catatan ke-{seq} bukan yang semula dicatat.",
        "Record no. {seq} of {subject} is not what the log holds.",
    ),
    "leaf_without_record": (
        "Log {subject}, catatan ke-{seq} sudah tidak ada.",
        "Record no. {seq} of {subject} is no longer there.",
    ),
    "leaf_late": (
        "Log {subject}, catatan ke-{seq} mengaku lebih tua daripada saat ia dicatat.",
        "Record no. {seq} of {subject} claims to be older than its place in the log.",
    ),
    "leaf_missing": ("Baris daun {subject} hilang.", "The row of leaf {subject} is missing."),
    "leaf_unpromised": (
        "Log {subject}, catatan ke-{seq} tidak dijamin catatan penutup mana pun.",
        "No checkpoint promises record no. {seq} of {subject}.",
    ),
    "record_without_leaf": (
        "Log {subject}, catatan ke-{seq} tidak pernah masuk log.",
        "Record no. {seq} of {subject} never entered the log.",
    ),
    "tile_differs": ("Simpanan pohon berbeda pada {subject}.", "The stored tree differs at {subject}."),
    "checkpoint_differs": (
        "Catatan penutup tersimpan ({subject}) bukan akar pohon ini.",
        "The stored checkpoint of {subject} is not the root of this tree.",
    ),
    "checkpoint_unsigned": (
        "Catatan penutup tersimpan ({subject}) tidak ditandatangani kunci log.",
        "The stored checkpoint of {subject} is not signed by the key of the log.",
    ),
    "kept_not_extended": (
        "Log bukan kelanjutan dari catatan penutup yang disimpan di luar ({subject}).",
        "The log does not extend the checkpoint of {subject} that was kept outside.",
    ),
    "kept_leaf_differs": (
        "Daun {subject} adalah yang pertama berbeda dari yang disimpan di luar.",
        "Leaf {subject} is the first that is not the one kept outside.",
    ),
    "kept_unreadable": (
        "Catatan penutup dari luar bukan tanda tangan log ini.",
        "A checkpoint from outside is not signed by this log.",
    ),
    "log_cut": (
        "Log lebih pendek daripada yang pernah dijamin ({subject}).",
        "The log is shorter than was promised ({subject}).",
    ),
    "fork": (
        "Ada dua catatan penutup berbeda dengan ukuran sama ({subject}).",
        "There are two different checkpoints of the same size ({subject}).",
    ),
}
"""Code -> sentence in Indonesian and in English."""

CHAINS: Mapping[str, tuple[str, str]] = {
    "history": ("peristiwa", "event"),
    "access": ("catatan pembacaan", "record of reading"),
    "reader": ("catatan pembaca", "record of a reader"),
    "register": ("catatan buku register", "record of a register"),
}
EVENTS: Mapping[str, tuple[str, str]] = {
    "instance.started": ("dimulai", "started"),
    "user_task.completed": ("selesai", "completed"),
    "timer.fired": ("waktunya tiba", "came due"),
    "message.received": ("pesan diterima", "message received"),
    "readings.changed": ("tafsir berganti", "readings changed"),
    "instance.cancelled": ("dibatalkan", "called off"),
    "instance.suspended": ("ditangguhkan", "suspended"),
    "instance.resumed": ("dilanjutkan", "resumed"),
    "instance.rebuilt": ("dibangun ulang", "rebuilt"),
    "user_task.claimed": ("diambil", "claimed"),
    "user_task.released": ("dilepas", "released"),
    "user_task.delegated": ("dialihkan", "delegated"),
    "referral.sent": ("rujukan dikirim", "referral sent"),
    "referral.received": ("rujukan diterima", "referral received"),
    "referral.answered": ("rujukan dijawab", "referral answered"),
    "referral.fed_back": ("umpan balik rujukan", "referral fed back"),
    "referral.lapsed": ("rujukan tidak dijawab", "referral lapsed"),
    "referral.revoked": ("rujukan dicabut", "referral revoked"),
    "referral.consent_withdrawn": ("persetujuan ditarik", "consent withdrawn"),
    "document.registered": ("surat dicatat", "letter registered"),
    "document.returned": ("surat dikembalikan", "letter returned"),
    "document.signed": ("surat ditandatangani", "letter signed"),
    "sheet.kept": ("lembar laporan disimpan", "sheet of the report kept"),
    "comment.written": ("komentar ditulis", "comment written"),
    "reporter_message.written": ("pesan pelapor ditulis", "message of the reporter written"),
    "file.attached": ("berkas dilampirkan", "file attached"),
    "case.key_destroyed": ("kunci kasus dimusnahkan", "key of the case destroyed"),
}
"""Type of an event -> what happened, for people."""

PARTS: Mapping[str, tuple[str, str]] = {
    "input": ("masukan", "input"),
    "effects": ("akibat", "effects"),
    "before": ("nilai sebelumnya", "values before"),
    "after": ("nilai sesudahnya", "values after"),
    "snapshot": ("keadaan tersimpan", "stored state"),
    "process_instances": ("data proses", "process row"),
    "cases": ("data kasus", "case row"),
    "case_members": ("petugas kasus", "member of the case"),
    "user_tasks": ("tugas", "task"),
    "sla_clocks": ("jam batas waktu", "clock"),
    "timers": ("pengatur waktu", "timer"),
    "awaited_messages": ("pesan yang ditunggu", "awaited message"),
    "form_submissions": ("isian formulir", "form submission"),
    "documents": ("surat", "letter"),
    "referrals": ("rujukan", "referral"),
    "comments": ("komentar", "comment"),
    "case_files": ("berkas", "file"),
    "reporter_messages": ("pesan pelapor", "message of the reporter"),
    "intakes": ("lembar laporan", "sheet of the report"),
    "outbox_messages": ("pesan antarkasus", "message between cases"),
    "case_counters": ("penghitung nomor kasus", "counter of case numbers"),
    "letter_counters": ("penghitung nomor surat", "counter of letter numbers"),
    "public_reports": ("laporan publik", "report of the public"),
    "agencies": ("data instansi", "agency"),
    "bundles": ("versi prosedur", "version of a procedure"),
    "rollouts": ("berlakunya versi", "version in force"),
    "bundle_files": ("berkas prosedur", "files of a procedure"),
    "calendar_versions": ("kalender kerja", "working calendar"),
    "incidents": ("gangguan", "incident"),
    "practice_facts": ("catatan praktik", "fact of practice"),
}
"""Part of an event, or table -> its name for people."""


def say(finding: Finding, *, zone: str = "UTC", element_name: str | None = None) -> Said:
    """Give a finding's sentences; moments are shown in ``zone``, and the element by its name if one is given."""
    template, english = SAID[finding.code]
    words = dict(_words(finding, zone=zone, name=element_name or finding.element))
    return Said(sentence_id=template.format(**words), sentence_en=english.format(**words))


def _words(finding: Finding, *, zone: str, name: str | None) -> Iterator[tuple[str, str]]:
    subject, number = finding.subject or finding.instance_id or "?", finding.case_number
    yield "subject", subject
    yield "seq", str(finding.seq)
    yield "where", f"Kasus {number}" if number else subject
    yield "where_en", f"Case {number}" if number else subject
    chain = CHAINS.get(finding.part, CHAINS["history"])
    happened = EVENTS.get(finding.event_type or "", ("", ""))
    at = "" if finding.at is None else indonesian.moment(finding.at, zone)
    at_en = "" if finding.at is None else f"{finding.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    yield "event_id", _event(f"{chain[0]} ke-", finding.seq, at, name, happened[0])
    yield "event_en", _event(f"{chain[1]} no. ", finding.seq, at_en, name, happened[1])
    table, _, column = finding.part.partition(".")
    label, label_en = PARTS.get(table, (table, table))
    tail = f" {finding.subject}" if finding.subject and number else ""
    yield "part_id", f"{label}{tail}" + (f", kolom {column}" if column else "")
    yield "part_en", f"{label_en}{tail}" + (f", column {column}" if column else "")


def _event(word: str, seq: int | None, at: str, name: str | None, happened: str) -> str:
    """Name an event, such as ``peristiwa ke-5 (Selasa, 3 Maret 2026 pukul 10.12 WIB, Identifikasi kasus selesai)``."""
    if seq is None:
        return word.rpartition(" ")[0]
    what = " ".join(one for one in (name, happened) if one)
    said = ", ".join(one for one in (at, what) if one)
    return f"{word}{seq}" + (f" ({said})" if said else "")

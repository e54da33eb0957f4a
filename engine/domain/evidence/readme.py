"""The first file of an evidence package: what it holds and how it is checked, in Indonesian and in English."""

from collections.abc import Mapping

TEXT = """PAKET BUKTI LINDUNG

Kasus           : {case}
Untuk           : {recipient}
Dasar           : {basis}
Nomor surat     : {letter_number}
Menurut catatan : {size} catatan tersegel, {sealed}

ISI
  laporan.pdf         ringkasan yang dapat dibaca dan dicetak (PDF/A)
  events.jsonl        catatan kasus, satu baris satu catatan, persis seperti yang disegel
  timeline.json       garis waktu kasus untuk diolah program
  diagram.svg         diagram prosedur dengan langkah yang sudah dilalui
  bundle/             versi prosedur yang berlaku: diagram, tabel keputusan, formulir, pasal
  proofs.json         bukti bahwa tiap catatan ada dalam log, dan bahwa log hanya bertambah
  checkpoint          catatan penutup log yang ditandatangani
  verify_lindung.py   pemeriksa mandiri, cukup Python 3.11
  SHA256SUMS          sidik tiap berkas
{kept_id}
CARA MEMERIKSA, tanpa jaringan dan tanpa Lindung
  1. sha256sum -c SHA256SUMS
  2. python3 verify_lindung.py . "{key}"{kept_argument}
Cocokkan kunci di atas dengan kunci log yang Anda terima di atas kertas, dan sidik verify_lindung.py dengan yang
tercetak di buku panduan. UTUH berarti semua catatan seperti ketika disegel; BERUBAH menyebut yang tidak.

{values_id}

------------------------------------------------------------------------------------------------------------------------

LINDUNG EVIDENCE PACKAGE

laporan.pdf is the report for people (PDF/A); events.jsonl holds the records of the case as they were sealed, one a
line; timeline.json the same for programs; diagram.svg the procedure with the steps taken; bundle/ the version in force;
proofs.json proves each record to be in the log, and that the log only grew; checkpoint is the log's signed note.
{kept_en}
TO CHECK IT, offline and without Lindung
  1. sha256sum -c SHA256SUMS
  2. python3 verify_lindung.py . "{key}"{kept_argument}
Compare the key with the one you were given on paper, and the SHA-256 of verify_lindung.py with the handbook's. UTUH
means that every record is as it was sealed; BERUBAH names what is not.

{values_en}
"""
KEPT = "catatan-disimpan"
"""Name of the note that somebody kept and gave, in the package."""
WITHHELD_ID = """Paket ini tidak memuat nilai pribadi (seperti usia atau bentuk kekerasan) dan tidak memuat isi cerita.
Catatan yang memuat nilai semacam itu hanya disertakan sidiknya ("withheld"): tempatnya dalam log terbukti, isinya tidak
diberikan."""
WITHHELD_EN = """No personal values (such as age or kind of violence) and nothing of the story stand in it. Of records
that hold such values only the hash is given ("withheld"): their place in the log is proved, their content is not
handed over."""
VALUES_ID = """RAHASIA. Paket ini memuat nilai yang dipakai keputusan dan dilepas oleh dua orang. Isi cerita tidak
disertakan. Catatan yang memuat jawaban yang tidak boleh dilihat siapa pun di luar petugasnya hanya disertakan sidiknya.
Simpan di tempat yang hanya dapat dibuka oleh yang berwenang."""
VALUES_EN = """CONFIDENTIAL. It holds the values that decisions were made with, and was released by two people. Nothing
of the story stands in it, and of records with answers that only its officers may see there is the hash alone. Keep it
where only those who may can open it."""


def text(said: Mapping[str, str], *, size: int, with_values: bool, with_kept: bool) -> str:
    """Give the file; ``said`` are case, recipient, basis, letter_number, sealed and key, in words."""
    return TEXT.format(
        **said,
        size=size,
        kept_argument=f" {KEPT}" if with_kept else "",
        kept_id=f"  {KEPT}    catatan penutup yang Anda simpan dan serahkan\n" if with_kept else "",
        kept_en=f"{KEPT} is the checkpoint that you kept and handed in.\n" if with_kept else "",
        values_id=VALUES_ID if with_values else WITHHELD_ID,
        values_en=VALUES_EN if with_values else WITHHELD_EN,
    )

"""What was just done, told once by the page that follows.

It travels in a cookie that holds the code of a sentence of ours, a case number or a count: never a text of anybody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.wrappers import Response

from api.web.words.language import mark, say

COOKIE = "lindung_told"
SECONDS = 60
MESSAGES: Mapping[str, tuple[str, str]] = {
    "claimed": ("on_time", mark("Tugas pada kasus %(case)s sekarang milik Anda.")),
    "draft_saved": ("on_time", mark("Draf disimpan. Anda dapat melanjutkannya kapan saja, juga dari perangkat lain.")),
    "draft_gone": ("on_time", mark("Draf sudah dibuang.")),
    "taken_back": ("on_time", mark("Tugas ditarik kembali. Isian Anda masih ada.")),
    "commented": ("on_time", mark("Komentar sudah disimpan.")),
    "reporter_answered": ("on_time", mark("Pesan sudah disampaikan. Pelapor membacanya saat membuka laporannya.")),
    "file_taken": ("on_time", mark("Berkas sudah diterima.")),
    "registered": (
        "on_time",
        mark("Laporan ini dicatat sebagai %(count)s kasus, satu untuk tiap korban. Ini yang pertama: %(case)s."),
    ),
    "retried": ("on_time", mark("Langkah itu dicoba lagi sekarang. Bila gagal lagi, gangguannya tampil kembali.")),
    "looked_again": (
        "on_time",
        mark("Kasus itu sedang dilihat lagi. Bila sudah berjalan, gangguannya selesai; bila belum, ia tetap di sini."),
    ),
    "nothing_next": ("plain", mark("Tidak ada lagi tugas yang menunggu peran Anda.")),
    "nothing_ticked": ("late", mark("Belum ada tugas yang dipilih. Centang dahulu, lalu pilih tindakannya.")),
    "filter_kept": ("on_time", mark("Saringan sudah disimpan.")),
    "substitute_named": ("on_time", mark("Pengganti sudah ditunjuk.")),
    "substitute_ended": ("on_time", mark("Penggantian sudah diakhiri.")),
    "handed_over": ("on_time", mark("Tugas pada kasus %(case)s sudah diserahkan.")),
    "all_read": ("on_time", mark("Semua pemberitahuan ditandai sudah dibaca.")),
    "out_of_reach": ("plain", mark("Yang diberitahukan itu sudah tidak dapat Anda buka.")),
    "mail_chosen": ("on_time", mark("Pilihan surel sudah disimpan.")),
    "code_mailed": ("on_time", mark("Sebuah kode dikirim ke alamat itu. Ketik kodenya di bawah ini.")),
    "address_proved": ("on_time", mark("Alamat surel sudah dibuktikan.")),
    "code_wrong": ("late", mark("Kode itu tidak cocok atau sudah tidak berlaku.")),
    "address_forgotten": ("on_time", mark("Alamat surel sudah dihapus.")),
    "letter_signed": ("on_time", mark("Surat sudah Anda tanda tangani.")),
    "letter_returned": ("on_time", mark("Surat dikembalikan. Pembuatnya sudah diberi tahu.")),
    "evidence_asked": ("on_time", mark("Permintaan paket bukti sudah dicatat.")),
    "evidence_released": ("on_time", mark("Paket bukti sudah Anda lepas. Yang memintanya dapat membuatnya sekarang.")),
    "evidence_refused": ("on_time", mark("Permintaan paket bukti sudah ditolak atau ditarik kembali.")),
    "released": ("on_time", mark("Tugas pada kasus %(case)s sudah dilepaskan.")),
}
"""Code -> (tone of the notice, sentence)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """One message; ``tone`` is the notice's class."""

    tone: str
    text: str


def leave(answer: Response, code: str, **values: str | int) -> None:
    """Leave a message for the next page; KeyError for a code without a sentence."""
    MESSAGES[code]
    text = urlencode({"code": code, **values})
    answer.set_cookie(COOKIE, text, max_age=SECONDS, httponly=True, samesite="Strict")


def read() -> tuple[Toast, ...]:
    """Give the messages that were left; none for a cookie that we did not write."""
    values = dict(parse_qsl(request.cookies.get(COOKIE, "")))
    tone, text = MESSAGES.get(values.pop("code", ""), ("", ""))
    try:
        return (Toast(tone=tone, text=say(text, **values)),) if text else ()
    except KeyError:
        return ()


def forget(answer: Response) -> None:
    """Tell it no second time."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE)

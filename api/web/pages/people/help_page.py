"""Help: what each role does here, what the signs mean, which keys there are, what to do when something breaks."""

from collections.abc import Mapping

from flask import Blueprint, Response

from api import edge
from api.web.frame import page
from api.web.words.language import mark, say

pages = Blueprint("help", __name__)

DUTIES: Mapping[str, str] = {
    "petugas_pengaduan": mark(
        "Anda mencatat laporan yang masuk, lalu mengambil tugas penerimaan dan mengisinya bersama orang yang melapor. "
        "Mulailah dari Laporan baru atau dari tombol Ambil berikutnya."
    ),
    "pendamping": mark(
        "Anda mengerjakan pendampingan: asesmen, rencana, layanan, dan rujukan kasus yang Anda pegang. "
        "Mulailah dari tab Tugas saya, lalu ambil tugas yang menunggu peran Anda."
    ),
    "penyelia": mark(
        "Anda membagi pekerjaan, memeriksa, dan memutuskan. Mulailah dari Tim: lihat yang terlambat dan yang belum "
        "diambil, lalu serahkan tugas kepada petugas yang longgar."
    ),
    "kepala": mark(
        "Anda mengesahkan dan memutuskan. Tugas yang menunggu keputusan Anda ada pada daftar tugas; keadaan seluruh "
        "lembaga ada pada Tim."
    ),
    "pengelola_data": mark("Anda melengkapi data kasus dan pencatatan nasional lewat tugas yang menunggu peran Anda."),
    "admin_kebijakan": mark("Anda menetapkan tafsir prosedur dan memberlakukan prosedur. Mulailah dari Tafsir."),
    "auditor": mark(
        "Anda memeriksa apa yang dicatat pada kasus. Mulailah dari Kasus: buka sebuah kasus, lalu Putar ulang untuk "
        "melihat keadaannya pada tiap saat, siapa yang bertindak, dan sebab tiap keputusan dan keterlambatan. "
        "Isi laporan tidak terbuka bagi Anda; nilai yang menyangkut diri seseorang hanya dengan alasan yang dicatat."
    ),
    "admin_sistem": mark("Anda mengurus pengguna dan gangguan teknis. Isi kasus tidak terbuka bagi Anda."),
}
"""What a role does here; a role of another name is told what its menu offers."""

RISKS: Mapping[str | None, str] = {
    "tinggi": mark("Ada bahaya bagi orangnya. Dahulukan tugas ini."),
    "sedang": mark("Bahaya mungkin terjadi. Kerjakan sesuai batas waktunya."),
    "rendah": mark("Tidak ada tanda bahaya sekarang. Penilaian dapat berubah."),
    None: mark("Risiko belum dinilai. Jangan menganggapnya rendah."),
}


@pages.get("/bantuan")
def show() -> Response:
    """Show the help, beginning with the reader's own roles."""
    duties = {role: say(text) for role, text in DUTIES.items()}
    risks = [(level, say(text)) for level, text in RISKS.items()]
    with edge.for_person(reads_only=True) as tx:
        return page.show(tx, "people/help.html", duties=duties, risks=risks)

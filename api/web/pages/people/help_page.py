"""Help: what each role does here, what the signs mean, which keys there are, what to do when something breaks."""

from collections.abc import Mapping

from flask import Blueprint, Response

from api import edge
from api.web.frame import page
from api.web.words.language import mark, say
from engine.services.base.transaction import Transaction

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
        "lembaga ada pada Tim. Pada Ruang audit Anda membuka penugasan pemeriksa, menanggapi temuan, dan melepas "
        "paket bukti."
    ),
    "pengelola_data": mark("Anda melengkapi data kasus dan pencatatan nasional lewat tugas yang menunggu peran Anda."),
    "admin_kebijakan": mark("Anda menetapkan tafsir prosedur dan memberlakukan prosedur. Mulailah dari Tafsir."),
    "auditor": mark(
        "Anda memeriksa apa yang dicatat pada kasus. Mulailah dari Ruang audit: apakah catatan utuh, lalu siapa "
        "membaca apa pada Pembacaan. Buka sebuah kasus, lalu Putar ulang untuk melihat keadaannya pada tiap saat, "
        "siapa yang bertindak, dan sebab tiap keputusan dan keterlambatan. "
        "Isi laporan tidak terbuka bagi Anda; nilai yang menyangkut diri seseorang hanya dengan alasan yang dicatat."
    ),
    "pemeriksa": mark(
        "Anda memeriksa kasus yang termasuk penugasan Anda, dan tidak melihat yang lain. Mulailah dari Penugasan: "
        "tarik sampelnya, putar ulang tiap kasus, jalankan ulang untuk membandingkannya dengan catatan, lalu buat "
        "temuan dari peristiwanya. Isi laporan tidak terbuka bagi Anda; setiap pembacaan dicatat."
    ),
    "admin_sistem": mark("Anda mengurus pengguna dan gangguan teknis. Isi kasus tidak terbuka bagi Anda."),
}
"""What a role does here; a role of another name is told what its menu offers."""

AUDIT_WORDS: Mapping[str, str] = {
    mark("Putar ulang"): mark("Kasus ditampilkan pada diagramnya seperti pada saat peristiwa yang dipilih."),
    mark("Catatan bersama"): mark("Susunan sidik semua catatan. Susunan ini hanya bertambah, tidak pernah berubah."),
    mark("Catatan penutup"): mark(
        "Ukuran dan akar catatan bersama pada satu saat, bertanda tangan. Siapa yang menyimpannya dapat menunjukkan "
        "kemudian bahwa ada yang diubah."
    ),
    mark("Saksi"): mark(
        "Lembaga lain yang memeriksa bahwa catatan bersama hanya bertambah, lalu ikut menandatanganinya."
    ),
    mark("Bukti"): mark("Deret sidik yang menunjukkan bahwa satu catatan ada di dalam catatan bersama."),
    mark("Daun"): mark("Tempat satu catatan di dalam catatan bersama."),
    mark("Sidik"): mark(
        "Deret huruf dan angka yang dihitung dari suatu isi. Isi yang berubah sedikit pun bersidik lain."
    ),
    mark("Tonggak"): mark("Titik dalam prosedur yang harus tercapai sebelum batas waktunya lewat."),
    mark("Dijalankan ulang"): mark("Setiap langkah dijalankan lagi, dan hasilnya dibandingkan dengan yang tersimpan."),
    mark("Sampel"): mark("Kasus yang diundi sehingga lembaga maupun auditor tidak dapat memilihnya."),
    mark("Temuan"): mark("Kriteria, kondisi, sebab, akibat, dan rekomendasi, beserta tanggapan dan tindak lanjutnya."),
    mark("Nama samaran"): mark("Sebutan seseorang di dalam satu unduhan. Unduhan lain memakai sebutan lain."),
    mark("Angka <5"): mark("Angka di bawah lima disembunyikan, karena di baliknya ada orang yang dapat dikenali."),
}
"""What the words of the audit room mean."""

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
        words = [(say(word), say(meaning)) for word, meaning in AUDIT_WORDS.items()] if _audits(tx) else []
        return page.show(tx, "people/help.html", duties=duties, risks=risks, audit_words=words)


def _audits(tx: Transaction) -> bool:
    """Tell whether the reader looks at the record itself."""
    return bool(tx.scopes("access.read") or tx.scopes("history.verify"))

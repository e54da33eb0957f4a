"""Which pages and states are shown, in the order of a working day, and who looks at them."""

from dataclasses import dataclass

from tests.screenshots.approaches import (
    Approach,
    at,
    edited,
    filled,
    pressed,
    replayed,
    reported,
    somewhere,
    task,
    through,
    wrote,
)

INTAKE, CARER, LEADER = "petugas_pengaduan.ttg", "pendamping.ttg", "penyelia.ttg"
HEAD, DATA, AUDITOR = "kepala.ttg", "pengelola_data.ttg", "auditor.ttg"
EXAMINER, DRAFTER = "pemeriksa.ttg", "admin_kebijakan.ttg"
PUBLIC = "/lapor/uptd_ppa_tebing_tinggi"
CASE = "a[href^='/kasus/TTG']"
NUMBER = "TTG-2026-00029"
OF_CASE = f"/audit/kasus/{NUMBER}"
REPLAY = f"{OF_CASE}/putar-ulang"
PRACTICE = "/audit/prosedur/tebing_tinggi_pengaduan"
"""The case about which there are findings, and the procedure of which figures are published."""

ASSIGNED = {
    "Nomor surat tugas": "700/14/ITDA/2026",
    "Tanggal surat tugas": "2026-11-01",
    "Kasus yang dibuka sejak": "2026-11-01",
    "Sampai dengan": "2026-10-01",
    "Nama pengguna para pemeriksa": "pemeriksa.ttg",
}
"""An assignment whose days are the wrong way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page or state: its file's name, who looks at it (None: nobody signed in), and the way there.

    ``scripts`` False shows the page as it is where scripts do not run. No way changes what the next one finds.
    """

    name: str
    who: str | None
    approach: Approach
    scripts: bool = True


SHOTS = (
    Shot(name="masuk", who=None, approach=at("/masuk")),
    Shot(
        name="masuk_ditolak",
        who=None,
        approach=filled("/masuk", {"Nama pengguna": "x", "Kata sandi": "y"}, button="Masuk"),
    ),
    Shot(name="verifikasi", who=None, approach=at("/verifikasi")),
    Shot(name="lapor_lembaga", who=None, approach=at("/lapor")),
    Shot(name="lapor_isi", who=None, approach=at(PUBLIC), scripts=False),
    Shot(name="lapor_ditolak", who=None, approach=filled(PUBLIC, {}, button="Kirim laporan")),
    Shot(name="lapor_tanda_terima", who=None, approach=reported(PUBLIC)),
    Shot(name="lapor_kode", who=None, approach=at("/lapor/kode")),
    Shot(
        name="lapor_kode_salah",
        who=None,
        approach=filled("/lapor/kode", {"Kode dari tanda terima": "X"}, button="Buka laporan"),
    ),
    Shot(name="lapor_percakapan", who=None, approach=reported(PUBLIC, then=wrote("Apakah saya boleh datang besok?"))),
    Shot(name="kotak_peran", who=INTAKE, approach=at("/tugas")),
    Shot(name="kotak_saya", who=INTAKE, approach=at("/tugas?tab=saya")),
    Shot(name="kotak_lembaga", who=LEADER, approach=at("/tugas?tab=semua")),
    Shot(name="kotak_saringan", who=LEADER, approach=at("/tugas?tab=semua&risiko=tinggi&urut=risiko")),
    Shot(name="kotak_kosong", who=INTAKE, approach=at("/tugas?tab=peran&q=tidakada")),
    Shot(name="kotak_bantuan_tombol", who=INTAKE, approach=pressed("/tugas", "?")),
    Shot(name="saringan_tersimpan", who=LEADER, approach=at("/tugas/saringan")),
    Shot(name="cuti", who=LEADER, approach=at("/cuti")),
    Shot(name="tugas_belum_diambil", who=INTAKE, approach=task("/tugas?tab=peran")),
    Shot(name="tugas_diambil", who=INTAKE, approach=task("/tugas?tab=saya")),
    Shot(name="tugas_ditolak", who=INTAKE, approach=task("/tugas?tab=saya", "button:has-text('Selesaikan tugas')")),
    Shot(name="tugas_tanpa_skrip", who=INTAKE, approach=task("/tugas?tab=saya"), scripts=False),
    Shot(name="laporan_pilih", who=INTAKE, approach=at("/laporan")),
    Shot(name="laporan_isi", who=INTAKE, approach=at("/laporan/tebing_tinggi_pengaduan/uptd_ppa_tebing_tinggi/datang")),
    Shot(name="kasus_daftar", who=INTAKE, approach=at("/kasus")),
    Shot(
        name="siapa_membaca",
        who=AUDITOR,
        approach=through(CASE, "a[href$='/siapa-membaca']", begin="/kasus"),
    ),
    Shot(name="kasus_petugas", who=LEADER, approach=through(CASE, begin="/kasus")),
    Shot(name="kasus_lama", who=LEADER, approach=at("/kasus/TTG-2026-00029?semua=1")),
    Shot(name="kasus_ringkasan", who=LEADER, approach=at("/kasus/TTG-2026-00029/ringkasan?isi=1")),
    Shot(name="kasus_auditor", who=AUDITOR, approach=through(CASE, begin="/kasus")),
    Shot(name="putar_ulang", who=AUDITOR, approach=replayed(REPLAY)),
    Shot(name="putar_ulang_keputusan", who=AUDITOR, approach=replayed(REPLAY, "Home", "d", tab="keputusan")),
    Shot(name="putar_ulang_waktu", who=AUDITOR, approach=replayed(REPLAY, "Home", "b", tab="waktu")),
    Shot(name="putar_ulang_nilai", who=AUDITOR, approach=replayed(REPLAY, "K", tab="nilai")),
    Shot(name="putar_ulang_pembaca", who=AUDITOR, approach=replayed(REPLAY, tab="pembaca")),
    Shot(name="putar_ulang_bukti", who=AUDITOR, approach=replayed(REPLAY, tab="bukti", click="Tunjukkan bukti")),
    Shot(name="putar_ulang_tombol", who=AUDITOR, approach=replayed(REPLAY, "?")),
    Shot(name="putar_ulang_tabel", who=AUDITOR, approach=at(f"{REPLAY}/tabel")),
    Shot(name="putar_ulang_tanpa_skrip", who=AUDITOR, approach=at(REPLAY), scripts=False),
    Shot(name="tim", who=LEADER, approach=at("/tim")),
    Shot(name="tafsir", who=HEAD, approach=at("/tafsir")),
    Shot(name="tafsir_prosedur", who=HEAD, approach=at("/tafsir/tebing_tinggi_pengaduan")),
    Shot(name="batas_waktu", who=INTAKE, approach=through("a.sla", begin="/tugas?tab=saya")),
    Shot(
        name="rujukan",
        who="penyelia.kpa",
        approach=somewhere("a[href^='/rujukan/']", among="a[href^='/kasus/KPA']", begin="/kasus"),
    ),
    Shot(name="surat_daftar", who=LEADER, approach=at("/surat")),
    Shot(
        name="surat_lembar",
        who=LEADER,
        approach=somewhere("a[href*='/dokumen/']:not([href$='.pdf'])", among=CASE, begin="/kasus"),
    ),
    Shot(name="surat_tanda_tangan", who=LEADER, approach=through("a[href*='/dokumen/']", begin="/surat")),
    Shot(name="pemberitahuan", who=LEADER, approach=at("/pemberitahuan")),
    Shot(name="pemberitahuan_pengaturan", who=LEADER, approach=at("/pemberitahuan/pengaturan")),
    Shot(name="gangguan", who="admin_sistem.ttg", approach=at("/gangguan")),
    Shot(name="gangguan_selesai", who="admin_sistem.ttg", approach=at("/gangguan?tab=selesai")),
    Shot(name="bantuan", who=INTAKE, approach=at("/bantuan")),
    Shot(name="tidak_ada", who=INTAKE, approach=at("/tugas/00000000-0000-0000-0000-000000000000")),
    Shot(name="ruang_audit", who=AUDITOR, approach=at("/audit")),
    Shot(name="pembacaan", who=AUDITOR, approach=at("/audit/pembacaan?dari=2026-01-01&sampai=2027-12-31")),
    Shot(name="pembacaan_aneh", who=AUDITOR, approach=at("/audit/pembacaan?dari=2026-01-01&sampai=2027-12-31&aneh=1")),
    Shot(
        name="pembacaan_pembaca", who=AUDITOR, approach=at("/audit/pembacaan/pembaca?dari=2026-01-01&sampai=2027-12-31")
    ),
    Shot(name="penugasan_pemeriksa", who=AUDITOR, approach=at("/audit/penugasan")),
    Shot(name="penugasan_satu", who=AUDITOR, approach=through("th a", begin="/audit/penugasan")),
    Shot(
        name="penugasan_sampel",
        who=EXAMINER,
        approach=through("th a", "main details:not([open]) summary", begin="/audit/penugasan"),
    ),
    Shot(name="penugasan_kepala", who=HEAD, approach=through("th a", begin="/audit/penugasan")),
    Shot(
        name="penugasan_ditolak",
        who=HEAD,
        approach=filled("/audit/penugasan", ASSIGNED, button="Buka penugasan"),
    ),
    Shot(name="penugasan_baru", who=HEAD, approach=at("/audit/penugasan")),
    Shot(name="temuan_daftar", who=HEAD, approach=at("/audit/temuan")),
    Shot(name="temuan_pemeriksa", who=AUDITOR, approach=at("/audit/temuan")),
    Shot(name="temuan_draf", who=AUDITOR, approach=through("th a", begin="/audit/temuan")),
    Shot(name="temuan_kepala", who=HEAD, approach=through("th a", begin="/audit/temuan")),
    Shot(name="temuan_baru", who=AUDITOR, approach=at("/audit/temuan/baru")),
    Shot(
        name="temuan_isi",
        who=AUDITOR,
        approach=through("a[href^='/audit/temuan/baru?']", begin=f"{REPLAY}/tabel"),
    ),
    Shot(name="jalankan_ulang", who=AUDITOR, approach=at(f"{OF_CASE}/jalankan-ulang")),
    Shot(name="prosedur", who=AUDITOR, approach=at("/audit/prosedur")),
    Shot(name="prosedur_angka", who=AUDITOR, approach=at(PRACTICE)),
    Shot(name="prosedur_jam", who=AUDITOR, approach=at(f"{PRACTICE}?tampilan=jam")),
    Shot(name="prosedur_terlambat", who=HEAD, approach=at(f"{PRACTICE}?tampilan=terlambat")),
    Shot(name="prosedur_kasus", who=AUDITOR, approach=through("td a[href*='/kasus?']", begin=PRACTICE)),
    Shot(name="periksa", who=AUDITOR, approach=at("/audit/periksa")),
    Shot(name="periksa_hasil", who=AUDITOR, approach=through("th a[href^='/audit/periksa/']", begin="/audit/periksa")),
    Shot(name="pemeriksa_mulai", who=EXAMINER, approach=at("/")),
    Shot(name="bukti", who=AUDITOR, approach=at("/audit/bukti")),
    Shot(name="bukti_kasus", who=AUDITOR, approach=at(f"{OF_CASE}/bukti")),
    Shot(
        name="bukti_ditolak",
        who=AUDITOR,
        approach=filled(f"{OF_CASE}/bukti", {"Nomor surat yang memintanya": "?!"}, button="Minta paket"),
    ),
    Shot(
        name="periksa_catatan_ditolak",
        who=AUDITOR,
        approach=filled("/audit/periksa", {"Catatan penutup": "bukan catatan"}, button="Bandingkan"),
    ),
    Shot(name="kebijakan", who=DRAFTER, approach=at("/kebijakan")),
    Shot(
        name="kebijakan_ditolak",
        who=DRAFTER,
        approach=filled(
            "/kebijakan",
            {"Apa yang berubah, dalam satu baris": " ", "Mengapa perlu diubah": "Nota dinas."},
            button="Usulkan perubahan",
        ),
    ),
    Shot(name="kebijakan_perubahan", who=DRAFTER, approach=through("th a", begin="/kebijakan")),
    Shot(name="kebijakan_periksa", who=DRAFTER, approach=through("th a", "a[href$='/periksa']", begin="/kebijakan")),
    Shot(name="kebijakan_diagram", who=DRAFTER, approach=edited("tebing_tinggi_pengaduan.bpmn", begin="/kebijakan")),
    Shot(name="kebijakan_kepala", who=HEAD, approach=through("th a", begin="/kebijakan")),
)

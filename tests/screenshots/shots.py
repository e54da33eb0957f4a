"""Which pages and states are shown, in the order of a working day, and who looks at them."""

from dataclasses import dataclass

from tests.screenshots.ways import Way, at, filled, pressed, reported, somewhere, task, through, wrote

INTAKE, CARER, LEADER = "petugas_pengaduan.ttg", "pendamping.ttg", "penyelia.ttg"
HEAD, DATA, AUDITOR = "kepala.ttg", "pengelola_data.ttg", "auditor.ttg"
PUBLIC = "/lapor/uptd_ppa_tebing_tinggi"
CASE = "a[href^='/kasus/TTG']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page or state: its file's name, who looks at it (None: nobody signed in), and the way there.

    ``scripts`` False shows the page as it is where scripts do not run. No way changes what the next one finds.
    """

    name: str
    who: str | None
    way: Way
    scripts: bool = True


SHOTS = (
    Shot(name="masuk", who=None, way=at("/masuk")),
    Shot(
        name="masuk_ditolak", who=None, way=filled("/masuk", {"Nama pengguna": "x", "Kata sandi": "y"}, button="Masuk")
    ),
    Shot(name="verifikasi", who=None, way=at("/verifikasi")),
    Shot(name="lapor_lembaga", who=None, way=at("/lapor")),
    Shot(name="lapor_isi", who=None, way=at(PUBLIC), scripts=False),
    Shot(name="lapor_ditolak", who=None, way=filled(PUBLIC, {}, button="Kirim laporan")),
    Shot(name="lapor_tanda_terima", who=None, way=reported(PUBLIC)),
    Shot(name="lapor_kode", who=None, way=at("/lapor/kode")),
    Shot(
        name="lapor_kode_salah",
        who=None,
        way=filled("/lapor/kode", {"Kode dari tanda terima": "X"}, button="Buka laporan"),
    ),
    Shot(name="lapor_percakapan", who=None, way=reported(PUBLIC, then=wrote("Apakah saya boleh datang besok?"))),
    Shot(name="kotak_peran", who=INTAKE, way=at("/tugas")),
    Shot(name="kotak_saya", who=INTAKE, way=at("/tugas?tab=saya")),
    Shot(name="kotak_lembaga", who=LEADER, way=at("/tugas?tab=semua")),
    Shot(name="kotak_saringan", who=LEADER, way=at("/tugas?tab=semua&risiko=tinggi&urut=risiko")),
    Shot(name="kotak_kosong", who=INTAKE, way=at("/tugas?tab=peran&q=tidakada")),
    Shot(name="kotak_bantuan_tombol", who=INTAKE, way=pressed("/tugas", "?")),
    Shot(name="saringan_tersimpan", who=LEADER, way=at("/tugas/saringan")),
    Shot(name="cuti", who=LEADER, way=at("/cuti")),
    Shot(name="tugas_belum_diambil", who=INTAKE, way=task("/tugas?tab=peran")),
    Shot(name="tugas_diambil", who=INTAKE, way=task("/tugas?tab=saya")),
    Shot(name="tugas_ditolak", who=INTAKE, way=task("/tugas?tab=saya", "button:has-text('Selesaikan tugas')")),
    Shot(name="tugas_tanpa_skrip", who=INTAKE, way=task("/tugas?tab=saya"), scripts=False),
    Shot(name="laporan_pilih", who=INTAKE, way=at("/laporan")),
    Shot(name="laporan_isi", who=INTAKE, way=at("/laporan/tebing_tinggi_pengaduan/uptd_ppa_tebing_tinggi/datang")),
    Shot(name="kasus_daftar", who=INTAKE, way=at("/kasus")),
    Shot(name="kasus_petugas", who=LEADER, way=through(CASE, begin="/kasus")),
    Shot(name="kasus_lama", who=LEADER, way=at("/kasus/TTG-2026-00029?semua=1")),
    Shot(name="kasus_ringkasan", who=LEADER, way=at("/kasus/TTG-2026-00029/ringkasan?isi=1")),
    Shot(name="kasus_auditor", who=AUDITOR, way=through(CASE, begin="/kasus")),
    Shot(name="tim", who=LEADER, way=at("/tim")),
    Shot(name="tafsir", who=HEAD, way=at("/tafsir")),
    Shot(name="tafsir_prosedur", who=HEAD, way=at("/tafsir/tebing_tinggi_pengaduan")),
    Shot(name="batas_waktu", who=INTAKE, way=through("a.sla", begin="/tugas?tab=saya")),
    Shot(
        name="rujukan",
        who="penyelia.kpa",
        way=somewhere("a[href^='/rujukan/']", among="a[href^='/kasus/KPA']", begin="/kasus"),
    ),
    Shot(name="surat_daftar", who=LEADER, way=at("/surat")),
    Shot(
        name="surat_lembar",
        who=LEADER,
        way=somewhere("a[href*='/dokumen/']:not([href$='.pdf'])", among=CASE, begin="/kasus"),
    ),
    Shot(name="surat_tanda_tangan", who=LEADER, way=through("a[href*='/dokumen/']", begin="/surat")),
    Shot(name="pemberitahuan", who=LEADER, way=at("/pemberitahuan")),
    Shot(name="pemberitahuan_pengaturan", who=LEADER, way=at("/pemberitahuan/pengaturan")),
    Shot(name="gangguan", who="admin_sistem.ttg", way=at("/gangguan")),
    Shot(name="gangguan_selesai", who="admin_sistem.ttg", way=at("/gangguan?tab=selesai")),
    Shot(name="bantuan", who=INTAKE, way=at("/bantuan")),
    Shot(name="tidak_ada", who=INTAKE, way=at("/tugas/00000000-0000-0000-0000-000000000000")),
)

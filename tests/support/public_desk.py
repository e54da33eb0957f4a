"""An office that takes reports of the public: the agency's real file, and a procedure of two steps in its name."""

from collections.abc import Mapping

from tests.support import procedures, sources

KEY, CHANNEL = "tebing_tinggi_pengaduan", "surel"
ADDRESS = f"/lapor/{procedures.AGENCY}"
STORY = "Tetangga saya dipukul suaminya setiap malam."
ANSWERS: Mapping[str, str] = {"bahaya_sekarang": "tidak", "melapor_sebagai": "tetangga", "ringkasan": STORY}
"""The least that a reporter has to say."""


def procedure() -> dict[str, bytes]:
    """Receive, then review; a report begins with the house's own start form, which steers nothing here."""
    start = procedures.start().replace(
        'name="Laporan masuk"', 'name="Laporan masuk" lindung:form="registrasi_pengaduan"'
    )
    steps = (
        start
        + procedures.task("terima", "Terima laporan")
        + procedures.task("periksa", "Periksa laporan")
        + procedures.end()
        + procedures.flows("mulai", "terima", "periksa", "selesai")
    )
    lanes = {"petugas_pengaduan": ["mulai", "terima"], "penyelia": ["periksa", "selesai"]}
    files = procedures.bundle(steps, lanes=lanes, key=KEY, channels={CHANNEL: "mulai"})
    form = (sources.ROOT / "workflows/shared/forms/registrasi_pengaduan.form").read_bytes()
    return {**files, "forms/registrasi_pengaduan.form": form}

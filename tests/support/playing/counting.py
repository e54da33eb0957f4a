"""A small procedure in which a variable says how often a task is repeated."""

from tests.support.offices import procedures


def repeated(count: str = "= jumlah") -> dict[str, bytes]:
    """Give a procedure: receive, then visit so often as the variable ``jumlah`` says."""
    loop = f"<multiInstanceLoopCharacteristics><loopCardinality>{count}</loopCardinality>"
    visit = procedures.task("kunjungi", "Kunjungi anak").replace(
        "/>", f">{loop}</multiInstanceLoopCharacteristics></userTask>"
    )
    known = '<dataObject id="jumlah" name="jumlah"/>'
    steps = known + procedures.start() + procedures.task("terima", "Terima laporan") + visit + procedures.end()
    ways = procedures.flows("mulai", "terima", "kunjungi", "selesai")
    return procedures.bundle(steps + ways, lanes={"petugas_pengaduan": ["mulai", "terima", "kunjungi", "selesai"]})

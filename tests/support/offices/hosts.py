"""A procedure that does nothing but hold a case open: what an overlay's scenarios are played on."""

from tests.support.offices import procedures

KEY = "induk_uji"


def files() -> dict[str, bytes]:
    """Give the bundle: one task, and the data that overlays ask for may be sent along with the report."""
    content = (
        '<dataObject id="data_jenis_kasus" name="jenis_kasus"/>'
        + procedures.start()
        + procedures.task("tangani", "Tangani kasus")
        + procedures.end()
        + procedures.flows("mulai", "tangani", "selesai")
    )
    return procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", "tangani", "selesai"]}, key=KEY)

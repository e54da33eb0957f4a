"""A procedure whose clocks open, tighten and stop while other tasks stay open: three tasks side by side."""

from tests.support.diagrams import sla_table
from tests.support.offices import procedures

SLA = sla_table.SLA.replace(b"TTG-PM-1", b"UJI-01")


def files() -> dict[str, bytes]:
    """Give the bundle: the risk is assessed, the report is answered, and the service inside a sub-process is given.

    ``tanggapi`` has 24 hours, 2 once the risk is high; its completion opens the 72 hours of the sub-process ``layani``.
    """
    names = ("nilai", "tanggapi", "layani")
    inside = procedures.start("awal") + procedures.task("beri_layanan", "Beri layanan") + procedures.end("akhir")
    inside += procedures.flows("awal", "beri_layanan", "akhir")
    content = (
        procedures.start().replace("<startEvent ", '<startEvent lindung:slaStart="diterima" ')
        + '<parallelGateway id="pisah" name="Bersamaan" lindung:basis="P"/>'
        + procedures.task("nilai", "Nilai risiko")
        + procedures.task("tanggapi", "Tanggapi", extra=' lindung:slaStop="tanggapan" lindung:slaStart="ditanggapi"')
        + f'<subProcess id="layani" name="Layani" lindung:slaStop="layanan" lindung:basis="P">{inside}</subProcess>'
        + "".join(
            procedures.end(f"selesai_{name}") + procedures.flows("pisah", name, f"selesai_{name}") for name in names
        )
        + procedures.flows("mulai", "pisah")
    )
    ends = [f"selesai_{name}" for name in names]
    lane = ["mulai", "pisah", *names, *ends, "awal", "beri_layanan", "akhir"]
    made = procedures.bundle(content, lanes={"petugas_pengaduan": lane})
    head = made["procedure.toml"].replace(b"[channels", b'sla = "sla"\n[channels', 1)
    return {**made, "procedure.toml": head, "sla.dmn": SLA}

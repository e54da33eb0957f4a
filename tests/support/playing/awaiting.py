"""A procedure that waits for a partner inside a sub-process, at whose end the clock of its promise stops."""

from tests.support.diagrams import sla_table
from tests.support.offices import procedures

NEWS = "kabar_mitra"
TABLE = sla_table.table(
    "sla",
    "COLLECT",
    ["risiko"],
    [*sla_table.COLUMNS],
    [("-", *sla_table.row("layanan", 72, "diterima")), ("-", *sla_table.row("tanggapan", 24, "diterima"))],
).replace(b"TTG-PM-1", b"UJI-01")
RECEIVED = (
    procedures.start().replace("<startEvent ", '<startEvent lindung:slaStart="diterima" ')
    + procedures.task("terima", "Terima laporan")
    + '<exclusiveGateway id="nilai" name="Bahaya?" default="alur_nilai_layani" lindung:basis="P"/>'
    + procedures.task("tanggapi", "Tanggapi segera", extra=' lindung:slaStop="tanggapan"')
    + procedures.end("selesai_segera")
    + procedures.flows("mulai", "terima", "nilai", "layani", "tutup", "selesai")
    + procedures.flows("tanggapi", "selesai_segera")
    + '<sequenceFlow id="alur_bahaya" name="Ya" sourceRef="nilai" targetRef="tanggapi">'
    '<conditionExpression>risiko = "tinggi"</conditionExpression></sequenceFlow>'
)
SERVED = (
    procedures.start("awal")
    + '<eventBasedGateway id="yang" name="Yang lebih dahulu" lindung:basis="P"/>'
    + '<intermediateCatchEvent id="jawab" name="Jawaban mitra" lindung:basis="P">'
    '<messageEventDefinition messageRef="m_kabar"/></intermediateCatchEvent>'
    + '<intermediateCatchEvent id="lewat" name="Belum ada jawaban" lindung:basis="P">'
    "<timerEventDefinition><timeDuration>PT8H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
    + '<exclusiveGateway id="temu" name="Sudah jelas" lindung:basis="P"/>'
    + procedures.task("periksa", "Periksa jawaban")
    + procedures.end("akhir")
    + procedures.flows("awal", "yang", "jawab", "temu", "periksa", "akhir")
    + procedures.flows("yang", "lewat", "temu")
)


def files() -> dict[str, bytes]:
    """Give the bundle: a report is received, a partner is awaited, a supervisor looks at the answer, it is closed."""
    served = f'<subProcess id="layani" name="Layani" lindung:slaStop="layanan" lindung:basis="P">{SERVED}</subProcess>'
    content = RECEIVED + served + procedures.task("tutup", "Tutup") + procedures.end()
    officer = ["mulai", "terima", "nilai", "tanggapi", "selesai_segera", "layani", "tutup", "selesai"]
    inside = ["awal", "yang", "jawab", "lewat", "temu", "periksa", "akhir"]
    made = procedures.bundle(content, lanes={"petugas_pengaduan": officer, "penyelia": inside})
    head = made["procedure.toml"].replace(b"[channels", b'sla = "sla"\n[channels', 1)
    message = f'<message id="m_kabar" name="{NEWS}"/>'.encode()
    diagram = made["uji.bpmn"].replace(b"<process ", message + b"<process ", 1)
    return {**made, "procedure.toml": head, "uji.bpmn": diagram, "sla.dmn": TABLE}

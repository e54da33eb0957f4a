"""A procedure whose one promise is ambiguous: 48 hours, or 14 days once somebody signs for it."""

from tests.support.diagrams import sla_table
from tests.support.offices import procedures

PROMISE = "penyampaian"
AMBIGUITY, SHORT, LONG = "AMB-UJI-01", "dua_hari", "dua_minggu"
UNREAD = "AMB-UJI-02"
CLAUSES = procedures.CLAUSES + (
    b"  - {id: UJI-02, section: waktu, order: 2, text_id: Paling lama 2 minggu (2 x 24 jam).}\n"
    b"ambiguities:\n"
    b"  - id: AMB-UJI-01\n    issue: Dua minggu atau dua hari?\n    clauses: [UJI-02]\n"
    b"    verbatim: 2 minggu (2 x 24 jam)\n    status: conflict\n    owner: Kepala Bidang Uji\n    readings:\n"
    b"      - {id: dua_hari, text_id: Dua kali dua puluh empat jam., in_force: true}\n"
    b"      - {id: dua_minggu, text_id: Empat belas hari.}\n"
    b"  - {id: AMB-UJI-02, issue: Siapa yang menyampaikan?, clauses: [UJI-01]}\n"
)
COLUMNS = [*sla_table.COLUMNS, "reading"]


def _row(amount: str, unit: str) -> tuple[str, ...]:
    texts = (f'"{PROMISE}"', amount, f'"{unit}"', '"kalender"', '"diterima"', '"UJI-02"', '"interpreted"')
    return (*texts, f'"{AMBIGUITY}"')


TABLE = sla_table.table(
    "sla",
    "COLLECT",
    [f'get value(tafsir, "{AMBIGUITY}")'],
    COLUMNS,
    [(f'"{SHORT}"', *_row("48", "jam")), (f'"{LONG}"', *_row("14", "hari"))],
)


def files() -> dict[str, bytes]:
    """Give the bundle: a report, one task under the promise, and an escalation at its due moment."""
    timer = (
        '<boundaryEvent id="lewat" name="Terlambat" attachedToRef="sampaikan" cancelActivity="false" lindung:basis="P">'
        '<timerEventDefinition><timeDate>= batas("penyampaian")</timeDate></timerEventDefinition></boundaryEvent>'
    )
    content = (
        procedures.start().replace("<startEvent ", '<startEvent lindung:slaStart="diterima" ')
        + procedures.task("sampaikan", "Sampaikan hasil", extra=f' lindung:slaStop="{PROMISE}"')
        + timer
        + procedures.task("tegur", "Tindak lanjuti keterlambatan")
        + procedures.end()
        + procedures.end("selesai_tegur")
        + procedures.flows("mulai", "sampaikan", "selesai")
        + procedures.flows("lewat", "tegur", "selesai_tegur")
    )
    lanes = {"petugas_pengaduan": ["mulai", "sampaikan", "lewat", "selesai"], "penyelia": ["tegur", "selesai_tegur"]}
    made = procedures.bundle(content, lanes=lanes)
    head = made["procedure.toml"].replace(b"[channels", b'sla = "sla"\n[channels', 1)
    return {**made, "procedure.toml": head, "clauses/uji.yaml": CLAUSES, "sla.dmn": TABLE}

"""Overlays for tests: one that a high risk calls for, one that a message calls for."""

from tests.support.diagrams import sla_table
from tests.support.offices import procedures

HIGH = {"risiko": "tinggi", "kronologi": "Ringkas saja."}
LOW = {"risiko": "rendah", "kronologi": "Ringkas saja."}
TABLE = sla_table.table(
    "sla", "COLLECT", ["risiko"], [*sla_table.COLUMNS], [("-", *sla_table.row("lapor", 72, "diketahui"))]
)
TABLE = TABLE.replace(b"TTG-PM-1", b"UJI-01")


def by_data(
    section: str = 'when = "= risiko = \\"tinggi\\""\nneeds = ["risiko"]', *, agencies: str = ""
) -> dict[str, bytes]:
    """Give an overlay with one task of the supervisor under a promise of 72 hours."""
    content = (
        procedures.start().replace("<startEvent ", '<startEvent lindung:slaStart="diketahui" ')
        + procedures.task("putuskan", "Putuskan laporan", extra=' lindung:slaStop="lapor"')
        + procedures.end()
        + procedures.flows("mulai", "putuskan", "selesai")
    )
    made = procedures.bundle(content, lanes={"penyelia": ["mulai", "putuskan", "selesai"]}, key="lapis")
    head = (
        'key = "lapis"\nname = "Lapisan uji"\nprocess = "lapis"\nbpmn = "lapis.bpmn"\nclauses = ["uji"]\nsla = "sla"\n'
        f'{agencies}\n[overlay]\nstart = "mulai"\n{section}\n'
    )
    return {**made, "procedure.toml": head.encode(), "sla.dmn": TABLE}


def by_message() -> dict[str, bytes]:
    """Give the same overlay, called for by the message ``data_bocor``."""
    return by_data('message = "data_bocor"')

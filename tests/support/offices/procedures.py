"""Small procedures for tests of services, interface and jobs: each is a bundle that passes the lint."""

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.diagrams import diagrams
from tests.support.house import sources

AGENCY = "uptd_ppa_tebing_tinggi"
ROLES = {"petugas_pengaduan": "Petugas", "pendamping": "Pendamping", "penyelia": "Penyelia"}
# The one form of these procedures: a routed choice, and a text that must never leave the submission.
FIELDS: Sequence[Mapping[str, Any]] = (
    {
        "type": "radio",
        "key": "risiko",
        "label": "Risiko",
        "values": [{"label": value.title(), "value": value} for value in ("tinggi", "sedang", "rendah")],
        "properties": {"routing": "true"},
        "validate": {"required": True},
    },
    {"type": "textarea", "key": "kronologi", "label": "Kronologi", "validate": {"maxLength": 2000}},
)
ANSWERS: Mapping[str, Any] = {"risiko": "sedang", "kronologi": "Ringkas saja."}


DOCUMENTS = sources.ROOT / "workflows" / "shared" / "documents"
HEAD = """
title = "Tanda Terima"
series = "TT"
basis = "P"
[answers]
risiko = "isian.risiko"
kronologi = "isian.kronologi"
[[signatures]]
label = "Petugas,"
by = "maker"
"""
TWO_PEOPLE = (
    HEAD.replace('basis = "P"', 'basis = "P"\nsecond_signature = "penyelia"')
    + """
[[signatures]]
label = "Mengetahui,"
by = "second"
"""
)
BODY = """
#import "_dasar.typ": *
#import "_ttd.typ": tanda_tangan
#show: halaman
#judul()
#data(("Risiko", nilai.risiko))
#uraian("Kronologi", nilai.kronologi)
#tanda_tangan()
"""

CLAUSES = b"""
id: UJI
title: Pasal uji
agency: UPTD uji
clauses:
  - {id: UJI-01, section: mekanisme, order: 1, text_id: Laporan diterima dan diperiksa.}
"""


def form(form_id: str = "isian", fields: Sequence[Mapping[str, Any]] = FIELDS) -> bytes:
    """Give a form-js schema."""
    components = [{"id": f"field_{field['key']}", **field} for field in fields]
    return json.dumps({"type": "default", "id": form_id, "schemaVersion": 19, "components": components}).encode()


def bundle(
    content: str, *, lanes: Mapping[str, Sequence[str]], key: str = "uji", channels: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """Give a bundle of one diagram; ``lanes`` maps role to element ids, ``channels`` channel to start event."""
    starts = channels or {"datang": "mulai"}
    sections = "".join(f'[channels.{code}]\nstart = "{start}"\nlabel = "{code}"\n' for code, start in starts.items())
    head = (
        f'key = "{key}"\nname = "Prosedur uji"\nprocess = "{key}"\nbpmn = "{key}.bpmn"\n'
        f'agencies = ["{AGENCY}"]\nclauses = ["uji"]\n{sections}'
    )
    diagram = diagrams.document(diagrams.process(_lanes(lanes) + content, process_id=key))
    return {
        "procedure.toml": head.encode(),
        f"{key}.bpmn": diagrams.drawn(diagram),
        "forms/isian.form": form(),
        "clauses/uji.yaml": CLAUSES,
    }


def letter(document: str = "tanda_terima", head: str = HEAD, body: str = BODY) -> dict[str, bytes]:
    """Give the files of a letter over the shared parts of the house, so that each test sees what an office would."""
    shared = {f"documents/{name}": (DOCUMENTS / name).read_bytes() for name in ("_dasar.typ", "_kop.typ", "_ttd.typ")}
    return {**shared, f"documents/{document}.toml": head.encode(), f"documents/{document}.typ": body.encode()}


def with_letter(head: str = HEAD, body: str = BODY) -> dict[str, bytes]:
    """Receive, with a letter, then review."""
    paper = ' lindung:document="tanda_terima" lindung:clause="UJI-01"'
    steps = (
        start()
        + task("terima", "Terima laporan", extra=paper)
        + task("periksa", "Periksa laporan")
        + end()
        + flows("mulai", "terima", "periksa", "selesai")
    )
    lanes = {"petugas_pengaduan": ["mulai", "terima"], "penyelia": ["periksa", "selesai"]}
    return bundle(steps, lanes=lanes) | letter(head=head, body=body)


def write(files: Mapping[str, bytes], *, folder: Path) -> Path:
    """Write a bundle as a procedure folder with its clauses beside it, as ``lindung deploy`` reads it; gives it."""
    for name, content in files.items():
        path = folder / name if name.startswith("clauses/") else folder / "prosedur" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "prosedur"


def two_steps(*, separate: bool = False, key: str = "uji") -> dict[str, bytes]:
    """Receive, then review: two tasks of two roles; ``separate`` asks for two different people."""
    apart = ' lindung:separateFrom="terima"' if separate else ""
    content = (
        start()
        + task("terima", "Terima laporan")
        + task("periksa", "Periksa laporan", extra=apart)
        + end()
        + flows("mulai", "terima", "periksa", "selesai")
    )
    lanes = {"petugas_pengaduan": ["mulai", "terima"], "penyelia": ["periksa", "selesai"]}
    return bundle(content, lanes=lanes, key=key)


def side_by_side(count: int = 4) -> dict[str, bytes]:
    """Open ``count`` parallel tasks of one role at once, and end when all are done."""
    names = [f"tugas_{number}" for number in range(1, count + 1)]
    gateways = '<parallelGateway id="pisah" name="Bersamaan" lindung:basis="P"/>'
    gateways += '<parallelGateway id="temu" name="Semua selesai" lindung:basis="P"/>'
    ways = "".join(flows("pisah", name, "temu") for name in names)
    tasks = "".join(task(name, name.replace("_", " ").title()) for name in names)
    content = start() + gateways + tasks + end() + flows("mulai", "pisah") + ways + flows("temu", "selesai")
    return bundle(content, lanes={"petugas_pengaduan": ["mulai", "pisah", *names, "temu", "selesai"]})


def with_timer(duration: str = "PT8H") -> dict[str, bytes]:
    """One task with a non-interrupting timer that opens a second task for the supervisor."""
    timer = (
        '<boundaryEvent id="lewat" name="Terlambat" attachedToRef="terima" cancelActivity="false" lindung:basis="P">'
        f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    late = task("tegur", "Tindak lanjuti keterlambatan") + end("selesai_tegur")
    content = start() + task("terima", "Terima laporan") + timer + late + end()
    content += flows("mulai", "terima", "selesai") + flows("lewat", "tegur", "selesai_tegur")
    officer = ["mulai", "terima", "lewat", "selesai"]
    return bundle(content, lanes={"petugas_pengaduan": officer, "penyelia": ["tegur", "selesai_tegur"]})


def start(start_id: str = "mulai") -> str:
    """Give a start event."""
    return f'<startEvent id="{start_id}" name="Laporan masuk" lindung:basis="P"/>'


def end(end_id: str = "selesai") -> str:
    """Give an end event."""
    return f'<endEvent id="{end_id}" name="Selesai" lindung:basis="P"/>'


def task(task_id: str, name: str, *, extra: str = "") -> str:
    """Give a user task with the one form."""
    return f'<userTask id="{task_id}" name="{name}" lindung:form="isian" lindung:basis="P"{extra}/>'


def flows(*nodes: str) -> str:
    """Give the sequence flows that lead from each node to the next."""
    return "".join(
        f'<sequenceFlow id="alur_{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in itertools.pairwise(nodes)
    )


def _lanes(lanes: Mapping[str, Sequence[str]]) -> str:
    inside = "".join(
        f'<lane id="lajur_{role}" name="{ROLES[role]}" lindung:role="{role}">'
        + "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes)
        + "</lane>"
        for role, nodes in lanes.items()
    )
    return f'<laneSet id="lajur">{inside}</laneSet>'

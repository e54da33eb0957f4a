"""The linear cases of the benchmark (10, 30 or 60 user tasks in a row) as procedures that this house can deploy."""

import json
from pathlib import Path
from typing import Any

from lxml import etree

from engine.bpmn.base import xml
from tests.support.offices import procedures

AGENCY = "uptd_ppa_tebing_tinggi"
ROLE = "petugas_pengaduan"
FORM = "langkah"
_FOLDER = Path(__file__).resolve().parents[2] / "bench"
_SERVICES = ("medis", "hukum", "psikososial")
_FIELDS: list[dict[str, Any]] = [
    {"type": "textarea", "key": "note", "label": "Catatan", "validate": {"maxLength": 1000}},
    {"type": "textfield", "key": "ref", "label": "Rujukan", "validate": {"maxLength": 32}},
    {"type": "number", "key": "risk", "label": "Nilai", "properties": {"routing": "true"}},
    {
        "type": "checklist",
        "key": "services",
        "label": "Layanan",
        "values": [{"label": name, "value": name} for name in _SERVICES],
    },
    {"type": "datetime", "subtype": "date", "key": "date", "dateLabel": "Tanggal"},
    {"type": "checkbox", "key": "done", "label": "Selesai"},
]


def key(length: int) -> str:
    """Give the procedure's key."""
    return f"linear_{length}"


def files(length: int) -> dict[str, bytes]:
    """Give the bundle of the case with this many tasks."""
    return {
        "procedure.toml": _head(length).encode(),
        f"linear_{length}.bpmn": _diagram(length),
        f"forms/{FORM}.form": _form(),
        "clauses/uji.yaml": procedures.CLAUSES,
    }


def _head(length: int) -> str:
    return f"""
key = "{key(length)}"
name = "Linear {length}"
process = "linear_{length}"
bpmn = "linear_{length}.bpmn"
agencies = ["{AGENCY}"]
clauses = ["uji"]
[channels.datang]
start = "StartEvent_1"
label = "Datang langsung"
"""


def _form() -> bytes:
    components = [{"id": f"field_{field['key']}", **field} for field in _FIELDS]
    schema = {"type": "default", "id": FORM, "schemaVersion": 19, "components": components}
    return json.dumps(schema).encode()


def _diagram(length: int) -> bytes:
    """Give the published diagram with a lane, a role and forms; nothing else is changed."""
    root = etree.fromstring((_FOLDER / f"linear_{length}.bpmn").read_bytes())
    process = root.find(xml.bpmn("process"))
    assert process is not None
    nodes = [node.get("id", "") for node in process if "Flow" not in etree.QName(node).localname]
    _lane(process, nodes)
    for element in (node for node in process if node.get("id") in nodes):
        element.set(f"{{{xml.LINDUNG}}}basis", "P")
    for task in process.iterfind(xml.bpmn("userTask")):
        task.set(f"{{{xml.LINDUNG}}}form", FORM)
    plane = next(root.iter(f"{{{xml.BPMNDI}}}BPMNPlane"))
    shape = etree.SubElement(plane, f"{{{xml.BPMNDI}}}BPMNShape", id="lane_di", bpmnElement="lane")
    bounds = {"x": "60", "y": "40", "width": str(300 + 150 * length), "height": "160"}
    etree.SubElement(shape, f"{{{xml.DC}}}Bounds", bounds)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _lane(process: xml.Element, nodes: list[str]) -> None:
    """Put every node into one lane, whose role makes the tasks everybody's of that role."""
    lanes = etree.Element(xml.bpmn("laneSet"), id="lanes")
    lane = etree.SubElement(lanes, xml.bpmn("lane"), id="lane", name="Petugas pengaduan")
    lane.set(f"{{{xml.LINDUNG}}}role", ROLE)
    for node in nodes:
        etree.SubElement(lane, xml.bpmn("flowNodeRef")).text = node
    process.insert(0, lanes)

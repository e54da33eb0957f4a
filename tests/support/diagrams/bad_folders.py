"""Procedure folders with one fault each, and what must be said of it."""

import re
from collections.abc import Callable

from tests.support.offices import overlaid

Files = dict[str, bytes]
AWAIT = (
    b'<boundaryEvent id="kabar" name="Kabar datang" attachedToRef="sampaikan" lindung:basis="P">'
    b'<messageEventDefinition id="d_kabar" messageRef="m"/></boundaryEvent>'
    b'<endEvent id="usai" name="Usai" lindung:basis="P"/>'
    b'<sequenceFlow id="alur_kabar_usai" sourceRef="kabar" targetRef="usai"/>'
)


def replaced(file: str, before: str, after: str) -> Callable[[Files], Files]:
    """Give a change of one place of a file."""

    def change(files: Files) -> Files:
        assert before.encode() in files[file], f"{file} holds no {before}"
        return {**files, file: files[file].replace(before.encode(), after.encode(), 1)}

    return change


def without(file: str) -> Callable[[Files], Files]:
    """Give a folder without a file."""
    return lambda files: {name: data for name, data in files.items() if name != file}


def with_message(name: str, *, thrown: bool = False) -> Callable[[Files], Files]:
    """Give a folder whose diagram waits for a message, or ends with one."""

    def change(files: Files) -> Files:
        named = f'<message id="m" name="{name}"/><process '.encode()
        text = files["uji.bpmn"].replace(b"<process ", named, 1)
        if thrown:
            ends = re.sub(
                rb'<endEvent id="selesai"([^>]*)/>',
                rb'<endEvent id="selesai"\1><messageEventDefinition id="d_kirim" messageRef="m"/></endEvent>',
                text,
            )
            return {**files, "uji.bpmn": ends}
        text = text.replace(b"<userTask ", AWAIT + b"<userTask ", 1)
        text = text.replace(b"</flowNodeRef>", b"</flowNodeRef><flowNodeRef>kabar</flowNodeRef>", 1)
        shapes = b"".join(
            b'<bpmndi:BPMNShape bpmnElement="%s"><dc:Bounds x="9" y="9" width="36" height="36"/></bpmndi:BPMNShape>'
            % one
            for one in (b"kabar", b"usai")
        )
        edge = (
            b'<bpmndi:BPMNEdge bpmnElement="alur_kabar_usai"><di:waypoint x="9" y="9"/><di:waypoint x="99" y="9"/>'
            b"</bpmndi:BPMNEdge>"
        )
        return {**files, "uji.bpmn": re.sub(rb"(<bpmndi:BPMNPlane[^>]*>)", rb"\1" + shapes + edge, text, count=1)}

    return change


FAULTS: dict[str, tuple[Callable[[Files], Files], str, str, str]] = {
    # name: (the fault, code, file, element)
    "missing form": (without("forms/isian.form"), "form_unknown", "uji.bpmn", "sampaikan"),
    "renamed risk": (
        replaced("forms/isian.form", '"risiko"', '"resiko"'),
        "known_name_lost",
        "forms/isian.form",
        "resiko",
    ),
    "unknown role": (
        replaced("uji.bpmn", 'lindung:role="penyelia"', 'lindung:role="pengawas"'),
        "role_unknown",
        "uji.bpmn",
        "lajur_penyelia",
    ),
    "promise without clause": (
        replaced("sla.dmn", '<text>"UJI-02"</text>', "<text>null</text>"),
        "sla_clause_missing",
        "sla.dmn",
        "sla",
    ),
    "promise of an unknown clause": (
        replaced("sla.dmn", '"UJI-02"', '"UJI-99"'),
        "sla_clause_unknown",
        "sla.dmn",
        "sla",
    ),
    "promise of an unknown reading": (
        replaced("sla.dmn", '<text>"AMB-UJI-01"</text>', '<text>"AMB-9"</text>'),
        "row_reading_unknown",
        "sla.dmn",
        "sla",
    ),
    "reading that nobody can choose": (
        replaced("sla.dmn", '"dua_hari"', '"dua_har"'),
        "reading_unknown",
        "sla.dmn",
        "sla",
    ),
    "ambiguity that is none": (
        replaced("sla.dmn", 'get value(tafsir, "AMB-UJI-01")', 'get value(tafsir, "AMB-9")'),
        "ambiguity_unknown",
        "sla.dmn",
        "sla",
    ),
    "channel of an unknown clause": (
        replaced("procedure.toml", 'label = "datang"', 'label = "datang"\nclause = "UJI-99"'),
        "channel_clause_unknown",
        "procedure.toml",
        "datang",
    ),
    "message that nobody sends": (with_message("kabar_burung"), "message_not_sent", "uji.bpmn", "kabar"),
    "message that nobody awaits": (
        with_message("kabar_burung", thrown=True),
        "message_not_awaited_anywhere",
        "uji.bpmn",
        "selesai",
    ),
    "element without source": (replaced("uji.bpmn", ' lindung:basis="P"', ""), "basis_missing", "uji.bpmn", "mulai"),
    "table with a hole": (
        lambda files: {
            **files,
            "saring.dmn": overlaid.TABLE.replace(b'"sla"', b'"saring"')
            .replace(b"COLLECT", b"UNIQUE")
            .replace(b'<inputEntry id="sla_1_0"><text>-</text>', b'<inputEntry id="sla_1_0"><text>"tinggi"</text>'),
        },
        "decision_faulty",
        "saring.dmn",
        "saring",
    ),
    "row of an unknown clause": (
        lambda files: {
            **files,
            "dokumen.dmn": overlaid.TABLE.replace(b'"sla"', b'"dokumen"').replace(b"UJI-01", b"UJI-99"),
        },
        "row_clause_unknown",
        "dokumen.dmn",
        "dokumen",
    ),
}

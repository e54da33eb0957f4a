"""An office that takes reports of the public: the agency's real file, and a procedure of two steps in its name."""

import tomllib
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from engine.domain.people import agencies
from tests.support.house import sources
from tests.support.offices import procedures

KEY, CHANNEL = "tebing_tinggi_pengaduan", "surel"
ADDRESS = f"/lapor/{procedures.AGENCY}"
STORY = "Tetangga saya dipukul suaminya setiap malam."
ANSWERS: Mapping[str, str] = {"bahaya_sekarang": "tidak", "melapor_sebagai": "tetangga", "ringkasan": STORY}
"""The least that a reporter has to say."""

WORKFLOWS = sources.ROOT / "workflows"
HOUSE_FORM = (WORKFLOWS / "shared" / "forms" / "registrasi_pengaduan.form").read_bytes()
OWN_FORM = procedures.form(
    "registrasi_pengaduan",
    [
        {"type": "textfield", "key": "dusun", "label": "Dusun"},
        {"type": "textarea", "key": "ringkasan", "label": "Ringkasan"},
    ],
)


def procedure(*, form: bytes | None = HOUSE_FORM, channel: str = CHANNEL) -> dict[str, bytes]:
    """Receive, then review; a report begins with the form, which steers nothing here, or with none."""
    start = procedures.start()
    if form is not None:
        start = start.replace("lindung:basis", 'lindung:form="registrasi_pengaduan" lindung:basis')
    steps = (
        start
        + procedures.task("terima", "Terima laporan")
        + procedures.task("periksa", "Periksa laporan")
        + procedures.end()
        + procedures.flows("mulai", "terima", "periksa", "selesai")
    )
    lanes = {"petugas_pengaduan": ["mulai", "terima"], "penyelia": ["periksa", "selesai"]}
    files = procedures.bundle(steps, lanes=lanes, key=KEY, channels={channel: "mulai"})
    return files if form is None else {**files, "forms/registrasi_pengaduan.form": form}


def named() -> dict[str, agencies.PublicReport | None]:
    """Give what each agency's file says about reports of the public."""
    files = (agencies.parse(path.read_bytes()) for path in sorted(WORKFLOWS.glob("agencies/*.toml")))
    return {one.code: one.public_report for one in files}


def start_form(begins: agencies.PublicReport) -> str | None:
    """Give the form of the start event of a real procedure's channel."""
    folder = WORKFLOWS / begins.procedure
    head = tomllib.loads((folder / "procedure.toml").read_text())
    diagram = ET.fromstring((folder / head["bpmn"]).read_text())  # noqa: S314 - our own file
    wanted = head["channels"][begins.channel]["start"]
    starts = [one for one in diagram.iter() if one.get("id") == wanted]
    return next((text for name, text in starts[0].attrib.items() if name.endswith("}form")), None)

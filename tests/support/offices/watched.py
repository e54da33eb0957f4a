"""A procedure with all that a replay shows: a promise, a decision, a called process, an answer awaited from outside.

The codes that its form offers are canaries: they stand nowhere else, so whoever sees one sees a value.
"""

from datetime import timedelta

from engine.domain.people import actors
from engine.services.inbox import inbox
from engine.services.messages import messages
from engine.services.user_tasks.results import InstanceView
from tasks import draining
from tests.support.diagrams import diagrams, sla_table
from tests.support.offices import ambiguous, procedures
from tests.support.offices.factories import Office

REASONED, NEVER, FREE = "kenari_pribadi", "kenari_rahasia", "kenari_putusan"
KIND = "kenari_jenis"
KEY = "uji"
ANSWERS = {"risiko": "sedang", "luka": REASONED, "sandi": NEVER, "putusan": FREE, "kronologi": "Ditulis orang."}


def _choice(key: str, label: str, value: str, **properties: str) -> dict[str, object]:
    values = [{"value": one, "label": f"Pilihan {one}"} for one in (value, "lain")]
    return {
        "type": "radio",
        "key": key,
        "label": label,
        "values": values,
        "properties": {"routing": "true", **properties},
    }


FIELDS = (
    *procedures.FIELDS,
    _choice("luka", "Apakah ada luka?", REASONED),
    _choice("sandi", "Kata sandi", NEVER, audit="tidak"),
    {"type": "group", "key": "kelompok", "components": [_choice("putusan", "Putusan", FREE, audit="ya")]},
)
SLA = sla_table.table(
    "sla",
    "COLLECT",
    ["risiko"],
    [*sla_table.COLUMNS, "reading"],
    [
        (
            risk,
            '"pemeriksaan"',
            amount,
            '"jam"',
            '"kalender"',
            '"diterima"',
            '"UJI-02"',
            '"interpreted"',
            f'"{ambiguous.AMBIGUITY}"',
        )
        for risk, amount in (("null", "24"), ("not(null)", "2"))
    ],
)
KINDS = sla_table.table(
    "jenis", "FIRST", ["luka", "putusan"], ["jenis"], [(f'"{REASONED}"', "-", f'"{KIND}"'), ("-", "-", '"lain"')]
)
WAY = sla_table.table("arah", "FIRST", ["putusan"], ["arah"], [(f'"{FREE}"', '"dalam"'), ("-", '"luar"')])


def _rule(name: str, decision: str, extra: str = "") -> str:
    return (
        f'<businessRuleTask id="aturan_{decision}" name="{name}" lindung:decision="{decision}" '
        f'lindung:clause="UJI-02" lindung:basis="C"{extra}/>'
    )


def _call(call_id: str, name: str) -> str:
    return (
        f'<callActivity id="{call_id}" name="{name}" calledElement="bagian" lindung:basis="P"'
        ' lindung:slaStop="pemeriksaan"/>'
    )


def files(key: str = KEY) -> dict[str, bytes]:
    """Give the bundle under a key."""
    content = (
        procedures.start().replace("<startEvent ", '<startEvent lindung:slaStart="diterima" ')
        + procedures.task("terima", "Terima laporan")
        + _rule("Tetapkan jenis", "jenis", ' lindung:audit="dengan_alasan"')
        + _rule("Tetapkan arah", "arah")
        + _call("panggil_satu", "Periksa laporan")
        + '<intermediateCatchEvent id="kabar" name="Jawaban penerima" lindung:basis="P">'
        '<messageEventDefinition messageRef="pesan_kabar"/></intermediateCatchEvent>'
        + _call("panggil_dua", "Periksa lagi")
        + procedures.end()
        + procedures.flows(
            "mulai", "terima", "aturan_jenis", "aturan_arah", "panggil_satu", "kabar", "panggil_dua", "selesai"
        )
    )
    inside = ["mulai", "terima", "aturan_jenis", "aturan_arah", "panggil_satu", "kabar", "panggil_dua", "selesai"]
    made = procedures.bundle(content, lanes={"petugas_pengaduan": inside}, key=key)
    diagram = made[f"{key}.bpmn"].replace(b"<process ", b'<message id="pesan_kabar" name="kabar"/><process ', 1)
    called = diagrams.process(
        '<laneSet id="lajur_bagian"><lane id="lajur_dalam" name="Petugas" lindung:role="petugas_pengaduan">'
        + "".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in ("bagian_mulai", "periksa", "bagian_selesai"))
        + '</lane></laneSet><startEvent id="bagian_mulai" lindung:basis="P"/>'
        + procedures.task("periksa", "Periksa isi laporan")
        + '<endEvent id="bagian_selesai" lindung:basis="P"/>'
        + procedures.flows("bagian_mulai", "periksa", "bagian_selesai"),
        process_id="bagian",
    )
    head = made["procedure.toml"].replace(b"[channels", b'sla = "sla"\n[channels', 1)
    return {
        **made,
        "procedure.toml": head,
        f"{key}.bpmn": diagram,
        "bagian.bpmn": diagrams.drawn(diagrams.document(called)),
        "forms/isian.form": procedures.form(fields=FIELDS),
        "clauses/uji.yaml": ambiguous.CLAUSES,
        "sla.dmn": SLA,
        "jenis.dmn": KINDS,
        "arah.dmn": WAY,
    }


def told(office: Office, officer: actors.Actor, *, key: str = KEY) -> InstanceView:
    """Tell a case to its end: received, decided, late, checked, answered from outside, checked again."""
    started = office.start(officer, procedure=key)
    _do(office, officer, started, minutes=10)
    office.clock.advance(timedelta(hours=3))
    draining.run_due(office.runtime)
    _do(office, officer, started, minutes=30)
    office.clock.advance(timedelta(hours=20))
    with office.acting(officer) as tx:
        messages.deliver(tx, name="kabar", case_number=started.case_number, variables={})
    _do(office, officer, started, minutes=5)
    return started


def _do(office: Office, officer: actors.Actor, started: InstanceView, *, minutes: int) -> None:
    office.clock.advance(timedelta(minutes=minutes))
    with office.acting(officer) as tx:
        [task] = inbox.search(tx, inbox.TaskQuery(case_number=started.case_number)).items
    office.complete(officer, task.id, form=ANSWERS)

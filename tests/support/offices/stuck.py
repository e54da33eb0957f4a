"""Procedures in which a case comes to stand still; the check before deployment refuses each, so they go round it."""

from collections.abc import Mapping

import pytest

from engine.services.policy import definitions
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

NAMES = b'<message id="m_kabar" name="kabar"/><signal id="g_bahaya" name="bahaya"/><process '
SIGNAL = '<signalEventDefinition signalRef="g_bahaya"/>'
NEWS = '<messageEventDefinition messageRef="m_kabar"/>'
NO_MOMENT = "<timerEventDefinition><timeDuration>= duration(lama)</timeDuration></timerEventDefinition>"
HIGH = '<conditionalEventDefinition><condition>= risiko = "tinggi"</condition></conditionalEventDefinition>'


def deploy(office: Office, files: Mapping[str, bytes]) -> None:
    """Store a bundle that nobody checked, as an earlier release may have."""
    with pytest.MonkeyPatch.context() as patched, office.acting(CLI) as tx:
        patched.setattr(definitions, "check", lambda *_, **__: ())
        definitions.deploy(tx, files=files)


def waiting(event: str, *beside: str) -> dict[str, bytes]:
    """Receive, then wait for an event; ``beside`` is drawn beside that flow."""
    catch = f'<intermediateCatchEvent id="tunggu" name="Tunggu kabar">{event}</intermediateCatchEvent>'
    content = procedures.start() + procedures.task("terima", "Terima laporan") + catch + procedures.end()
    known = '<dataObject id="lama" name="lama"/>'
    return _bundle(known + content + procedures.flows("mulai", "terima", "tunggu", "selesai") + "".join(beside))


def lacking() -> dict[str, bytes]:
    """Receive, then one of two tasks, which a parallel gateway joins; an inclusive gateway stands behind it."""
    gates = '<exclusiveGateway id="pilih" name="Risiko" default="alur_pilih_antar"/>'
    gates += '<parallelGateway id="temu" name="Semua selesai"/><inclusiveGateway id="lalu" name="Lalu"/>'
    tasks = "".join(procedures.task(name, name.title()) for name in ("terima", "antar", "jemput"))
    ways = procedures.flows("mulai", "terima", "pilih", "antar", "temu", "lalu", "selesai")
    ways += procedures.flows("jemput", "temu") + (
        '<sequenceFlow id="f" sourceRef="pilih" targetRef="jemput">'
        '<conditionExpression>= risiko = "tinggi"</conditionExpression></sequenceFlow>'
    )
    return _bundle(procedures.start() + gates + tasks + procedures.end() + ways)


def told(*, interrupting: bool = False) -> str:
    """Give an event sub-process for news: a task that asks for the risk again."""
    opens = f'<startEvent id="kabar" name="Kabar" isInterrupting="{str(interrupting).lower()}">{NEWS}</startEvent>'
    inside = opens + procedures.task("urus", "Urus kabar") + procedures.end("usai")
    inside += procedures.flows("kabar", "urus", "usai")
    return f'<subProcess id="saat_kabar" name="Saat ada kabar" triggeredByEvent="true">{inside}</subProcess>'


def _bundle(content: str) -> dict[str, bytes]:
    lane = ["mulai", "terima", "antar", "jemput", "tunggu", "saat_kabar", "selesai"]
    files = procedures.bundle(content, lanes={"petugas_pengaduan": [one for one in lane if f'id="{one}"' in content]})
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b"<process ", NAMES, 1)}

"""Two agencies that refer to each other, and partners outside: synthetic, with small procedures of their own.

The sender asks, waits, and asks somebody else when it is refused or hears nothing. The recipient answers, serves and
tells what came of it.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.cases import cases
from engine.services.cases.results import CaseView
from engine.services.inbox import inbox
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView
from engine.services.messages import messages
from engine.services.people import agencies
from engine.services.referrals import referrals
from engine.services.referrals.results import ReferralView
from engine.services.running import steps
from engine.services.user_tasks.results import InstanceView
from engine.store.audit import history as log
from engine.store.cases import cases as stored
from engine.store.people import people
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case
from tasks import draining
from tests.support.house import sources
from tests.support.offices import factories, procedures
from tests.support.offices.factories import CLI, Office

SENDER, RECIPIENT = "uptd_ppa_tebing_tinggi", "uptd_ppa_contoh"
PAPER, WIRED = "polres_contoh", "mitra_berkabel"
NAME, STORY = "Zubaidah Kenariwati", "Cerita yang tidak boleh bocor ke mana pun."
AGENCY_FILE = """
code = "uptd_ppa_contoh"
name = "UPTD PPA Contoh"
level = "kabupaten"
zone = "Asia/Jayapura"
case_prefix = "CTH"
sk = "1 TAHUN 2026"
cuti_bersama_is_working = true
[hours]
senin = ["08.00-16.00"]
selasa = ["08.00-16.00"]
rabu = ["08.00-16.00"]
kamis = ["08.00-16.00"]
jumat = ["08.00-16.00"]
"""
PARTNER_FILE = 'code = "{code}"\nname = "{name}"\ntype = "{type}"\nsource = "Uji"\n'
AGREED: Mapping[str, Any] = {
    "rujukan_mode": "rujukan",
    "rujukan_penerima": RECIPIENT,
    "rujukan_tujuan": "rujukan",
    "persetujuan": "diberikan",
    "persetujuan_lingkup": ["layanan", "rujukan"],
    "persetujuan_oleh": "klien",
    "usia_korban": 31,
    "nama_korban": NAME,
    "kronologi": STORY,
    "nama_pelapor": "Pelapor Yang Dilindungi",
}
HANDED_OVER: Mapping[str, Any] = {
    **AGREED,
    "rujukan_mode": "pelimpahan",
    "rujukan_tujuan": "pelimpahan",
    "persetujuan_lingkup": ["pelimpahan"],
}
MESSAGES = {
    "m_kirim": "rujukan_keluar",
    "m_jawaban": "jawaban_rujukan",
    "m_umpan": "umpan_balik_rujukan",
    "m_jawab": "jawaban_kepada_pengirim",
    "m_hasil": "umpan_balik_kepada_pengirim",
    "m_ditarik": "persetujuan_ditarik",
    "m_dicabut": "rujukan_dicabut",
}


def choice(key: str, *values: str, kind: str = "select", routing: bool = True) -> dict[str, Any]:
    """Give a field of codes."""
    options = [{"label": value.replace("_", " "), "value": value} for value in values]
    return {"type": kind, "key": key, "label": key, "values": options, **(_ROUTING if routing else {})}


_ROUTING = {"properties": {"routing": "true"}}
_SCOPES = ("layanan", "koordinasi", "rujukan", "pelimpahan", "lapor_polisi", "data_simfoni")
PREPARING: Sequence[Mapping[str, Any]] = (
    choice("rujukan_mode", "koordinasi", "rujukan", "pelimpahan"),
    {"type": "textfield", "key": "rujukan_penerima", "label": "penerima", **_ROUTING},
    choice("rujukan_tujuan", *_SCOPES),
    choice("persetujuan", "diberikan", "ditolak", "ditarik"),
    choice("persetujuan_lingkup", *_SCOPES, kind="checklist"),
    choice("persetujuan_oleh", "klien", "wali", "pendamping_klien", "pekerja_sosial"),
    choice("wali_terlapor", "ya", "tidak", "tidak_diketahui"),
    choice("dasar_darurat", "ya", "tidak"),
    choice("bahaya_sekarang", "ya", "tidak"),
    {"type": "number", "key": "usia_korban", "label": "usia", **_ROUTING},
    *({"type": "textfield", "key": key, "label": key} for key in ("nama_korban", "nama_pelapor", "alasan_darurat")),
    {"type": "textarea", "key": "kronologi", "label": "kronologi"},
)
ANSWERING = (choice("jawaban_asal", "diterima", "ditolak"), choice("jawaban_alasan", "penuh", "bukan_kewenangan"))
SERVING = (choice("hasil_layanan", "selesai", "berlanjut"),)
ARRIVING = (choice("bahaya_sekarang", "ya", "tidak"),)


def sending(
    *, timer: str = "PT48H", agency: str = SENDER, key: str = "pengirim", channel: str = "datang"
) -> dict[str, bytes]:
    """Give the sender's procedure: prepare, send, wait for an answer so long, ask again, wait for what came of it."""
    answered = '<conditionExpression>= rujukan_jawaban = "diterima"</conditionExpression>'
    content = (
        procedures.start()
        + _gateway("exclusive", "temu", "")
        + _task("siapkan", "siapkan")
        + _throw("kirim", "m_kirim")
        + _gateway("eventBased", "yang", "Yang lebih dahulu")
        + _catch("jawab", "m_jawaban")
        + _lapse("lewat", timer)
        + _task("tagih", "kabar")
        + _gateway("exclusive", "diterima", "Diterima?", default="alur_diterima_temu")
        + _catch("tunggu", "m_umpan")
        + procedures.end()
        + procedures.flows("mulai", "temu", "siapkan", "kirim", "yang", "jawab", "diterima")
        + procedures.flows("yang", "lewat", "tagih", "temu")
        + procedures.flows("tunggu", "selesai")
        + '<sequenceFlow id="alur_diterima_temu" name="Tidak" sourceRef="diterima" targetRef="temu"/>'
        + f'<sequenceFlow id="alur_ya" name="Ya" sourceRef="diterima" targetRef="tunggu">{answered}</sequenceFlow>'
    )
    names = ["mulai", "temu", "siapkan", "kirim", "yang", "jawab", "lewat", "diterima", "tunggu", "selesai"]
    lanes = {"petugas_pengaduan": names, "penyelia": ["tagih"]}
    return _bundle(content, lanes, key=key, agency=agency, channels={channel: "mulai"}, siapkan=PREPARING)


def receiving(*, channels: Sequence[str] = ("rujukan_masuk", "pelimpahan_masuk")) -> dict[str, bytes]:
    """Give the recipient's procedure: answer, serve while news may come, tell what came of it."""
    condition = '<conditionExpression>= jawaban_asal = "diterima"</conditionExpression>'
    content = (
        procedures.start().replace("lindung:basis", 'lindung:form="masuk" lindung:basis')
        + _task("jawab", "jawab")
        + _throw("jawaban", "m_jawab")
        + _gateway("exclusive", "diterima", "Diterima?", default="alur_diterima_tolak")
        + _task("layani", "layani")
        + _news("ditarik", "m_ditarik")
        + _news("dicabut", "m_dicabut")
        + _throw("hasil", "m_hasil")
        + procedures.end()
        + "".join(procedures.end(name) for name in ("tolak", "usai_ditarik", "usai_dicabut"))
        + _task("hentikan", "kabar")
        + _task("batalkan", "kabar")
        + procedures.flows("mulai", "jawab", "jawaban", "diterima")
        + procedures.flows("layani", "hasil", "selesai")
        + procedures.flows("ditarik", "hentikan", "usai_ditarik")
        + procedures.flows("dicabut", "batalkan", "usai_dicabut")
        + '<sequenceFlow id="alur_diterima_tolak" name="Tidak" sourceRef="diterima" targetRef="tolak"/>'
        + f'<sequenceFlow id="alur_ya" name="Ya" sourceRef="diterima" targetRef="layani">{condition}</sequenceFlow>'
    )
    names = ["mulai", "jawab", "jawaban", "diterima", "layani", "ditarik", "dicabut", "hasil", "selesai", "tolak"]
    names += ["usai_ditarik", "usai_dicabut", "hentikan", "batalkan"]
    forms = {"jawab": ANSWERING, "layani": SERVING, "masuk": ARRIVING}
    return _bundle(
        content,
        {"petugas_pengaduan": names},
        key="penerima",
        agency=RECIPIENT,
        channels=dict.fromkeys(channels, "mulai"),
        **forms,
    )


def workflows(folder: Path, *, webhook: str | None = None) -> Path:
    """Write the data of an installation with both agencies and two partners, and give its folder."""
    for name in ("calendars", "shared"):
        shutil.copytree(sources.ROOT / "workflows" / name, folder / name)
    for name in ("roles.toml", "messages.toml"):
        shutil.copyfile(sources.ROOT / "workflows" / name, folder / name)
    (folder / "agencies").mkdir()
    own = sources.ROOT / "workflows" / "agencies" / f"{SENDER}.toml"
    shutil.copyfile(own, folder / "agencies" / own.name)
    (folder / "agencies" / f"{RECIPIENT}.toml").write_text(AGENCY_FILE)
    (folder / "partners").mkdir()
    paper = PARTNER_FILE.format(code=PAPER, name="Polres Contoh", type="kepolisian")
    (folder / "partners" / f"{PAPER}.toml").write_text(paper)
    wired = PARTNER_FILE.format(code=WIRED, name="Mitra Berkabel", type="penyelenggara_ppa")
    wired += f'webhook = "{webhook or "https://mitra.contoh.test/rujukan"}"\n'
    (folder / "partners" / f"{WIRED}.toml").write_text(wired)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An installation with a sender and a recipient; an officer and a supervisor in each."""

    office: Office
    officer: actors.Actor
    supervisor: actors.Actor
    other_officer: actors.Actor
    other_supervisor: actors.Actor

    def send(self, **answers: Any) -> InstanceView:
        """Register a report at the sender and send it on with these answers."""
        started = self.office.start(self.officer, procedure="pengirim")
        self.do(self.officer, started.case_number, "siapkan", {**AGREED, **answers})
        return started

    def do(self, actor: actors.Actor, number: str, element_id: str, form: Mapping[str, Any]) -> None:
        """Complete the open task of an element."""
        self.office.complete(actor, self.tasks(actor, number)[element_id], form=form)

    def tasks(self, actor: actors.Actor, number: str) -> dict[str, str]:
        """Give the open tasks of a case as {element id: task id}."""
        with self.office.acting(actor) as tx:
            found = inbox.search(tx, inbox.TaskQuery(case_number=number)).items
        return {task.element_id: task.id for task in found}

    def case(self, actor: actors.Actor, number: str) -> CaseView:
        """Give a case as the actor sees it."""
        with self.office.acting(actor) as tx:
            return cases.get(tx, number)

    def listed(self, actor: actors.Actor, direction: str | None = None) -> tuple[ReferralView, ...]:
        """Give the referrals that the actor sees, newest first."""
        with self.office.acting(actor) as tx:
            return referrals.search(tx, direction=direction, state=None, cursor=None, limit=50).items

    def listed_in(self, tx: Transaction) -> tuple[ReferralView, ...]:
        """Give the referrals that the actor of an open transaction sees."""
        return referrals.search(tx, direction=None, state=None, cursor=None, limit=50).items

    def only(self, actor: actors.Actor | None = None) -> ReferralView:
        """Give the one referral that the actor, the sender's supervisor, sees, with its package."""
        who = actor or self.supervisor
        (one,) = self.listed(who)
        with self.office.acting(who) as tx:
            return referrals.get(tx, one.id)


def run_due(pair: Pair) -> None:
    """Do what is due inside the house; nothing may fail."""
    assert draining.run_due(pair.office.runtime).failures == 0


def open_at(pair: Pair, number: str) -> list[str]:
    """Give the elements of the open tasks of a case."""
    who = pair.other_supervisor if number.startswith("CTH") else pair.supervisor
    return sorted(pair.tasks(who, number))


def sound(pair: Pair, *numbers: str) -> bool:
    """Tell whether every chain holds and the cases, executed again, are the same bytes."""
    people = {"TTG": pair.supervisor, "CTH": pair.other_supervisor}
    shown = [one.id for number in numbers for one in pair.case(people[number[:3]], number).instances]
    with pair.office.acting(CLI) as tx:
        return history.verify(tx).ok and all(history.replay(tx, instance_id).equal for instance_id in shown)


def variables(pair: Pair, actor: actors.Actor, number: str) -> dict[str, Any]:
    """Give the variables of the one instance of a case."""
    (shown,) = pair.case(actor, number).instances
    with pair.office.acting(actor) as tx:
        found = stored.get(tx.session, shown.id)
        assert found is not None
        return steps.state_of(tx, found).variables


def found(tx: Transaction, instance_id: str) -> stored.Found:
    """Give an instance, locked, with its case."""
    locked = stored.lock(tx.session, instance_id)
    assert locked is not None
    return locked


def case_row(tx: Transaction, number: str) -> Case:
    """Give the row of a case."""
    row = stored.by_number(tx.session, number)
    assert row is not None
    return row


def events(tx: Transaction, instance_id: str) -> list[HistoryEvent]:
    """Give the rows of an instance's history, in order."""
    return log.of_instance(tx.session, instance_id)


def person(tx: Transaction, username: str) -> actors.Actor:
    """Give the user of that name with all their roles."""
    user = people.by_username(tx.session, username)
    assert user is not None
    return actors.Actor(id=user.id, roles=frozenset(people.roles_of(tx.session, {user.id})[user.id]))


def with_roles(actor: actors.Actor, *roles: str, agency: str) -> actors.Actor:
    """Give the same person with these roles only."""
    return actors.Actor(id=actor.id, roles=frozenset((agency, role) for role in roles))


def incidents_of(pair: Pair, actor: actors.Actor) -> tuple[IncidentView, ...]:
    """Give the open incidents that the actor sees."""
    with pair.office.acting(actor) as tx:
        return incidents.search(tx, state="open", cursor=None, limit=10).items


def retry(pair: Pair, incident_id: str) -> None:
    """Let the stopped work be tried again."""
    with pair.office.acting(CLI) as tx:
        incidents.retry(tx, incident_id)


def withdraw(pair: Pair, number: str) -> None:
    """Bring the news that the person withdrew consent to the sender's case."""
    with pair.office.acting(pair.supervisor) as tx:
        messages.deliver(tx, name="persetujuan_ditarik", case_number=number, variables={})


def furnish(runtime: Runtime, clock: FixedClock, *, timer: str = "PT48H") -> Pair:
    """Load both agencies, deploy both procedures and hire the people."""
    with runtime.transaction(CLI) as tx:
        agencies.load(tx, folder=runtime.settings.workflows_dir)
    office = Office(runtime=runtime, clock=clock)
    office.deploy(sending(timer=timer))
    office.deploy(receiving())
    return Pair(
        office=office,
        officer=office.user("siti", "petugas_pengaduan", agency=SENDER),
        supervisor=office.user("ida", "penyelia", agency=SENDER),
        other_officer=office.user("yosef", "petugas_pengaduan", agency=RECIPIENT),
        other_supervisor=office.user("maria", "penyelia", agency=RECIPIENT),
    )


def runtime(folder: Path, clock: FixedClock, *, database_url: str, webhook: str | None = None) -> Runtime:
    """Build an engine on the data of both agencies."""
    data = workflows(folder / "workflows", webhook=webhook)
    return Runtime.build(factories.settings(folder / "data", database_url=database_url, workflows_dir=str(data)), clock)


def _bundle(
    content: str,
    lanes: Mapping[str, Sequence[str]],
    *,
    key: str,
    agency: str,
    channels: Mapping[str, str],
    **forms: Sequence[Mapping[str, Any]],
) -> dict[str, bytes]:
    """Give a bundle of another agency with forms of its own and the messages."""
    files = procedures.bundle(content, lanes=lanes, key=key, channels=channels)
    del files["forms/isian.form"]
    spoken = "".join(
        f'<message id="{name}" name="{said}"/>' for name, said in MESSAGES.items() if f'"{name}"' in content
    )
    diagram = files[f"{key}.bpmn"].replace(b"<process ", f"{spoken}<process ".encode(), 1)
    head = files["procedure.toml"].replace(procedures.AGENCY.encode(), agency.encode())
    known = {**forms, "kabar": (choice("kabar", "ya", "tidak"),)}
    written = {f"forms/{name}.form": procedures.form(name, fields) for name, fields in known.items()}
    return {**files, "procedure.toml": head, f"{key}.bpmn": diagram, **written}


def _task(task_id: str, form: str) -> str:
    return f'<userTask id="{task_id}" name="{task_id}" lindung:form="{form}" lindung:basis="P"/>'


def _gateway(kind: str, gateway_id: str, name: str, *, default: str | None = None) -> str:
    chosen = f' default="{default}"' if default else ""
    return f'<{kind}Gateway id="{gateway_id}" name="{name}"{chosen} lindung:basis="P"/>'


def _throw(event_id: str, message: str) -> str:
    return _event("intermediateThrowEvent", event_id, message)


def _catch(event_id: str, message: str) -> str:
    return _event("intermediateCatchEvent", event_id, message)


def _event(kind: str, event_id: str, message: str) -> str:
    inside = f'<messageEventDefinition messageRef="{message}"/>'
    return f'<{kind} id="{event_id}" name="{event_id}" lindung:basis="P">{inside}</{kind}>'


def _news(event_id: str, message: str) -> str:
    """Give news that may come while somebody is served."""
    return (
        f'<boundaryEvent id="{event_id}" name="{event_id}" attachedToRef="layani" cancelActivity="false" '
        f'lindung:basis="P"><messageEventDefinition messageRef="{message}"/></boundaryEvent>'
    )


def _lapse(event_id: str, duration: str) -> str:
    inside = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    return (
        f'<intermediateCatchEvent id="{event_id}" name="{event_id}" lindung:basis="P">{inside}</intermediateCatchEvent>'
    )

"""On what the runner alone plays: agencies and their calendars, partners, and the procedures that are in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.domain.people import agencies
from engine.domain.policy import procedures as heads
from engine.domain.referrals import partners, referrals
from engine.domain.time import working_calendar
from engine.services.base import bundles
from engine.services.base.bundles import Deployed
from engine.services.policy import definitions

HOST = "induk"
"""The procedure that an overlay is laid on: it holds a case open and does nothing else."""

_HOST_DIAGRAM = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:lindung="urn:lindung:bpmn:1" id="induk_berkas" targetNamespace="urn:lindung:induk">
  <process id="induk" isExecutable="true">
    <laneSet id="lajur"><lane id="lajur_penyelia" lindung:role="penyelia"><flowNodeRef>mulai</flowNodeRef>
      <flowNodeRef>tangani</flowNodeRef><flowNodeRef>selesai</flowNodeRef></lane></laneSet>
    <startEvent id="mulai"/><userTask id="tangani"/><endEvent id="selesai"/>
    <sequenceFlow id="alur_mulai" sourceRef="mulai" targetRef="tangani"/>
    <sequenceFlow id="alur_selesai" sourceRef="tangani" targetRef="selesai"/>
  </process>
</definitions>"""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What stands while cases are played; nothing of it changes, so one stage serves any number of scenarios.

    ``agencies``, ``calendars`` and ``partners`` are by code, ``procedures`` by key: the versions that are in force.
    """

    agencies: Mapping[str, agencies.Agency]
    calendars: Mapping[str, working_calendar.Calendar]
    partners: Mapping[str, partners.Partner]
    procedures: Mapping[str, Deployed]

    def overlays(self, agency: str, hosts: set[str]) -> list[tuple[Deployed, heads.Overlay]]:
        """Give the overlays, by key, that hold in an agency for a case on which these procedures run or ran."""
        found = []
        for _, one in sorted(self.procedures.items()):
            head, where = one.procedure.overlay, one.procedure.agencies
            if head is None or (where and agency not in where):
                continue
            if not head.procedures or hosts.intersection(head.procedures):
                found.append((one, head))
        return found

    def continuing(self, agency: str, message: str) -> list[tuple[Deployed, heads.Continuation]]:
        """Give the procedures of an agency, by key, that a message begins on a case."""
        return [
            (one, way)
            for _, one in sorted(self.procedures.items())
            for way in one.procedure.continues
            if way.message == message and agency in one.procedure.agencies
        ]

    def takes_in(self, agency: str, *, mode: str) -> bool:
        """Tell whether a procedure of an agency opens a case for a referral of this mode."""
        channel = referrals.channel(mode)
        known = (one.procedure for one in self.procedures.values())
        return any(agency in one.agencies and channel in one.channels for one in known)

    def day(self, agency: str, at: datetime) -> datetime:
        """Give a moment as the agency's wall clock shows it."""
        return at.astimezone(self.agencies[agency].zone)


def set_up(workflows_dir: Path, folders: Iterable[Path]) -> Stage:
    """Read the agencies and partners of a workflows folder, and put the procedures of these folders into force."""
    national = agencies.national([path.read_bytes() for path in sorted((workflows_dir / "calendars").glob("*.toml"))])
    offices = [agencies.parse(path.read_bytes()) for path in sorted((workflows_dir / "agencies").glob("*.toml"))]
    known = [bundles.parse(definitions.read_folder(one, workflows_dir), bundle_id=0, version=1) for one in folders]
    return Stage(
        agencies={one.code: one for one in offices},
        calendars={one.code: agencies.calendar(one, national) for one in offices},
        partners=partners.by_code(path.read_bytes() for path in sorted((workflows_dir / "partners").glob("*.toml"))),
        procedures={one.procedure.key: one for one in known},
    )


def host(agency: str) -> Deployed:
    """Give the procedure that holds a case of an agency open."""
    channel = heads.Channel(code="datang", start="mulai", label="Datang")
    head = heads.Procedure(
        key=HOST,
        name="Induk",
        process=HOST,
        bpmn="induk.bpmn",
        agencies=(agency,),
        clauses=(),
        sla=None,
        channels={channel.code: channel},
    )
    return Deployed(bundle_id=0, version=1, files={"induk.bpmn": _HOST_DIAGRAM}, procedure=head)

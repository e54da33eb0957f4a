"""Tells a case of the real procedure over HTTP: real users with tokens of their own, the clock moved by the teller."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from flask import Flask
from lxml import etree

from engine.services.people import tokens
from tasks import draining
from tests.support.offices.factories import AGENCY, CLI, Office
from tests.support.playing import scenarios
from tests.support.web.web_office import Program, Reply

PROCEDURE = "tebing_tinggi_pengaduan"
ROLES = ("petugas_pengaduan", "pendamping", "penyelia", "kepala", "pengelola_data", "auditor")
SUPERVISOR = "penyelia"
WATCHERS = (SUPERVISOR, "kepala")  # whom lateness is told
REPORT = "mulai"  # stands for the form of the start event
BREACH = 100
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen at a moment: open tasks of the case, those of supervisor and head, and the clock in question."""

    at: datetime
    open: frozenset[str]
    told: frozenset[str]
    clock: Json


class Story:
    """One case, from the report on. Every answer that is no success is an AssertionError with the problem's words."""

    def __init__(self, office: Office, people: Mapping[str, Program], *, answers: Mapping[str, Json]) -> None:
        """Take who takes part, and what they write in each task's form."""
        self.office, self._people, self._answers = office, people, answers
        self.instance: Json = {}

    def report(self, *, channel: str, waited: timedelta = timedelta()) -> None:
        """Register a complaint that arrived now, or waited unopened for so long."""
        received_at = (self.office.clock.now() - waited).isoformat()
        report = {"process_definition": PROCEDURE, "agency": AGENCY, "channel": channel, "received_at": received_at}
        self.instance = self.post("petugas_pengaduan", "process-instances", report | {"form": self._answers[REPORT]})

    def do(self, element: str, *, after: timedelta = timedelta(minutes=1), **other: Any) -> None:
        """Let the person whose inbox holds the task claim and complete it; ``other`` replaces single answers."""
        self.office.clock.advance(after)
        role, task = next((role, task) for role in ROLES for task in self.inbox(role) if task["element_id"] == element)
        self.post(role, f"user-tasks/{task['id']}/claim")
        self.post(role, f"user-tasks/{task['id']}/complete", {"form": self._answers[element] | other})

    def send(self, role: str, message: str) -> None:
        """Deliver a message for the case."""
        self.post(role, "messages", {"name": message, "case_number": self.number, "variables": {}})

    def past(self, milestone: str, percent: int) -> Seen:
        """Move the clock to the moment at which so much of the promised time has passed, and let the timers ring."""
        clock = self.clock(milestone)
        start, due = (datetime.fromisoformat(clock[name]) for name in ("started_at", "due_at"))
        self.office.clock.moment = start + (due - start) * percent / BREACH
        self.ring()
        return self.look(milestone)

    def ring(self) -> None:
        """Let every timer ring that is due."""
        assert draining.run_due(self.office.runtime).failures == 0

    def look(self, milestone: str) -> Seen:
        """Look at the case as the supervisor, and into the inboxes of whom lateness is told."""
        return Seen(
            at=self.office.clock.now(),
            open=frozenset(task["element_id"] for task in self.now()["open_user_tasks"]),
            told=frozenset(task["element_id"] for role in WATCHERS for task in self.inbox(role)),
            clock=self.clock(milestone),
        )

    @property
    def number(self) -> str:
        """Give the case number."""
        return str(self.instance["case_number"])

    def now(self) -> Json:
        """Give the instance as it stands, as the supervisor sees it."""
        return self.get(SUPERVISOR, f"process-instances/{self.instance['id']}")

    def inbox(self, role: str) -> list[Json]:
        """Give the open tasks of the case that wait for this role, as the role's person finds them."""
        tasks: list[Json] = self.get(role, f"user-tasks?role={role}&case_number={self.number}")["items"]
        return tasks

    def clocks(self) -> list[Json]:
        """Give every clock of the case."""
        clocks: list[Json] = self.get(SUPERVISOR, f"sla-clocks?case_number={self.number}&limit=100")["items"]
        return clocks

    def clock(self, milestone: str) -> Json:
        """Give the newest clock of a milestone."""
        return [clock for clock in self.clocks() if clock["milestone"] == milestone][-1]

    def history(self) -> list[Json]:
        """Give every event as the auditor reads it, page by page."""
        events: list[Json] = []
        cursor = ""
        while True:
            page = self.get("auditor", f"process-instances/{self.instance['id']}/history?limit=20{cursor}")
            events += page["items"]
            if page["next"] is None:
                return events
            cursor = f"&cursor={page['next']}"

    def effects(self, kind: str) -> list[Any]:
        """Give the effects of one kind from the history, in order."""
        return [effect for event in self.history() for effect in event["data"].get("effects", {}).get(kind, [])]

    def drawn(self, at: datetime) -> frozenset[str]:
        """Give the elements that the diagram of a moment marks as current."""
        moment = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        reply = self._people["auditor"].get(f"process-instances/{self.instance['id']}/diagram.svg?at={moment}")
        assert (reply.status_code, reply.mimetype) == (HTTPStatus.OK, "image/svg+xml"), reply.text
        shapes = etree.fromstring(reply.data).iterfind(".//{*}g[@data-element-id]")
        return frozenset(one.get("data-element-id", "") for one in shapes if "current" in one.get("class", "").split())

    def get(self, role: str, path: str) -> Json:
        """Ask as the person of a role."""
        return _good(self._people[role].get(path))

    def post(self, role: str, path: str, body: Json | None = None) -> Json:
        """Post as the person of a role, each time with a key of its own."""
        return _good(self._people[role].post(path, body, Idempotency_Key=str(uuid.uuid4())))


def staff(office: Office, app: Flask) -> dict[str, Program]:
    """Create one user a role and give each one's program, with a token that outlives every promise."""
    people = {}
    for role in ROLES:
        office.user(role, role)
        with office.acting(CLI) as tx:
            token = tokens.create(tx, username=role, name="cerita", days=30)
        people[role] = Program(client=app.test_client(), token=token)
    return people


def answers(*names: str) -> dict[str, Json]:
    """Give what people write in each task's form, out of scenarios of the procedure; later ones count more."""
    told = [scenarios.load(f"{PROCEDURE}/{name}").said for name in names]
    tasks = {step["task"]: step["form"] for said in told for step in said["steps"] if "task" in step}
    return {REPORT: told[-1]["start"]["form"], **tasks}


def _good(reply: Reply) -> Json:
    assert HTTPStatus.OK <= reply.status_code < HTTPStatus.MULTIPLE_CHOICES, reply.text
    body: Json = reply.json
    return body


Teller = Callable[..., Story]

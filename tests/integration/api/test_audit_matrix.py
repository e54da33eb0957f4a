"""Every role of both agencies tries every address of audits, evidence, practice and exports, in every state of them.

Who is not named at an address learns nothing of what is behind it, by whichever agency or role they come, and moves
nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.domain.people import actors
from engine.services.audits import assignments, samples
from engine.services.evidence import requests
from engine.store.tables.audit import RegisterEvent
from engine.store.tables.audits import AuditAssignment, AuditFinding, AuditSample
from tests.support.offices import assigned, practised, sealed_office
from tests.support.offices.factories import AGENCY, CLI, PASSWORD
from tests.support.web.web_office import WebOffice

ELSEWHERE = "uptd_ppa_lain"
ROLES = (
    "admin_kebijakan", "admin_sistem", "auditor", "dinas", "kepala", "lintas_sektor", "pemeriksa", "pendamping",
    "pengelola_data", "penyelia", "petugas_pengaduan",
)  # fmt: skip
MEMBER, STATES = "dewi", ("draft", "sent", "ended")
LETTER, WORDS, DOCUMENT = "700/12/ITDA/2026", "Kenari kondisi.", "B-7/X/2026"
CLOSED = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
AUDITOR, HEAD, ADMIN = "auditor_sini", "kepala_sini", "admin_sistem_sini"
ASSIGNED, BOTH, NOBODY = frozenset({MEMBER, AUDITOR, HEAD, ADMIN}), frozenset({AUDITOR, HEAD}), frozenset[str]()
PACKAGE, FIGURES = (DOCUMENT, dict.fromkeys(STATES, BOTH)), ("Periksa laporan", dict.fromkeys(STATES, BOTH))
ASSIGNMENT = LETTER, dict.fromkeys(STATES, ASSIGNED)
FINDING = WORDS, {"draft": {MEMBER}, "sent": {MEMBER, HEAD}, "ended": {MEMBER, HEAD}}
SAMPLE = "{sample}", {"draft": {MEMBER}, "sent": {MEMBER}, "ended": NOBODY}
SEEN: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "/api/v1/audit-assignments": ASSIGNMENT,
    "/api/v1/audit-assignments/{assignment}": ASSIGNMENT,
    "/api/v1/audit-findings": FINDING,
    "/api/v1/audit-findings/{finding}": FINDING,
    "/api/v1/audit-samples?assignment={assignment}": SAMPLE,
    "/api/v1/evidence-packages": PACKAGE,
    "/api/v1/evidence-packages/{package}": PACKAGE,
    "/api/v1/evidence-packages?case_number={number}": PACKAGE,
    "/api/v1/practice-figures": ('"uji"', dict.fromkeys(STATES, BOTH)),
    "/api/v1/practice-figures/uji": FIGURES,
    "/api/v1/practice-figures/uji/cases?agency={agency}&mark=step|terima": ('"numbers"', dict.fromkeys(STATES, BOTH)),
    "/api/v1/practice-figures/uji/diagram.svg": ("<svg", dict.fromkeys(STATES, BOTH)),
    "/audit/bukti": PACKAGE,
    "/audit/kasus/{number}/bukti": PACKAGE,
    "/audit/penugasan": ASSIGNMENT,
    "/audit/penugasan/{assignment}": ASSIGNMENT,
    "/audit/prosedur/uji": FIGURES,
    "/audit/prosedur/uji/kasus?lembaga={agency}&tanda=step|terima": ("<h1", dict.fromkeys(STATES, BOTH)),
    "/audit/temuan": ("/audit/temuan/{finding}", FINDING[1]),
    "/audit/temuan/{finding}": FINDING,
}
"""Address -> what stands there of what is behind it, and in each state who finds it."""
TEXTS = {"condition": "a", "cause": "b", "effect": "c", "recommendation": "d"}
OPENING = {
    "letter_number": "1", "letter_date": "2026-11-01", "institution": "bpk", "agencies": [AGENCY],
    "procedures": ["uji"], "first": "2026-11-01", "last": "2026-11-30", "members": [MEMBER],
}  # fmt: skip
ASKING = {"case_number": "{number}", "recipient": "bpk", "basis": "temuan", "letter_number": "1/2"}
MOVED: Mapping[str, tuple[dict[str, Any], frozenset[str]]] = {
    "audit-assignments": (OPENING, frozenset({HEAD, ADMIN})),
    "audit-assignments/{assignment}/end": ({}, frozenset({HEAD, ADMIN})),
    "audit-samples": ({"assignment": "{assignment}", "word": "x", "size": 1}, frozenset({MEMBER})),
    "audit-samples/{sample}/draw": ({"word": "melati"}, frozenset({MEMBER})),
    "audit-findings": (
        {"assignment": "{assignment}", "clause": "UJI-01", "events": [{"process_instance": "{instance}", "seq": 1}]}
        | TEXTS,
        frozenset({MEMBER}),
    ),
    "audit-findings/{finding}/send": ({}, frozenset({MEMBER})),
    "evidence-packages": (ASKING, BOTH),
    "evidence-packages/{package}/release": ({}, BOTH),
    "evidence-packages/{package}/refuse": ({}, BOTH),
    "evidence-packages/{package}/make": ({}, BOTH),
    **{
        f"trace-exports/{form}": (
            {"process_definition": "uji", "agency": AGENCY, "reason": "mutu"},
            frozenset({AUDITOR}),
        )
        for form in ("ocel", "xes", "csv")
    },
}
"""Address below /api/v1 to which is posted -> a body, and who may; an answer out of turn is theirs to get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An office with one of each, and a browser with session and token for everybody of two agencies."""

    web: WebOffice
    ids: Mapping[str, str]
    people: Mapping[str, actors.Actor]
    everybody: Mapping[str, FlaskClient]

    def filled(self, text: Any) -> Any:
        """Give an address or a body with the ids of what is there."""
        match text:
            case str():
                for name, value in self.ids.items():
                    text = text.replace(f"{{{name}}}", value)
                return text
            case dict():
                return {name: self.filled(one) for name, one in text.items()}
            case list():
                return [self.filled(one) for one in text]
        return text


@pytest.fixture
def world(web: WebOffice) -> World:
    """Furnish the office, and sign everybody in."""
    office = web.office
    furnished = sealed_office.furnished(office)
    assigned.follow(office)
    furnished.work()
    furnished.seal()
    practised.facts(office, [["step|periksa"]] * 40)
    practised.published(office)
    people = {f"{role}_sini": office.user(f"{role}_sini", role) for role in ROLES}
    people |= {f"{role}_sana": office.user(f"{role}_sana", role, agency=ELSEWHERE) for role in ROLES}
    people[MEMBER] = office.user(MEMBER, "pemeriksa")
    assignment = assigned.assign(office, people[HEAD]).id
    with office.acting(people[MEMBER]) as tx:
        sample = samples.promise(tx, assignment, samples.Plan(size=1), word="melati").id
    finding = assigned.write(office, people[MEMBER], assignment, [(furnished.instances[0], 1)]).id
    number = "TTG-2026-00001"
    with office.acting(office.user("andi", "auditor")) as tx:
        package = requests.ask(tx, number, recipient="bpk", basis="temuan", letter_number=DOCUMENT, with_values=True)
    ids = {
        "assignment": assignment, "sample": sample, "finding": finding, "package": package, "number": number,
        "agency": AGENCY, "instance": furnished.instances[0],
    }  # fmt: skip
    return World(web=web, ids=ids, people=people, everybody={name: signed_in(web, name) for name in people})


def signed_in(web: WebOffice, name: str) -> FlaskClient:
    client = web.app.test_client()
    client.post("/masuk", data={"username": name, "password": PASSWORD})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {web.office.token(name)}"
    return client


def moved_to(world: World, state: str) -> None:
    """Bring the finding and the assignment into a state."""
    if state in {"sent", "ended"}:
        assigned.send(world.web.office, world.people[MEMBER], world.ids["finding"])
    if state == "ended":
        with world.web.office.acting(world.people[HEAD]) as tx:
            assignments.end(tx, world.ids["assignment"])


def kept(world: World) -> list[Any]:
    """Give what an attack could move: rows of audits, and what the registers tell of audits and exports."""
    with world.web.office.acting(CLI) as tx:
        told = select(RegisterEvent.type, RegisterEvent.subject).where(
            RegisterEvent.register.in_(("audits", "exports"))
        )
        return [
            tx.session.execute(select(AuditAssignment.id, AuditAssignment.closed_at)).all(),
            tx.session.execute(select(AuditSample.id, AuditSample.drawn_at)).all(),
            tx.session.execute(select(AuditFinding.id, AuditFinding.state)).all(),
            tx.session.execute(told.where(RegisterEvent.register.in_(("audits", "exports")))).all(),
        ]


@pytest.mark.parametrize("state", STATES)
def test_each_finds_what_is_theirs_and_nobody_else_anything(world: World, state: str) -> None:
    moved_to(world, state)
    found: dict[str, set[str]] = {}
    for address, (marker, _) in SEEN.items():
        answers = {name: one.get(world.filled(address)) for name, one in world.everybody.items()}
        found[address] = {
            name
            for name, one in answers.items()
            if world.filled(marker) in one.text and one.status_code == HTTPStatus.OK
        }
        told = {name for name, one in answers.items() if name not in found[address] and tells(one.text)}
        assert (address, told) == (address, set())
        assert {one.status_code for one in answers.values()} <= CLOSED | {HTTPStatus.OK}

    assert found == {address: set(who[state]) for address, (_, who) in SEEN.items()}


@pytest.mark.parametrize("state", STATES)
def test_nobody_moves_what_is_not_theirs(world: World, state: str) -> None:
    moved_to(world, state)
    before = kept(world)

    answers = {
        (name, address): one.post(f"/api/v1/{world.filled(address)}", json=world.filled(body)).status_code
        for address, (body, who) in MOVED.items()
        for name, one in world.everybody.items()
        if name not in who
    }

    assert {tried: status for tried, status in answers.items() if status not in CLOSED} == {}
    assert kept(world) == before


@pytest.mark.parametrize("name", [MEMBER, AUDITOR, HEAD, ADMIN])
def test_what_is_somebodys_own_they_are_let_in_to(world: World, name: str) -> None:
    moved_to(world, "sent")
    answers = {
        address: world.everybody[name].post(f"/api/v1/{world.filled(address)}", json=world.filled(body)).status_code
        for address, (body, who) in MOVED.items()
        if name in who
    }

    assert {address: status for address, status in answers.items() if status in CLOSED} == {}


def test_the_matrix_knows_every_address_of_these_rooms(world: World) -> None:
    nouns = ("audit-assignments", "audit-findings", "audit-samples", "evidence-packages", "practice", "trace-exports")
    known = {re.sub(r"\{\w+\}", "<>", one.partition("?")[0]) for one in (*SEEN, *(f"/api/v1/{one}" for one in MOVED))}
    rules = {re.sub(r"<\w+>", "<>", str(rule)) for rule in world.web.app.url_map.iter_rules()}

    assert {rule for rule in rules if rule.removeprefix("/api/v1/").startswith(nouns)} == {
        one.replace("/uji", "/<>") for one in known if one.startswith("/api/v1/")
    }


def tells(text: str) -> bool:
    """Tell whether an answer holds anything of what is behind the addresses."""
    return any(one in text for one in (WORDS, LETTER, DOCUMENT, "Periksa laporan"))

"""Every service that changes an account, a rule, a key, an audit or evidence leaves a chained event of a register."""

import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from engine.domain.people import actors
from engine.services.audits import assignments, findings, samples
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.evidence import making, requests
from engine.services.exports import exporting
from engine.services.people import agencies, substitutions, tokens, users
from engine.services.policy import definitions, rollouts
from engine.services.time import readings
from engine.store.tables.audit import RegisterEvent
from tests.support.house import sources
from tests.support.offices import ambiguous, assigned, procedures, sealed_office
from tests.support.offices.factories import AGENCY, CLI, MORNING, Office

Act = Callable[[Transaction], object]
ROLE = "petugas_pengaduan"
LEAVE: dict[str, Any] = {"agency": AGENCY, "starts_at": MORNING, "ends_at": MORNING + timedelta(days=7)}
CHOICE: dict[str, Any] = {
    "procedure": "uji",
    "agency": AGENCY,
    "ambiguity": ambiguous.AMBIGUITY,
    "reading": ambiguous.LONG,
    "chosen_by": "Contoh Kepala",
    "office": None,
    "sk": "SK-1",
    "valid_from": None,
    "valid_to": date(2026, 12, 31),
}
# Every public verb that changes an account or a rule. A new one fails the last test until it stands here.
WRITING: dict[str, tuple[str, Act]] = {
    "users.create": ("account.made", lambda tx: users.create(tx, username="baru", display_name="Contoh Baru")),
    "users.grant": ("role.given", lambda tx: users.grant(tx, username="ida", agency=AGENCY, role="kepala")),
    "users.revoke": ("role.taken", lambda tx: users.revoke(tx, username="siti", agency=AGENCY, role=ROLE)),
    "users.deactivate": ("account.shut", lambda tx: users.deactivate(tx, username="siti")),
    "tokens.create": ("token.made", lambda tx: tokens.create(tx, username="siti", name="dua", days=1)),
    "tokens.revoke": ("token.revoked", lambda tx: tokens.revoke(tx, username="siti", name="uji")),
    "readings.choose": ("reading.chosen", lambda tx: readings.choose(tx, **CHOICE)),
    "rollouts.put_in_force": (
        "rollout.made",
        lambda tx: rollouts.put_in_force(tx, key="uji", version=1, agency=AGENCY, valid_from=None),
    ),
}
ELSEWHERE = {
    "agencies.load",
    "definitions.deploy",
    "definitions.deploy_all",
    "definitions.store",
    "rollouts.order",
    "rollouts.withdraw",
    "substitutions.name",
    "substitutions.end",
}
AuditAct = Callable[[Transaction, "Audited"], object]
ASKED: dict[str, Any] = {"recipient": "bpk", "basis": "temuan", "letter_number": "B-7/X/2026"}
# Every public verb that changes an audit or hands something out: its event, who does it, and how.
AUDITING: dict[str, tuple[str, str, AuditAct]] = {
    "assignments.open_assignment": (
        "audit.opened", "tuti", lambda tx, _: assignments.open_assignment(tx, assigned.wanted()),
    ),
    "assignments.end": ("audit.ended", "tuti", lambda tx, at: assignments.end(tx, at.assignment)),
    "samples.promise": (
        "sample.promised", "dewi", lambda tx, at: samples.promise(tx, at.assignment, samples.Plan(size=1), word="a"),
    ),
    "samples.draw": ("sample.drawn", "dewi", lambda tx, at: samples.draw(tx, at.sample, word="melati")),
    "findings.write": (
        "finding.written", "dewi",
        lambda tx, at: findings.write(
            tx, at.assignment, clause="UJI-01", events=[(at.instance, 1)], texts=assigned.TEXTS
        ),
    ),
    "findings.send": ("finding.sent", "dewi", lambda tx, at: findings.send(tx, at.finding)),
    "requests.ask": (
        "evidence.asked", "andi", lambda tx, at: requests.ask(tx, at.number, with_values=False, **ASKED),
    ),
    "requests.release": ("evidence.released", "tuti_auditor", lambda tx, at: requests.release(tx, at.waiting)),
    "requests.refuse": ("evidence.refused", "andi", lambda tx, at: requests.refuse(tx, at.waiting)),
    "making.make": ("evidence.made", "andi", lambda tx, at: making.make(tx, at.ready)),
    "exporting.export": (
        "traces.exported", "andi",
        lambda tx, _: exporting.export(tx, "uji", agency=AGENCY, form="csv", reason="mutu"),
    ),
}  # fmt: skip
HARMLESS = {"users.speak", "users.introduce", "users.note"}
OF_AUDITS = {"of_assignment", "of_case", "of_file", "files", "require_ready", "note", "heed"}
"""Verbs about audits that read, ``note``, which writes the others' events, and ``heed``, which tasks of a file call."""
READING = {
    "absent",
    "check",
    "check_alone",
    "choice_of",
    "choices",
    "coming",
    "digest_of",
    "folders",
    "get",
    "in_force",
    "me",
    "of_agency",
    "of_key",
    "pending",
    "profile",
    "read_file",
    "read_folder",
    "recorded",
    "search",
    "standings",
    "view",
}


@pytest.fixture
def staffed(office: Office) -> Office:
    """Give an office with a procedure, two officers and a token."""
    office.deploy(ambiguous.files())
    office.user("siti", ROLE)
    office.user("ida", ROLE)
    office.token("siti")
    return office


@pytest.mark.parametrize("verb", WRITING)
def test_a_service_that_changes_accounts_or_rules_leaves_an_event(staffed: Office, verb: str) -> None:
    expected, act = WRITING[verb]
    before = registered(staffed)

    with staffed.acting(CLI) as tx:
        act(tx)

    assert Counter(registered(staffed)) - Counter(before) == Counter([expected])


def test_a_change_that_changes_nothing_leaves_no_event(staffed: Office) -> None:
    before = registered(staffed)

    with staffed.acting(CLI) as tx:
        users.grant(tx, username="ida", agency=AGENCY, role=ROLE)
        users.revoke(tx, username="ida", agency=AGENCY, role="kepala")
        tokens.revoke(tx, username="ida", name="uji")
        agencies.load(tx, folder=sources.ROOT / "workflows")
    staffed.deploy(ambiguous.files())

    assert registered(staffed) == before


def test_an_account_is_shut_once(staffed: Office) -> None:
    for _ in range(2):
        with staffed.acting(CLI) as tx:
            users.deactivate(tx, username="siti")

    assert registered(staffed).count("account.shut") == 1


def test_a_substitution_is_named_and_ended_once(staffed: Office) -> None:
    boss = staffed.user("budi", "penyelia")
    with staffed.acting(boss) as tx:
        named = substitutions.name(tx, person="siti", substitute="ida", **LEAVE)
    for _ in range(2):
        staffed.clock.advance(timedelta(hours=1))
        with staffed.acting(boss) as tx:
            substitutions.end(tx, named.id)

    assert registered(staffed)[-2:] == ["substitution.named", "substitution.ended"]


def test_what_an_installation_begins_with_leaves_events(office: Office) -> None:
    office.deploy(procedures.two_steps())

    found = registered(office)

    assert found[:2] == ["key.adopted", "key.adopted"]
    assert found[-2:] == ["procedure.deployed", "rollout.made"]
    assert {"agency.loaded", "calendar.loaded"} <= set(found)


def test_no_service_that_changes_accounts_or_rules_is_forgotten() -> None:
    public = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}"
        for module in (users, tokens, substitutions, agencies, definitions, rollouts, readings)
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and not name.startswith("_") and name not in READING
    }

    assert public == set(WRITING) | ELSEWHERE | HARMLESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What the acts of an audit are done to: ids, and the number of the case."""

    number: str
    instance: str
    assignment: str
    sample: str
    finding: str
    waiting: str
    ready: str


@pytest.fixture
def audited(office: Office) -> tuple[Audited, dict[str, actors.Actor]]:
    """Give an office with one of each a day after it was promised, asked for or written, and its people by name."""
    furnished = sealed_office.furnished(office)
    assigned.follow(office)
    furnished.work()
    people = {"tuti": office.user("tuti", "kepala"), "dewi": office.user("dewi", "pemeriksa")}
    people |= {name: office.user(name, "auditor") for name in ("andi", "tuti_auditor")}
    instance, number = furnished.instances[0], "TTG-2026-00001"
    assignment = assigned.assign(office, people["tuti"]).id
    with office.acting(people["dewi"]) as tx:
        sample = samples.promise(tx, assignment, samples.Plan(size=1), word="melati").id
    finding = assigned.write(office, people["dewi"], assignment, [(instance, 1)]).id
    with office.acting(people["andi"]) as tx:
        waiting, ready = (requests.ask(tx, number, with_values=values, **ASKED) for values in (True, False))
    furnished.seal()
    office.clock.advance(timedelta(days=1))
    found = Audited(
        number=number,
        instance=instance,
        assignment=assignment,
        sample=sample,
        finding=finding,
        waiting=waiting,
        ready=ready,
    )
    return found, people


@pytest.mark.parametrize("verb", AUDITING)
def test_a_service_that_moves_an_audit_or_hands_something_out_leaves_an_event(
    office: Office, audited: tuple[Audited, dict[str, actors.Actor]], verb: str
) -> None:
    expected, who, act = AUDITING[verb]
    at, people = audited
    before = registered(office)

    with office.acting(people[who]) as tx:
        act(tx, at)

    assert Counter(registered(office)) - Counter(before) == Counter([expected])
    with office.acting(CLI) as tx:
        newest = tx.session.scalars(select(RegisterEvent).where(RegisterEvent.type == expected)).all()[-1]
        assert (newest.actor, newest.hash) == (people[who].id, registers.hash_of(newest))


def test_no_service_that_moves_an_audit_or_hands_something_out_is_forgotten() -> None:
    public = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}"
        for module in (assignments, samples, findings, requests, making, exporting)
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and not name.startswith("_") and name not in READING | OF_AUDITS
    }

    assert public == set(AUDITING)


def registered(office: Office) -> list[str]:
    """Give the types of the events of the registers: keys, then rules, then accounts, each in order."""
    order = "SELECT type FROM register_events ORDER BY register = 'accounts', register = 'policy', register, seq"
    with office.runtime.database.connect() as connection:
        return list(connection.execute(text(order)).scalars())

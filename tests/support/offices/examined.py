"""An office of many cases under audit: an assignment with a sample and a finding, a package a case, figures, a log."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from engine.domain.audits.assignments import Wanted
from engine.domain.people import actors
from engine.services.audits import assignments, findings, samples
from engine.services.base.transaction import Transaction
from engine.services.conformance import gathering
from engine.services.evidence import requests
from engine.services.people import users
from engine.store.cases import cases
from engine.store.tables.cases import Case, CaseFile, ProcessInstance
from engine.store.tables.conformance import PracticeFact
from engine.store.tables.letters import Document
from engine.store.tables.policy import Bundle
from engine.store.tables.referrals import Referral
from engine.store.tables.user_tasks import UserTask
from tasks import keeping
from tests.support.offices import assigned, practised
from tests.support.offices.factories import CLI, Office

AUDITOR, HEAD = "agus", "kartika"
NOTHING = "00000000-0000-0000-0000-000000000000"
LATER = datetime(2027, 6, 1, 3, 0, tzinfo=UTC)
"""After all that scenarios tell of."""
FULL = 12
"""How often what a process did is told again, so that its group is large enough to be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What an auditor of every agency can ask for: by case the names of addresses, and each agency with a procedure.

    ``files`` are those of findings, which only members of their assignments see.
    """

    office: Office
    cases: Sequence[Mapping[str, str]]
    files: Sequence[Mapping[str, str]]
    practised: Sequence[tuple[str, str]]


def furnish(office: Office) -> Room:
    """Let an audit of all agencies with cases begin after everything that happened there."""
    office.clock.moment = LATER
    with office.acting(CLI) as tx:
        of_bundle = select(ProcessInstance.agency, Bundle.key).join(Bundle, Bundle.id == ProcessInstance.bundle_id)
        of_case = of_bundle.join(Case, Case.id == ProcessInstance.case_id).where(Case.finding_id.is_(None))
        practised = tx.session.execute(of_case.distinct())
        pairs = sorted((agency, key) for agency, key in practised)
    agencies = sorted({agency for agency, _ in pairs})
    auditor, head = _person(office, AUDITOR, "auditor", agencies), _person(office, HEAD, "kepala", agencies)
    _publish(office)
    keeping.seal(office.runtime, whole=True)
    wanted = Wanted(
        letter_number="700/1/2027",
        letter_date=date(2027, 6, 1),
        institution="inspektorat",
        agencies=agencies,
        procedures={key for _, key in pairs},
        first=date(2020, 1, 1),
        last=date(2027, 6, 1),
        members=[AUDITOR],
    )
    with office.acting(head) as tx:
        assignment = assignments.open_assignment(tx, wanted).id
    with office.acting(auditor) as tx:
        samples.promise(tx, assignment, samples.Plan(size=5), word="melati")
    known, files = _cases(office, of_findings=False), _cases(office, of_findings=True)
    shared = {
        "assignment_id": assignment,
        "assignment": assignment,
        "finding_id": _written(office, auditor, assignment, known[0]["instance_id"]),
        "reader": auditor.id,
    }
    packages = [_released(office, one["number"], by=(auditor, head)) for one in known]
    whole = [{**shared, **one, "package_id": package} for one, package in zip(known, packages, strict=True)]
    return Room(office=office, cases=whole, files=[{**shared, **one} for one in files], practised=pairs)


def _person(office: Office, name: str, role: str, agencies: Sequence[str]) -> actors.Actor:
    made = office.user(name, role, agency=agencies[0])
    with office.acting(CLI) as tx:
        for agency in agencies[1:]:
            users.grant(tx, username=name, agency=agency, role=role)
    return actors.Actor(id=made.id, roles=frozenset((agency, role) for agency in agencies))


def _publish(office: Office) -> None:
    """Gather what was practised, and publish it as if it had happened often."""
    with office.acting(CLI) as tx:
        gathering.gather(tx, limit=1000)
        copied = ("procedure", "version", "agency", "ended_at", "head_seq", "marks", "hours", "group_id")
        for fact in list(tx.session.scalars(select(PracticeFact))):
            same = {name: getattr(fact, name) for name in copied}
            tx.session.add_all(PracticeFact(instance_id=str(uuid.uuid4()), **same) for _ in range(FULL))
        tx.session.flush()
        practised.publish(tx)


def _written(office: Office, auditor: actors.Actor, assignment: str, instance: str) -> str:
    """Write a finding about the first event of an instance, by any of its clauses; gives its id."""
    with office.acting(auditor) as tx:
        bundle = cases.known_instance(tx.session, instance).bundle
        deployed = tx.installation.procedures.get(tx.session, bundle.id, version=bundle.version)
        clause = next(iter(deployed.documents[0].clauses))
        return findings.write(tx, assignment, clause=clause, events=[(instance, 1)], texts=assigned.TEXTS).id


def _released(office: Office, number: str, *, by: tuple[actors.Actor, actors.Actor]) -> str:
    """Have one person ask for a package with values, and another release it; gives its id."""
    asks, releases = by
    letter = {"recipient": "bpk", "basis": "temuan", "letter_number": "B-7/X/2027"}
    with office.acting(asks) as tx:
        package = requests.ask(tx, number, with_values=True, **letter)
    with office.acting(releases) as tx:
        requests.release(tx, package)
    return package


def _cases(office: Office, *, of_findings: bool) -> list[dict[str, str]]:
    """Give by case what addresses can name of it: of files of findings, or of all others."""
    wanted = Case.finding_id.is_not(None) if of_findings else Case.finding_id.is_(None)
    with office.acting(CLI) as tx:
        return [_names(tx, case) for case in tx.session.scalars(select(Case).where(wanted).order_by(Case.number))]


def _names(tx: Transaction, case: Case) -> dict[str, str]:
    first = cases.of_case(tx.session, case.id)[0]
    parts: Mapping[str, Any] = {
        "task_id": select(UserTask.id).where(UserTask.case_id == case.id),
        "document_id": select(Document.id).where(Document.case_id == case.id),
        "referral_id": select(Referral.id).where(Referral.from_case_id == case.id),
        "file_id": select(CaseFile.id).where(CaseFile.case_id == case.id),
    }
    ids = {name: tx.session.scalars(query).first() or NOTHING for name, query in parts.items()}
    key, sha256 = first.bundle.key, bytes(first.bundle.sha256).hex()
    return {
        **ids, "number": case.number, "instance_id": first.instance.id, "key": key, "name": key, "sha256": sha256,
        "agency": case.agency, "code": case.agency, "channel": "datang", "word": "Kenari", "seq": "1", "sheet": "1",
    }  # fmt: skip

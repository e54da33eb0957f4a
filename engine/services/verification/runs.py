"""Runs of the checks in the background: each night, and when somebody asks.

By night every case is checked that changed since it was checked last, and a thirtieth of the others, those first that
nobody looked at for longest. A run is a row and goes part by part: a part reads in one transaction and is noted in
another, so nobody waits for it, and whoever dies in between loses one part. What differs is an incident, which stays
open until the case is as it was recorded again; nothing repairs itself.
"""

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from engine import errors
from engine.bpmn import semantics
from engine.domain.verification.findings import Finding
from engine.services.base import canonical, promises
from engine.services.base.transaction import Transaction
from engine.services.chains import reads, registers
from engine.services.incidents import incidents
from engine.services.verification import verification
from engine.services.verification.results import FindingView
from engine.services.verification.verification import Part
from engine.store.base.session import Session
from engine.store.cases import cases
from engine.store.tables.verification import VerificationFinding, VerificationRun
from engine.store.verification import verification as stored
from engine.store.verification import whole_cases

PART, NIGHT = "verification.part", "verification.night"
"""Kinds of jobs: the next part of a run; the run of a night."""
AT = time(hour=18)
"""One o'clock at night in western Indonesia, in UTC."""
NIGHTS = 30
"""In so many nights every case is looked at once, also those that rest."""
AT_ONCE = 10
"""How many cases a part looks at: well below a second, since a worker does nothing else of this kind meanwhile."""
RECENT = 20
"""How many past runs are listed."""
MOST_KEPT = 1000
"""How many findings of a run are kept; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What a part is to look at: cases by id, and the things that belong to no case if ``first``."""

    run_id: str
    case_ids: Sequence[str]
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run of the checks; ``kind`` is night or asked, ``ended_at`` None while it goes on.

    ``cases`` of ``total`` were checked; ``findings`` are the first of ``count``, as far as the actor may see them.
    """

    id: str
    kind: str
    began_at: datetime
    ended_at: datetime | None
    total: int
    cases: int
    instances: int
    events: int
    inputs: int
    count: int
    findings: tuple[FindingView, ...]


def promise_night(tx: Transaction) -> bool:
    """Promise the run of the coming night, unless it is promised; tell whether it was now."""
    return promises.promise_nightly(tx, kind=NIGHT, at=AT)


def night(tx: Transaction) -> str:
    """Begin the run of this night and promise the next one; give its id."""
    promise_night(tx)
    return _begin(tx, kind="night", stage="touched", total=0)


def ask(tx: Transaction) -> RunView:
    """Begin a run over every case, in the background; NotPermittedError."""
    tx.require_anywhere(verification.RIGHT)
    run_id = _begin(tx, kind="asked", stage="all", total=verification.count(tx))
    return get(tx, run_id)


def get(tx: Transaction, run_id: str) -> RunView:
    """Give a run as it stands; NotFoundError, NotPermittedError."""
    tx.require_anywhere(verification.RIGHT)
    row = stored.run(tx.session, run_id)
    if row is None:
        raise errors.NotFoundError(verification=run_id)
    found = [_finding(one) for one in stored.findings(tx.session, run_id)]
    seen = [one for one in found if verification.may_see(tx, one)][: verification.MOST]
    reads.note_list(tx, "history.verify", [run_id])
    return _view(row, verification.views(tx, seen))


def recent(tx: Transaction) -> tuple[RunView, ...]:
    """Give the newest runs without their findings, those that go on too; NotPermittedError."""
    tx.require_anywhere(verification.RIGHT)
    return tuple(_view(row, ()) for row in stored.recent(tx.session, limit=RECENT))


def last_ended(tx: Transaction) -> RunView | None:
    """Give the run that ended last, without its findings; None before the first. NotPermittedError."""
    tx.require_anywhere(verification.RIGHT)
    row = stored.last_ended(tx.session)
    return None if row is None else _view(row, ())


def last_night(tx: Transaction) -> RunView | None:
    """Give the run of last night, without its findings; None before the first. NotPermittedError."""
    tx.require_anywhere(verification.RIGHT)
    row = stored.newest(tx.session, kind="night")
    return None if row is None else _view(row, ())


def take(tx: Transaction, *, run_id: str) -> Portion | None:
    """Give what the next part of a run looks at; None when the run is over."""
    row = stored.run(tx.session, run_id, locked=True)
    if row is None or row.stage == "done":
        return None
    first = row.parts == 0
    case_ids = _next(tx.session, row)
    if not case_ids and row.stage == "touched":
        row.stage, row.total = "rest", row.cases + math.ceil(verification.count(tx) / NIGHTS)
        case_ids = _next(tx.session, row)
    if not case_ids and not first:
        _end(tx, row)
        return None
    return Portion(run_id=run_id, case_ids=case_ids, first=first)


def look(tx: Transaction, portion: Portion) -> Part:
    """Check what a part is to look at; reads only."""
    return verification.part(tx, among=portion.case_ids, limit=AT_ONCE, common=portion.first)


def note(tx: Transaction, portion: Portion, done: Part, *, more: tuple[Finding, ...] = ()) -> None:
    """Note what a part found: counts, findings, incidents, and when its instances were executed again.

    ``more`` are findings beside the part's own, such as those of the log.
    """
    done = replace(done, findings=(*more, *done.findings))
    row = stored.run(tx.session, portion.run_id, locked=True)
    if row is None or row.stage == "done":
        return
    _keep(tx, row, done.findings)
    row.parts += 1
    row.cases, row.instances = row.cases + done.cases, row.instances + done.instances
    row.events, row.inputs = row.events + done.events, row.inputs + done.inputs
    row.total = max(row.total, row.cases)
    row.cursor = portion.case_ids[-1] if portion.case_ids else row.cursor
    remember(tx, done)


def go_on(tx: Transaction, *, run_id: str) -> None:
    """Promise the next part of a run."""
    row = stored.run(tx.session, run_id)
    if row is not None:
        promises.promise(tx, kind=PART, key=f"{PART}:{run_id}:{row.parts}", payload={"run_id": run_id})


def look_again(tx: Transaction, *, instance_id: str) -> bool:
    """Check the case of an instance again, and tell whether it is as recorded; its incident ends then."""
    found = cases.get(tx.session, instance_id)
    if found is None:
        return True
    done = verification.part(tx, among=[found.case.id])
    remember(tx, done)
    return not done.findings


def remember(tx: Transaction, done: Part) -> None:
    """Keep of each instance how it was found, and open or end its incident; what belongs to no case gets its own."""
    engine, firsts = canonical.text(semantics.engine()), _firsts(done)
    rows = []
    for instance_id, (_, head_seq) in done.heads.items():
        first = firsts.get(instance_id)
        named = {"first_seq": first.seq, "part": first.part, "element_id": first.element} if first else NOTHING
        found = {"instance_id": instance_id, "head_seq": head_seq, "equal": first is None}
        rows.append({**found, **named, "engine": engine, "at": tx.now})
        incidents.note_difference(tx, instance_id, first)
    stored.put(tx.session, rows)
    common = [one for one in done.findings if one.case_number is None]
    if common:
        incidents.note_difference(tx, None, common[0])


NOTHING = {"first_seq": None, "part": None, "element_id": None}


def _firsts(done: Part) -> dict[str, Finding]:
    """Give by instance the first thing found about it; what is found of a case as a whole belongs to its first one."""
    first_of: dict[str, str] = {}
    for instance_id, (number, _) in done.heads.items():
        first_of.setdefault(number, instance_id)
    found: dict[str, Finding] = {}
    for one in done.findings:
        if one.case_number in first_of:
            found.setdefault(one.instance_id or first_of[one.case_number], one)
    return found


def _view(row: VerificationRun, findings: Iterable[FindingView]) -> RunView:
    return RunView(
        id=row.id,
        kind=row.kind,
        began_at=row.began_at,
        ended_at=row.ended_at,
        total=row.total,
        cases=row.cases,
        instances=row.instances,
        events=row.events,
        inputs=row.inputs,
        count=row.findings,
        findings=tuple(findings),
    )


def _next(session: Session, row: VerificationRun) -> list[str]:
    if row.stage == "all":
        return whole_cases.case_ids(session, after=row.cursor, limit=AT_ONCE)
    if row.stage == "touched":
        return stored.touched(session, before=row.began_at, after=row.cursor, limit=AT_ONCE)
    left = max(row.total - row.cases, 0)
    return stored.longest_unchecked(session, before=row.began_at, limit=min(AT_ONCE, left))


def _begin(tx: Transaction, *, kind: str, stage: str, total: int) -> str:
    run_id = str(uuid.uuid4())
    counts = dict.fromkeys(("parts", "cases", "instances", "events", "inputs", "findings"), 0)
    tx.session.add(
        VerificationRun(id=run_id, kind=kind, asked_by=tx.actor.id, began_at=tx.now, stage=stage, total=total, **counts)
    )
    tx.session.flush()
    go_on(tx, run_id=run_id)
    return run_id


def _end(tx: Transaction, row: VerificationRun) -> None:
    row.stage, row.ended_at = "done", tx.now
    data = {"kind": row.kind, "cases": row.cases, "events": row.events, "findings": row.findings}
    registers.append(tx, registers.AUDITS, "record.verified", subject=row.id, data=data)


def _keep(tx: Transaction, row: VerificationRun, found: Iterable[Finding]) -> None:
    for one in found:
        row.findings += 1
        if row.findings <= MOST_KEPT:
            tx.session.add(
                VerificationFinding(
                    run_id=row.id,
                    number=row.findings,
                    code=one.code,
                    part=one.part,
                    case_number=one.case_number,
                    agency=one.agency,
                    instance_id=one.instance_id,
                    seq=one.seq,
                    element_id=one.element,
                    subject=one.subject,
                    at=one.at,
                    event_type=one.event_type,
                )
            )


def _finding(row: VerificationFinding) -> Finding:
    return Finding(
        code=row.code,
        part=row.part,
        case_number=row.case_number,
        agency=row.agency,
        instance_id=row.instance_id,
        seq=row.seq,
        element=row.element_id,
        subject=row.subject,
        at=row.at,
        event_type=row.event_type,
    )

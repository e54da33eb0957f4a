"""Samples: promised, drawn on a later day, and drawn again by whoever doubts them.

The auditor promises the plan and a word first. The draw takes the newest checkpoint that was made after the promise and
before today: when the word was chosen nobody knew that root, and when the root was made the agency did not know the
word. So neither side can choose.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time

from engine import errors
from engine.domain.audits import drawing
from engine.domain.audits.drawing import CheckpointMissingError, SampleInvalidError
from engine.services.audits import assignments
from engine.services.audits.assignments import AssignmentView
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import reads, registers
from engine.services.log.keeping import ZONE
from engine.store.audits import samples as stored
from engine.store.tables.audits import AuditSample


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a sample is drawn from: cases of the assignment, of one agency or procedure where these are named.

    ``breached`` takes only cases that broke a promise (True) or kept all (False); None takes both. ``strata`` is one of
    the rules' STRATA. ``first_month`` and ``last_month``, such as "2026-11", are those in which cases were opened, by
    the clock of Jakarta.
    """

    size: int
    strata: str = "none"
    agency: str | None = None
    procedure: str | None = None
    breached: bool | None = None
    first_month: str | None = None
    last_month: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """A sample; ``numbers`` are the drawn cases, empty before the draw. ``root`` is hexadecimal.

    ``is_same`` tells whether the draw, done again now from what it rests on, gives the same; None before the draw.
    """

    id: str
    plan: Plan
    promised_at: datetime
    drawn_at: datetime | None
    checkpoint_size: int | None
    root: str | None
    word: str | None
    population: int
    numbers: tuple[str, ...]
    is_same: bool | None


def promise(tx: Transaction, assignment_id: str, plan: Plan, *, word: str) -> SampleView:
    """Keep the plan and the digest of the word, which is given again when the sample is drawn.

    Raises NotFoundError unless the actor is a member of the open assignment, SampleInvalidError.
    """
    assignment = _require_member(tx, assignment_id)
    if not 0 < len(word.strip()) <= drawing.MOST_CHARACTERS or not _fits(plan, assignment):
        raise SampleInvalidError(field="plan")
    row = AuditSample(
        id=str(uuid.uuid4()),
        assignment_id=assignment_id,
        plan=canonical.text(asdict(plan)),
        commitment=drawing.commitment(word),
        promised_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    data = {"assignment": assignment_id, "plan": row.plan, "commitment": row.commitment.hex()}
    registers.append(tx, registers.AUDITS, "sample.promised", subject=row.id, data=data)
    return _view(tx, row)


def draw(tx: Transaction, sample_id: str, *, word: str) -> SampleView:
    """Draw a promised sample, once; a drawn one is given as it is.

    Raises NotFoundError, SampleInvalidError for another word than the promised one or a population without a case,
    CheckpointMissingError when no checkpoint was made after the promise and before today.
    """
    row = stored.lock(tx.session, sample_id)
    if row is None:
        raise errors.NotFoundError(sample=sample_id)
    _require_member(tx, row.assignment_id)
    if row.drawn_at is not None:
        return _view(tx, row)
    if drawing.commitment(word) != row.commitment:
        raise SampleInvalidError(field="word")
    today = datetime.combine(tx.now.astimezone(ZONE).date(), time.min, tzinfo=ZONE)
    checkpoint = stored.newest_checkpoint(tx.session, since=row.promised_at, before=today)
    if checkpoint is None:
        raise CheckpointMissingError(sample=sample_id)
    plan = Plan(**json.loads(row.plan))
    population = _population(tx, row.assignment_id, plan)
    if not population:
        raise SampleInvalidError(field="population")
    reads.note_list(tx, "case.list", population, about="searched")
    drawn = drawing.draw(population, size=plan.size, seed=drawing.seed(checkpoint.root, word))
    row.drawn_at, row.checkpoint_size, row.root, row.word = tx.now, checkpoint.size, checkpoint.root, word
    row.population, row.drawn = canonical.text(population), canonical.text(drawn)
    tx.session.flush()
    _note(tx, row)
    return _view(tx, row)


def of_assignment(tx: Transaction, assignment_id: str) -> tuple[SampleView, ...]:
    """Give the samples of an assignment to its members while it is open; NotFoundError for everybody else."""
    _require_member(tx, assignment_id)
    return tuple(_view(tx, row) for row in stored.of_assignment(tx.session, assignment_id))


def _require_member(tx: Transaction, assignment_id: str) -> AssignmentView:
    view = assignments.get(tx, assignment_id)
    if not view.is_member or view.closed_at is not None:
        raise errors.NotFoundError(assignment=assignment_id)
    return view


def _fits(plan: Plan, assignment: AssignmentView) -> bool:
    """Tell whether a plan is possible, and names nothing that lies outside the assignment."""
    months = [one for one in (plan.first_month, plan.last_month) if one is not None]
    is_possible = 1 <= plan.size <= drawing.MOST_UNITS and plan.strata in drawing.STRATA
    agencies: set[str | None] = {None, *(one.agency for one in assignment.scopes)}
    procedures: set[str | None] = {None, *(one.procedure for one in assignment.scopes)}
    is_inside = plan.agency in agencies and plan.procedure in procedures
    return is_possible and is_inside and all(map(drawing.is_month, months))


def _population(tx: Transaction, assignment_id: str, plan: Plan) -> dict[str, str]:
    """Give the sampling units of a plan: id of a case -> its stratum."""
    held = {case_id: agency for case_id, agency, at in stored.held(tx.session, assignment_id) if _in_months(plan, at)}
    ran, late = stored.procedures(tx.session, held), stored.breached(tx.session, held)
    wanted = {
        case_id: agency
        for case_id, agency in held.items()
        if plan.agency in {None, agency}
        and (plan.procedure is None or plan.procedure in ran[case_id])
        and plan.breached in {None, case_id in late}
    }
    strata: Mapping[str, Mapping[str, str]] = {
        "none": dict.fromkeys(wanted, ""),
        "agency": wanted,
        "procedure": {case_id: ran[case_id][0] for case_id in wanted},
        "breached": {case_id: "late" if case_id in late else "kept" for case_id in wanted},
    }
    return dict(strata[plan.strata])


def _in_months(plan: Plan, at: datetime) -> bool:
    month = at.astimezone(ZONE).strftime("%Y-%m")
    return (plan.first_month or month) <= month <= (plan.last_month or month)


def _note(tx: Transaction, row: AuditSample) -> None:
    data = {
        "assignment": row.assignment_id,
        "drawn_at": tx.now.isoformat(),
        "checkpoint_size": row.checkpoint_size,
        "root": bytes(row.root or b"").hex(),
        "word": row.word,
        "population": canonical.digest((row.population or "").encode()).hex(),
        "drawn": row.drawn,
    }
    registers.append(tx, registers.AUDITS, "sample.drawn", subject=row.id, data=data)


def _view(tx: Transaction, row: AuditSample) -> SampleView:
    plan, drawn = Plan(**json.loads(row.plan)), json.loads(row.drawn or "[]")
    population = json.loads(row.population or "{}")
    is_same = None
    if row.root is not None and row.word is not None:
        seed = drawing.seed(bytes(row.root), row.word)
        is_same = list(drawing.draw(population, size=plan.size, seed=seed)) == drawn
    known = stored.numbers(tx.session, drawn)
    return SampleView(
        id=row.id,
        plan=plan,
        promised_at=row.promised_at,
        drawn_at=row.drawn_at,
        checkpoint_size=row.checkpoint_size,
        root=None if row.root is None else bytes(row.root).hex(),
        word=row.word,
        population=len(population),
        numbers=tuple(known[one] for one in drawn),
        is_same=is_same,
    )

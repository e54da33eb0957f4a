"""Verification: the checks of the record put together, case by case, so that a part is short and blocks nobody.

A part reads some cases in one transaction and judges them; the cursor that it gives says where the next one goes on,
in another transaction. What it finds is looked at a second time under the locks of the case: on a database that lets
others write meanwhile, a record that grows while it is read would else look broken.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.domain.verification import findings as domain
from engine.domain.verification.findings import Finding
from engine.services.base import cursors
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.checks import (
    chains,
    contents,
    letters,
    numbers,
    opening,
    readers,
    referrals,
    registers,
    strays,
    whole_cases,
)
from engine.services.checks import versions as policy
from engine.services.checks.whole_cases import CaseRecords
from engine.services.verification import derivation
from engine.services.verification.results import FindingView, VerifyResult
from engine.store.base.declarations import is_row_id
from engine.store.cases import cases
from engine.store.policy import definitions
from engine.store.verification import whole_cases as stored

MOST = 100
"""How many findings one answer holds."""
AT_ONCE = 25
"""How many cases one transaction looks at: some tenths of a second."""
RIGHT = "history.verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the record after it was checked; ``after`` is the last case of it, None when nothing is left.

    ``heads`` gives for each instance its case's number and how many events it had.
    """

    cases: int
    instances: int
    events: int
    inputs: int
    findings: tuple[Finding, ...]
    heads: Mapping[str, tuple[str, int]]
    after: str | None


def part(
    tx: Transaction,
    *,
    after: str | None = None,
    among: Sequence[str] | None = None,
    limit: int = AT_ONCE,
    deep: bool = True,
    common: bool | None = None,
) -> Part:
    """Check the cases after one, of all or ``among`` these ids in their order; NotPermittedError.

    ``common`` also checks what belongs to no case; None does so in the first part of all. ``deep`` executes every case
    again and compares all that is derived; without it chains and contents are checked.
    """
    tx.require_anywhere(RIGHT)
    if among is None:
        ids = stored.case_ids(tx.session, after=after, limit=limit)
    else:
        ids = [one for one in among if after is None or one > after][:limit]
    whole = among is None and after is None if common is None else common
    found, inputs = list(_common(tx)) if whole else [], 0
    read = whole_cases.read(tx, ids)
    for case in read:
        said, count = _case(tx, case, deep=deep)
        inputs += count
        found += _again(tx, case, deep=deep) if said else []
    return Part(
        cases=len(read),
        instances=sum(len(case.instances) for case in read),
        events=sum(len(one.events) for case in read for one in case.instances),
        inputs=inputs,
        findings=tuple(found),
        heads={one.id: (case.row["number"], one.row["head_seq"]) for case in read for one in case.instances},
        after=ids[-1] if len(ids) == limit else None,
    )


def whole(tx: Transaction, *, deep: bool = True) -> VerifyResult:
    """Check everything within this one transaction, for an installation of few cases; NotPermittedError."""
    tx.require_anywhere(RIGHT)
    return result(tx, list(_parts(tx, deep=deep)))


def page(tx: Transaction, *, cursor: str | None = None, limit: int = AT_ONCE) -> VerifyResult:
    """Check the part at a cursor; NotPermittedError, CursorInvalidError."""
    tx.require_anywhere(RIGHT)
    done = part(tx, after=cursors.decode_id(cursor), limit=limit)
    return result(tx, [done])


def of_case(tx: Transaction, number: str) -> VerifyResult:
    """Check one case by its number, or by the id of one of its instances; NotFoundError, NotPermittedError."""
    tx.require_anywhere(RIGHT)
    return result(tx, [part(tx, among=[case_id(tx, number)])])


def since(tx: Transaction, moment: datetime) -> list[str]:
    """Give the ids of the cases that were written to or read since a moment."""
    tx.require_anywhere(RIGHT)
    return stored.cases_touched(tx.session, since=moment)


def case_id(tx: Transaction, name: str) -> str:
    """Give the id of the case of a number, or of an instance by its id, with or without dashes; NotFoundError."""
    case = cases.by_number(tx.session, name)
    if case is not None:
        return case.id
    found = cases.get(tx.session, instance_id(name))
    if found is None:
        raise errors.NotFoundError(case_number=name)
    return found.case.id


def count(tx: Transaction) -> int:
    """Give how many cases there are to check."""
    return stored.count_cases(tx.session)


def instance_id(name: str) -> str:
    """Give an id in its usual writing, also one that was typed without dashes; any other name as it is."""
    dashed = "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:])).lower()
    return dashed if is_row_id(dashed) else name


def result(tx: Transaction, parts: Sequence[Part], *, more: Sequence[Finding] = ()) -> VerifyResult:
    """Give what parts found, as the actor may see it, and record the look; ``more`` are findings of the log."""
    reads.note_list(tx, "history.verify", (one for done in parts for one in done.heads))
    found = [*(one for done in parts for one in done.findings), *more]
    mine = [one for one in found if may_see(tx, one)]
    last = parts[-1].after if parts else None
    return VerifyResult(
        ok=not found,
        cases=sum(done.cases for done in parts),
        instances=sum(done.instances for done in parts),
        events=sum(done.events for done in parts),
        inputs=sum(done.inputs for done in parts),
        count=len(found),
        elsewhere=len(found) - len(mine),
        findings=tuple(views(tx, mine[:MOST])),
        next=cursors.encode(last) if last is not None else None,
    )


def views(tx: Transaction, found: Iterable[Finding]) -> Iterator[FindingView]:
    """Give findings as callers see them, in sentences with names and local moments."""
    for one in found:
        row = None if one.agency is None else definitions.agency(tx.session, one.agency)
        name = _element_name(tx, one)
        said = domain.say(one, zone="UTC" if row is None else row.zone, element_name=name)
        yield FindingView(
            code=one.code,
            part=one.part,
            case_number=one.case_number,
            process_instance=one.instance_id,
            seq=one.seq,
            at=one.at,
            element_id=one.element,
            element_name=name,
            subject=one.subject,
            sentence_id=said.sentence_id,
            sentence_en=said.sentence_en,
        )


def _parts(tx: Transaction, *, deep: bool) -> Iterator[Part]:
    after: str | None = None
    while True:
        done = part(tx, after=after, deep=deep)
        yield done
        after = done.after
        if after is None:
            return


def _common(tx: Transaction) -> Iterator[Finding]:
    yield from registers.check(tx)
    yield from readers.check(tx)
    yield from policy.check(tx)
    yield from numbers.check(tx)
    yield from strays.check(tx)


_CHECKS: Sequence[Callable[[Transaction, CaseRecords], Iterator[Finding]]] = (
    lambda _tx, case: chains.check(case),
    lambda _tx, case: contents.check(case),
    lambda _tx, case: policy.of_case(case),
    letters.check,
    referrals.check,
    opening.check,
)


def _case(tx: Transaction, case: CaseRecords, *, deep: bool) -> tuple[list[Finding], int]:
    """Give what all checks find in a case, and how many inputs were executed again."""
    found = [one for check in _CHECKS for one in check(tx, case)]
    if not deep:
        return found, 0
    derived = derivation.check(tx, case)
    return [*found, *derived.findings], derived.inputs


def _again(tx: Transaction, case: CaseRecords, *, deep: bool) -> list[Finding]:
    """Look at a case once more while nobody can change it; nothing is kept of the locks that this takes."""
    found: list[Finding] = []
    with tx.savepoint(keep=False) as held:
        cases.lock_whole(held.session, case.row["id"])
        for again in whole_cases.read(held, [case.row["id"]]):
            found, _ = _case(held, again, deep=deep)
    return found


def may_see(tx: Transaction, found: Finding) -> bool:
    """Tell whether the actor may verify where a finding belongs; what belongs to no agency, whoever may verify."""
    mine = {scope.agency for scope in tx.scopes(RIGHT)}
    return tx.actor.is_system or found.agency is None or found.agency in mine


def _element_name(tx: Transaction, found: Finding) -> str | None:
    deployed = None if found.instance_id is None else policy.deployed(tx, found.instance_id)
    element = None if deployed is None else deployed.definition.side_table.get(found.element or "")
    return None if element is None else element.name

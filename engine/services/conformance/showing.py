"""How a procedure is practised in an agency: published figures on the diagram and in tables, and the cases by right."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine import errors
from engine.bpmn.drawing import picture
from engine.domain.conformance import figures, practice
from engine.domain.conformance.figures import Figure
from engine.domain.conformance.practice import mark
from engine.domain.people import permissions
from engine.domain.policy.elements import ElementInfo
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.conformance.results import (
    ClockSeen,
    GroupSeen,
    PracticeCases,
    PracticeItem,
    PracticeView,
    StepSeen,
    WaySeen,
)
from engine.store.conformance import practice as stored
from engine.store.policy import definitions, rollouts
from engine.store.tables.conformance import PracticeFigure

RIGHT, CASES = "practice.read", "history.read"
"""What lets somebody see figures, and the cases behind them."""
MODES = ("kali", "jam", "terlambat")
"""What the diagram shows: in how many processes a step was done, its hours, in how many it was late."""
MOST = 200
"""How many cases behind a figure are listed."""
_KINDS = frozenset({"userTask", "callActivity", "subProcess", "sendTask", "receiveTask", "manualTask"})
_HEATS = 4


class _Groups:
    """Published groups, opened."""

    def __init__(self, rows: Sequence[PracticeFigure]) -> None:
        self.rows = rows
        self.told: list[dict[str, Any]] = [json.loads(row.figures) for row in rows]

    def size(self) -> Figure:
        return figures.added(one["size"] for one in self.told)

    def count(self, *names: str) -> Figure:
        name = mark(*names)
        return figures.added(one["counts"].get(name) for one in self.told)

    def names(self, kind: str) -> list[list[str]]:
        """Give what is published of a kind of mark, without the kind."""
        found = {name for one in self.told for name in one["counts"] if name.partition("|")[0] == kind}
        return [name.split("|")[1:] for name in sorted(found)]

    def hours(self, step: str) -> tuple[float | None, float | None, float | None, float | None]:
        found = [(one["size"], one["hours"][step]) for one in self.told if step in one["hours"]]
        sides = [[(size, hours[side]) for size, hours in found if hours[side] is not None] for side in range(4)]
        a, b, c, d = map(figures.middle, sides)
        return a, b, c, d


def agencies(tx: Transaction) -> list[str]:
    """Give the agencies whose practice the actor may see."""
    return sorted({scope.agency for scope in tx.scopes(RIGHT) if scope.reach == "agency"})


def search(tx: Transaction) -> tuple[PracticeItem, ...]:
    """Give the procedures whose practice the actor may see, agency by agency; NotPermittedError for who sees none."""
    mine = _require(tx)
    found = []
    for agency in mine:
        names = {row.key: row.name for row in rollouts.in_force_of_all(tx.session, agency=agency, at=tx.now)}
        rows = stored.published(tx.session, agency=agency)
        for key in sorted({row.procedure for row in rows}):
            groups = _Groups([row for row in rows if row.procedure == key])
            months = min(row.first for row in groups.rows), max(row.last for row in groups.rows)
            found.append(PracticeItem(key=key, name=names[key], agency=agency, months=months, size=groups.size()))
    return tuple(found)


def get(
    tx: Transaction,
    key: str,
    *,
    agency: str | None = None,
    version: int | None = None,
    month: str | None = None,
    mode: str = MODES[0],
) -> PracticeView:
    """Give a procedure as an agency practises it; filters choose among published groups, None leaves all of them.

    Raises NotPermittedError for who may see no practice, NotFoundError for a procedure or agency without any.
    """
    known = _known(tx, key)
    chosen = agency or next(iter(known))
    if chosen not in known:
        raise errors.NotFoundError(process_definition=key)
    rows = known[chosen]
    groups = _Groups(_filtered(rows, version=version, month=month))
    newest = max(row.version for row in groups.rows or rows)
    deployed = _deployed(tx, key, newest)
    steps = tuple(_steps(groups, deployed))
    clocks = tuple(_clocks(groups, deployed))
    return PracticeView(
        key=key,
        name=deployed.procedure.name,
        agency=chosen,
        agencies=tuple(known),
        versions=tuple(sorted({row.version for row in rows})),
        months=tuple(sorted({month for row in rows for month in (row.first, row.last)})),
        size=groups.size(),
        groups=tuple(_group(row, [one.milestone for one in clocks]) for row in groups.rows),
        steps=steps,
        ways=tuple(_ways(groups, deployed)),
        clocks=clocks,
        hands=tuple((one, other, groups.count(practice.HAND_OVER, one, other)) for one, other in groups.names("hand")),
        unused=tuple(_unused(deployed, steps)),
        picture=_picture(deployed, steps, mode),
        may_open=_may_open(tx, chosen),
    )


def cases(
    tx: Transaction, key: str, *, told: str, agency: str, version: int | None = None, month: str | None = None
) -> PracticeCases:
    """Give the cases behind a mark, among the groups that the filters leave; the look is recorded.

    Raises NotPermittedError for who may see no practice, NotFoundError for a procedure or agency without any.
    """
    rows = _known(tx, key).get(agency)
    if rows is None or not _may_open(tx, agency):
        raise errors.NotFoundError(process_definition=key)
    groups = [row.id for row in _filtered(rows, version=version, month=month)]
    found = [one.instance_id for one in stored.in_groups(tx.session, groups) if told in json.loads(one.marks)]
    reads.note_list(tx, "practice.list", found[:MOST], about=key)
    numbers = stored.case_numbers(tx.session, found[:MOST])
    deployed = _deployed(tx, key, max(row.version for row in rows))
    about = _name(deployed.definition.side_table, *told.split("|")[1:2])
    return PracticeCases(name=deployed.procedure.name, about=about, numbers=tuple(numbers), more=len(found) > MOST)


def _may_open(tx: Transaction, agency: str) -> bool:
    return tx.allows(CASES, permissions.Subject(agency=agency))


def _require(tx: Transaction) -> list[str]:
    mine = agencies(tx)
    if not mine:
        raise errors.NotPermittedError(permission=RIGHT)
    return mine


def _known(tx: Transaction, key: str) -> dict[str, list[PracticeFigure]]:
    """Give what is published of a procedure by agency, of those that the actor may see; NotFoundError for nothing."""
    found = {one: stored.published(tx.session, agency=one, procedure=key) for one in _require(tx)}
    known = {agency: rows for agency, rows in found.items() if rows}
    if not known:
        raise errors.NotFoundError(process_definition=key)
    return known


def _filtered(rows: Sequence[PracticeFigure], *, version: int | None, month: str | None) -> list[PracticeFigure]:
    return [row for row in rows if version in {None, row.version} and (month is None or row.first <= month <= row.last)]


def _deployed(tx: Transaction, key: str, version: int) -> Deployed:
    bundle = definitions.of_version(tx.session, key, version)
    return tx.installation.procedures.get(tx.session, bundle.id, version=version)


def _steps(groups: _Groups, deployed: Deployed) -> Iterator[StepSeen]:
    for one in deployed.definition.side_table.values():
        if one.kind in _KINDS:
            pair = None if one.separate_from is None else groups.count(practice.PAIR, one.id)
            yield StepSeen(
                id=one.id,
                name=one.name or one.id,
                role=one.role,
                is_task=one.kind == "userTask",
                clauses=one.clause,
                done=groups.count(practice.STEP, one.id),
                skipped=groups.count(practice.SKIPPED, one.id),
                again=groups.count(practice.AGAIN, one.id),
                late=groups.count(practice.LATE, one.id),
                same_two=pair,
                hours=groups.hours(one.id),
            )


def _ways(groups: _Groups, deployed: Deployed) -> Iterator[WaySeen]:
    elements, flows = deployed.definition.side_table, deployed.definition.flows
    for (flow,) in groups.names(practice.WAY):
        if flow in flows:
            source, target = flows[flow]
            taken = groups.count(practice.WAY, flow)
            yield WaySeen(choice=_name(elements, source), way=_name(elements, flow, target), taken=taken)


def _name(elements: Mapping[str, ElementInfo], *ids: str) -> str:
    """Give the first name that one of these elements has, else the last id; nothing of none."""
    return next((elements[one].name for one in ids if one in elements and elements[one].name), "".join(ids[-1:]))


def _clocks(groups: _Groups, deployed: Deployed) -> Iterator[ClockSeen]:
    elements = deployed.definition.side_table
    causes = groups.names(practice.CAUSE)
    for milestone in sorted({names[0] for names in groups.names(practice.CLOCK)}):
        yield ClockSeen(
            milestone=milestone,
            opened=groups.count(practice.CLOCK, milestone, "opened"),
            kept=groups.count(practice.CLOCK, milestone, practice.KEPT),
            broken=groups.count(practice.CLOCK, milestone, practice.BROKEN),
            warned=groups.count(practice.CLOCK, milestone, "warned"),
            replaced=groups.count(practice.CLOCK, milestone, "replaced"),
            causes=tuple(
                (_name(elements, cause), groups.count(practice.CAUSE, of, cause))
                for of, cause in causes
                if of == milestone
            ),
        )


def _group(row: PracticeFigure, milestones: Sequence[str]) -> GroupSeen:
    alone = _Groups([row])
    return GroupSeen(
        version=row.version,
        first=row.first,
        last=row.last,
        size=alone.size(),
        broken=tuple((one, alone.count(practice.CLOCK, one, practice.BROKEN)) for one in milestones),
    )


def _unused(deployed: Deployed, steps: Sequence[StepSeen]) -> Iterator[tuple[str, str]]:
    """Give the clauses, with their words, whose steps were done in less than five processes of every group."""
    words = {clause.id: clause.text for document in deployed.documents for clause in document.clauses.values()}
    named = {clause for step in steps for clause in step.clauses}
    used = {clause for step in steps if step.done.shown or step.done.withheld for clause in step.clauses}
    yield from ((clause, words.get(clause, "")) for clause in sorted(named - used))


def _picture(deployed: Deployed, steps: Sequence[StepSeen], mode: str) -> str:
    """Draw the process with a figure at each step, the stronger coloured the larger it is."""
    told = {step.id: _at(step, mode) for step in steps}
    most = max((amount for amount, _ in told.values()), default=0) or 1
    heat = {one: f"heat-{math.ceil(amount / most * _HEATS)}" for one, (amount, _) in told.items() if amount}
    badges = {one: text for one, (_, text) in told.items() if text}
    return picture.svg(
        deployed.pictures[deployed.main_picture], title=deployed.procedure.name, marks=heat, badges=badges
    )


def _at(step: StepSeen, mode: str) -> tuple[float, str]:
    """Give how strong a step is coloured, and the text at its corner."""
    if mode == "jam":
        wait, _, work, _ = step.hours
        hours = None if wait is None or work is None else wait + work
        return hours or 0, "" if hours is None else f"{hours:g} jam".replace(".", ",")
    figure = step.late if mode == "terlambat" else step.done
    known = figure.shown or figure.withheld
    return figure.shown, figure.text if known or mode == MODES[0] else ""

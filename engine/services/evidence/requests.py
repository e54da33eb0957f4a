"""Requests for evidence packages: one person asks, another releases what holds values, and both stand in the register.

A case's evidence goes to bodies that may lawfully ask for it. What is handed out without values needs one person, since
it shows what the history shows; values are handed out by nobody alone.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.domain.evidence import packages
from engine.domain.evidence.packages import Package, Told
from engine.services.audit import sights
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import reads, registers
from engine.store.audit import registers as stored
from engine.store.cases import cases
from engine.store.people import people
from engine.store.tables.cases import Case

RIGHT = "evidence.export"


class ReleasedByAnotherError(errors.ConflictError):
    """Whoever asked for a package cannot release it too. Ask a colleague with this right."""

    code = "released_by_another"


class EvidenceNotReadyError(errors.ConflictError):
    """The package cannot be made now: it waits for another person, was refused, or its time is over. Ask again."""

    code = "evidence_not_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """A package as people see it: names of people by id, its state, and what the actor may do with it now."""

    package: Package
    state: str
    names: dict[str, str]
    may_release: bool
    may_make: bool


def ask(tx: Transaction, number: str, *, recipient: str, basis: str, letter_number: str, with_values: bool) -> str:
    """Ask for a package of a case and give its id.

    Raises NotFoundError for who may not hand out evidence of it, NotPermittedError for who may not see the values that
    are asked for, EvidenceRequestInvalidError.
    """
    case = _case(tx, number)
    if with_values:
        tx.require(sights.READ_VALUES, access.subject_of(tx, case))
    packages.require(recipient=recipient, basis=basis, letter_number=letter_number)
    package_id = str(uuid.uuid4())
    data = {
        "case": case.number,
        "agency": case.agency,
        "recipient": recipient,
        "basis": basis,
        "letter_number": letter_number,
        "values": with_values,
    }
    note(tx, packages.ASKED, package_id, agency=case.agency, data=data)
    return package_id


def release(tx: Transaction, package_id: str) -> None:
    """Release a package with values as its second person.

    Raises NotFoundError, NotPermittedError for who may not see these values either, ReleasedByAnotherError,
    EvidenceNotReadyError for one that waits for nobody.
    """
    package, case = _waiting(tx, package_id)
    subject = access.subject_of(tx, case)
    if not tx.allows("case.read_narrative", subject):
        tx.require(sights.READ_VALUES, subject)
    if package.asked_by == tx.actor.id:
        raise ReleasedByAnotherError
    _decided(tx, package, packages.RELEASED)


def refuse(tx: Transaction, package_id: str) -> None:
    """Say no to a package that waits, or take one's own request back; raises as ``release`` does for what waits not."""
    package, _ = _waiting(tx, package_id)
    _decided(tx, package, packages.REFUSED)


def require_ready(tx: Transaction, package_id: str) -> tuple[Package, Case]:
    """Give a package that its asker may have made now, and its case; NotFoundError, EvidenceNotReadyError."""
    package, case = _found(tx, package_id)
    if package.state(tx.now) != packages.READY or package.asked_by != tx.actor.id:
        raise EvidenceNotReadyError(state=package.state(tx.now))
    return package, case


def get(tx: Transaction, package_id: str) -> PackageView:
    """Give one package; the look is recorded. NotFoundError for who may not hand out evidence of its case."""
    (view,) = _views(tx, (_found(tx, package_id)[0],))
    return view


def of_case(tx: Transaction, number: str) -> tuple[PackageView, ...]:
    """Give the packages of a case, newest first; the look is recorded. NotFoundError."""
    case = _case(tx, number)
    return _views(tx, (one for one in _all(tx) if one.case == case.number))


def search(tx: Transaction) -> tuple[PackageView, ...]:
    """Give the packages of the actor's agencies, newest first; the look is recorded. NotPermittedError."""
    tx.require_anywhere(RIGHT)
    agencies = {scope.agency for scope in tx.scopes(RIGHT)}
    return _views(tx, (one for one in _all(tx) if one.agency in agencies))


def _views(tx: Transaction, found: Iterable[Package]) -> tuple[PackageView, ...]:
    shown = sorted(found, key=lambda one: one.asked_at, reverse=True)
    reads.note_list(tx, "evidence.list", (one.id for one in shown))
    who = {each for one in shown for each in (one.asked_by, one.released_by, one.refused_by) if each is not None}
    names = {user.id: user.display_name for user in people.by_ids(tx.session, who).values()}
    return tuple(_view(tx, one, names) for one in shown)


def _view(tx: Transaction, package: Package, names: dict[str, str]) -> PackageView:
    state, own = package.state(tx.now), package.asked_by == tx.actor.id
    case = cases.by_number(tx.session, package.case)
    sees = case is not None and _sees_values(tx, case)
    return PackageView(
        package=package,
        state=state,
        names=names,
        may_release=state == packages.WAITING and not own and sees,
        may_make=state == packages.READY and own,
    )


def _sees_values(tx: Transaction, case: Case) -> bool:
    subject = access.subject_of(tx, case)
    return tx.allows(sights.READ_VALUES, subject) or tx.allows("case.read_narrative", subject)


def _case(tx: Transaction, number: str) -> Case:
    case = cases.by_number(tx.session, number)
    if case is None or access.seen(tx, case, RIGHT) is None:
        raise access.refused(tx, case, what=RIGHT, case_number=number)
    return case


def _found(tx: Transaction, package_id: str) -> tuple[Package, Case]:
    package = next((one for one in _all(tx) if one.id == package_id), None)
    if package is None:
        raise errors.NotFoundError(package=package_id)
    return package, _case(tx, package.case)


def _waiting(tx: Transaction, package_id: str) -> tuple[Package, Case]:
    package, case = _found(tx, package_id)
    if package.state(tx.now) != packages.WAITING:
        raise EvidenceNotReadyError(state=package.state(tx.now))
    return package, case


def _decided(tx: Transaction, package: Package, type_: str) -> None:
    data = {"case": package.case, "recipient": package.recipient, "letter_number": package.letter_number}
    note(tx, type_, package.id, agency=package.agency, data=data)


def note(tx: Transaction, type_: str, package_id: str, *, agency: str, data: Mapping[str, Any]) -> None:
    """Let the register of exports say what happened to a package, and in which role."""
    role = None if tx.actor.is_system else tx.acting_role(RIGHT, agency=agency)
    registers.append(tx, registers.EXPORTS, type_, subject=package_id, data=data, role=role)


def _all(tx: Transaction) -> tuple[Package, ...]:
    return packages.folded(_told(tx))


def _told(tx: Transaction) -> Iterator[Told]:
    """Give what the register tells of packages, and what this transaction will add to it."""
    for row in stored.of_types(tx.session, registers.EXPORTS, packages.TYPES):
        yield Told(package=row.subject, type=row.type, actor=row.actor, at=row.at, data=json.loads(row.data))
    for noted in tx.registered:
        if noted.type in packages.TYPES:
            data = json.loads(noted.data)
            yield Told(package=noted.subject, type=noted.type, actor=noted.actor, at=tx.now, data=data)

"""Readings of ambiguous clauses: which ones hold in an agency, and the choices that policy officers make.

A choice is a row, never a file or a code change. Running cases learn of it by jobs (``renewal``), when it begins to
hold and when it ends.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import errors
from engine.domain.people import permissions
from engine.domain.time import readings as rules
from engine.services.base import in_force as running
from engine.services.base.bundles import Deployed
from engine.services.base.promises import promise
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.time.results import ReadingOption, ReadingView
from engine.store.policy import definitions
from engine.store.tables.time import ReadingChoice

# A report that is being registered while a choice begins to hold is not yet to be seen: it is looked for once more.
AGAIN = timedelta(minutes=5)
MOST_CHARACTERS = 200


class AmbiguityUnknownError(errors.LindungError):
    """The procedure has no ambiguity of that id. Check the id in its list of readings."""

    code = "ambiguity_unknown"


class ReadingUnknownError(errors.LindungError):
    """That reading is not among those of this ambiguity. Choose one of the readings named.

    ``ids`` name those that it has.
    """

    code = "reading_unknown"


class ChoiceInvalidError(errors.LindungError):
    """Give name, office and decree number; the last day may not lie before the first."""

    code = "choice_invalid"


def in_force(tx: Transaction, deployed: Deployed, *, agency: str, at: datetime) -> dict[str, str]:
    """Give the value that the variable ``tafsir`` has in an agency at a moment."""
    return rules.in_force(standings(tx, deployed, agency=agency, at=at))


def standings(tx: Transaction, deployed: Deployed, *, agency: str, at: datetime) -> dict[str, rules.Standing]:
    """Give every ambiguity of a deployed version as it stands in an agency at a moment, by id."""
    if not any(document.ambiguities for document in deployed.documents):
        return {}
    choices = [choice_of(row) for row in definitions.reading_choices(tx.session, deployed.procedure.key)]
    return rules.standings(deployed.documents, choices, agency=agency, day=at.astimezone(_zone(tx, agency)).date())


def search(tx: Transaction, procedure: str, *, agency: str | None = None) -> tuple[ReadingView, ...]:
    """Give every ambiguity of the version in force as it stands now; ``agency`` None is the first that runs it.

    NotFoundError for a procedure or agency that the actor may not read.
    """
    offices = running.offices(tx, procedure, at=tx.now)
    readable = [one for one in offices if tx.allows("definition.read", permissions.Subject(agency=one))]
    office = agency or next(iter(readable), None)
    if office not in readable:
        raise errors.NotFoundError(process_definition=procedure, agency=agency)
    return tuple(_view(one) for one in standings(tx, offices[office][1], agency=office, at=tx.now).values())


def view(found: Mapping[str, rules.Standing]) -> dict[str, ReadingView]:
    """Give standings as callers see them."""
    return {name: _view(one) for name, one in found.items()}


def choose(
    tx: Transaction,
    *,
    procedure: str,
    agency: str | None,
    ambiguity: str,
    reading: str,
    chosen_by: str,
    office: str | None,
    sk: str,
    valid_from: date | None,
    valid_to: date | None,
) -> ReadingView:
    """Record who chose which reading by which decree, and promise that running cases follow it from and to its days.

    ``agency`` None means every agency that runs the procedure; ``office`` None the one that the clause file says must
    choose; ``valid_from`` None today. Raises NotFoundError, NotPermittedError, AmbiguityUnknownError,
    ReadingUnknownError, ChoiceInvalidError.
    """
    tx.require_anywhere("reading.choose")
    # What begins with a later version can be chosen before that is in force.
    begin = tx.now if valid_from is None else max(tx.now, rules.midnight(valid_from, UTC))
    offices = running.offices(tx, procedure, at=begin)
    concerned = tuple(offices) if agency is None else (agency,)
    if not concerned or concerned[0] not in offices:
        raise errors.NotFoundError(process_definition=procedure, agency=agency)
    deployed = offices[concerned[0]][1]
    for one in concerned:
        tx.require("reading.choose", permissions.Subject(agency=one))
    found = standings(tx, deployed, agency=concerned[0], at=tx.now).get(ambiguity)
    if found is None:
        raise AmbiguityUnknownError(procedure=procedure, ambiguity=ambiguity)
    known = [one.id for one in found.ambiguity.readings]
    if reading not in known:
        raise ReadingUnknownError(ambiguity=ambiguity, known=", ".join(known))
    row = ReadingChoice(
        procedure=procedure,
        agency=agency,
        ambiguity=ambiguity,
        reading=reading,
        chosen_by=_words(chosen_by, "chosen_by"),
        office=_words(found.ambiguity.owner if office is None else office, "office"),
        sk=_words(sk, "sk"),
        valid_from=valid_from or tx.now.astimezone(_zone(tx, concerned[0])).date(),
        valid_to=valid_to,
        entered_by=tx.actor.id,
        entered_at=tx.now,
    )
    if row.valid_to is not None and row.valid_to < row.valid_from:
        raise ChoiceInvalidError(field="valid_to")
    tx.session.add(row)
    tx.session.flush()
    role = tx.acting_role("reading.choose", agency=agency) if agency is not None else None
    registers.append(tx, registers.POLICY, "reading.chosen", subject=procedure, data=recorded(row), role=role)
    for one in concerned:
        _promise_edges(tx, choice_of(row), one)
    return _view(standings(tx, deployed, agency=concerned[0], at=tx.now)[ambiguity])


def choice_of(row: ReadingChoice) -> rules.Choice:
    """Give a row as the rules see it."""
    return rules.Choice(
        id=str(row.id),
        procedure=row.procedure,
        agency=row.agency,
        ambiguity=row.ambiguity,
        reading=row.reading,
        chosen_by=row.chosen_by,
        office=row.office,
        sk=row.sk,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        entered_by=row.entered_by,
        entered_at=row.entered_at,
    )


def recorded(row: ReadingChoice) -> dict[str, Any]:
    """Give what the register of rules says of a choice: its last day too, since an end is no event of its own."""
    return {
        "choice": row.id,
        "agency": row.agency,
        "ambiguity": row.ambiguity,
        "reading": row.reading,
        "chosen_by": row.chosen_by,
        "office": row.office,
        "sk": row.sk,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to is not None else None,
    }


def _promise_edges(tx: Transaction, choice: rules.Choice, agency: str) -> None:
    """Promise to tell the agency's running cases when the choice begins to hold and when it ends."""
    for edge, at in choice.edges(_zone(tx, agency)):
        due = max(at, tx.now)  # a decree that is typed in late holds from now on: nothing is counted backwards
        for turn, run_at in (("1", due), ("2", due + AGAIN)):
            key = f"readings:{choice.id}:{edge}:{agency}:{turn}"
            payload = {"key": key, "procedure": choice.procedure, "agency": agency}
            promise(tx, kind="readings.spread", key=key, payload=payload, run_at=run_at)


def _zone(tx: Transaction, agency: str) -> ZoneInfo:
    row = definitions.agency(tx.session, agency)
    if row is None:
        raise errors.NotFoundError(agency=agency)
    return ZoneInfo(row.zone)


def _words(text: str, field: str) -> str:
    """Give a name or number as one short line; ChoiceInvalidError for anything else."""
    line = " ".join(text.split())
    if not 0 < len(line) <= MOST_CHARACTERS or not line.isprintable():
        raise ChoiceInvalidError(field=field)
    return line


def _view(found: rules.Standing) -> ReadingView:
    choice, ambiguity = found.choice, found.ambiguity
    return ReadingView(
        ambiguity=ambiguity.id,
        issue=ambiguity.issue,
        document=found.document.title,
        clauses=ambiguity.clauses,
        verbatim=found.verbatim,
        status=ambiguity.status,
        owner=ambiguity.owner,
        in_force=found.reading.id if found.reading is not None else None,
        readings=tuple(ReadingOption(id=one.id, text=one.text) for one in ambiguity.readings),
        is_signed=found.is_signed,
        chosen_by=choice.chosen_by if choice is not None else ambiguity.chosen_by,
        office=choice.office if choice is not None else None,
        sk=choice.sk if choice is not None else None,
        valid_from=choice.valid_from if choice is not None else None,
        valid_to=choice.valid_to if choice is not None else None,
        entered_at=choice.entered_at if choice is not None else None,
    )

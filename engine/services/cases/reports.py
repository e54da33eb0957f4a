"""Registering a report: its sheet of persons and safe contact, double reports, several victims, and who is accused.

The sheet is a form of the house (``workflows/lembar_laporan.form``) beside the start form of the procedure. What it
holds is sealed with each case; of persons only keyed digests lie open, by which a double report is found.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.domain import vocabulary
from engine.domain.forms import forms
from engine.domain.people import permissions
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.cases import instances
from engine.services.chains import chain, reads
from engine.services.content import intake_sheet
from engine.services.user_tasks.results import InstanceView
from engine.store.cases import cases
from engine.store.content import intakes as stored_intakes

SHEET = "lembar_laporan.form"
MOST_VICTIMS = 10
REPORTER = (vocabulary.REPORTER_NAME, vocabulary.REPORTER_PHONE, vocabulary.REPORTER_ADDRESS)
"""What of a start form would name a reporter who wants to stay unnamed."""

_ACCUSED_CONTACT = (
    "Orang ini dicatat sebagai terlapor. Pilih orang lain untuk dihubungi.",
    "This person is noted as the accused. Choose somebody else to contact.",
)
_MANY_VICTIMS = ("Paling banyak 10 korban dalam satu laporan.", "At most 10 victims in one report.")


class SheetInvalidError(forms.FormInvalidError):
    """The sheet of the report is not right. Check the marked fields.

    ``problems`` point into the sheet.
    """

    code = "sheet_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A case of the own agency that may be about the same person; ``kinds`` say by what: nik, phone, name_birth."""

    number: str
    opened_at: datetime
    state: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The cases that one report opened, in the order of its victims."""

    instances: tuple[InstanceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """How people of a case may be reached, and who must not be: ``excluded`` holds pelapor or wali.

    ``sheet`` is what was told at the door; ``linked`` are the other cases of the occurrence that the reader may see.
    """

    excluded: tuple[str, ...]
    sheet: Mapping[str, Any]
    linked: tuple[str, ...]


def sheet(tx: Transaction) -> forms.Form:
    """Give the form of the sheet."""
    return _sheet(tx.installation.settings.workflows_dir / SHEET)


def register(
    tx: Transaction,
    *,
    process_definition: str,
    agency: str,
    channel: str,
    received_at: datetime | None,
    form: Mapping[str, Any],
    told: Mapping[str, Any],
) -> Registered:
    """Open one case for each victim of the report, all or none, and keep the sheet with each.

    ``told`` are the answers of the sheet. An unnamed reporter's name, number and address are dropped even if they were
    typed. Raises as ``instances.start`` does, and SheetInvalidError.
    """
    checked = _checked(tx, told)
    answers = {key: value for key, value in form.items() if not (checked.get(vocabulary.ANONYMOUS) and key in REPORTER)}
    victims = checked.get(vocabulary.VICTIMS) or [{}]
    occurrence = str(uuid.uuid4())
    opened = []
    for victim in victims:
        started = instances.start(
            tx,
            process_definition=process_definition,
            agency=agency,
            channel=channel,
            received_at=received_at,
            variables={},
            form=answers,
        )
        told_of = {**checked, vocabulary.VICTIMS: [victim] if victim else []}
        _keep(tx, started, told_of, occurrence_id=occurrence)
        opened.append(started)
    return Registered(instances=tuple(opened))


def _keep(tx: Transaction, started: InstanceView, told: Mapping[str, Any], *, occurrence_id: str) -> None:
    """Keep the sheet with the case that a report just opened; the event holds its digest, never what it says."""
    found = cases.lock_known(tx.session, started.id)
    digest = intake_sheet.keep(tx, found.case, told, occurrence_id=occurrence_id)
    data = {"digests": {found.case.id: digest}, "occurrence": occurrence_id}
    chain.append(tx, found.instance, type_="sheet.kept", version=found.bundle.version, data=data)


def probe(tx: Transaction, *, agency: str, told: Mapping[str, Any], form: Mapping[str, Any]) -> tuple[Match, ...]:
    """Give the cases of the agency that may be about the same persons and that the actor may read.

    Of other agencies' cases nothing is told, and nothing is looked up. What is not right yet is not compared.
    """
    tx.require(instances.REGISTER, permissions.Subject(agency=agency))
    rows = told.get(vocabulary.VICTIMS)
    persons = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    digests = set(intake_sheet.marks(tx, [*persons[:MOST_VICTIMS], form]))
    found: dict[str, Match] = {}
    ids = set()
    scopes = tx.scopes("case.read")
    for case, kind in stored_intakes.marked(
        tx.session, agency=agency, digests=digests, scopes=scopes, user_id=tx.actor.id
    ):
        ids.add(case.id)
        kinds = found[case.number].kinds if case.number in found else ()
        found[case.number] = Match(
            number=case.number, opened_at=case.opened_at, state=case.state, kinds=tuple(dict.fromkeys((*kinds, kind)))
        )
    reads.note_list(tx, "double.list", ids)
    return tuple(found.values())


def contact(tx: Transaction, case_number: str) -> ContactView | None:
    """Give how the people of a case may be reached, and record the reading; None without a sheet, key or right."""
    case = cases.by_number(tx.session, case_number)
    row = None if case is None else stored_intakes.intake(tx.session, case.id)
    if case is None or row is None or case.wrapped_key is None:
        return None
    seen = access.seen(tx, case, "case.read_narrative")
    if seen is None:
        return None
    reads.note(tx, case.id, what="case.read_contact", seen=seen)
    told = intake_sheet.opened(tx, case, row)
    linked = stored_intakes.siblings(
        tx.session, occurrence_id=row.occurrence_id, scopes=tx.scopes("case.read"), user_id=tx.actor.id
    )
    return ContactView(
        excluded=tuple(who for who, box in intake_sheet.ACCUSED.items() if told.get(box) is True),
        sheet=told,
        linked=tuple(one.number for one in linked if one.id != case.id),
    )


@cache
def _sheet(path: Path) -> forms.Form:
    return forms.parse(path.read_bytes())


def _checked(tx: Transaction, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the sheet's answers when they are right by themselves and together; SheetInvalidError."""
    try:
        checked = sheet(tx).check(told).values
    except forms.FormInvalidError as refusal:
        raise SheetInvalidError(refusal.problems) from None
    found = []
    box = intake_sheet.ACCUSED.get(str(checked.get(vocabulary.CONTACT_WHOM)))
    if box is not None and checked.get(box) is True:
        found.append(_problem(f"/{vocabulary.CONTACT_WHOM}", "accused_contact", _ACCUSED_CONTACT))
    if len(checked.get(vocabulary.VICTIMS, ())) > MOST_VICTIMS:
        found.append(_problem(f"/{vocabulary.VICTIMS}", "too_many_rows", _MANY_VICTIMS))
    if found:
        raise SheetInvalidError(tuple(found))
    return checked


def _problem(pointer: str, code: str, sentences: tuple[str, str]) -> forms.FieldProblem:
    return forms.FieldProblem(pointer=pointer, code=code, sentence_id=sentences[0], sentence_en=sentences[1])

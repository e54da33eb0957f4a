"""Reports of the public: somebody without an account reports, gets a code, and comes back with it.

The case starts at once, by the same service as an officer's: its clocks run and its task lies in the right inbox before
the reporter has read the receipt. The reporter is nobody to us: a code and a visit are all that leads back to the case,
both kept as digests.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.audit.reads import TELLING
from engine.domain.forms import forms
from engine.domain.forms.form_fields import Field
from engine.domain.people import actors
from engine.domain.people.permissions import Subject
from engine.domain.public import receipts
from engine.services.base.transaction import Transaction
from engine.services.cases import instances, reports
from engine.services.chains import reads
from engine.services.people import agencies, auth
from engine.services.public import limits
from engine.store.cases import cases
from engine.store.policy import definitions
from engine.store.public import public
from engine.store.tables.public import PublicReport, ReporterVisit
from engine.store.time import sla_clocks

REPORTER = actors.system("public")
WORDING = "laporan_publik.form"
IDLE = timedelta(minutes=15)
CONTACT = (vocabulary.CONTACT_BY, vocabulary.CONTACT_WHEN, vocabulary.PASSWORD)
"""What the sheet of a report may hold of how its reporter can be reached."""


class ReceiptUnknownError(errors.LindungError):
    """The code is not known. Look at the code on your receipt again, then retype it.

    What is wrong with the code is not said.
    """

    code = "receipt_unknown"


class VisitEndedError(errors.LindungError):
    """For your safety, the page of your report was closed. Type your code to open it again."""

    code = "visit_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An agency that takes reports of the public, and where they begin; phone and address may be unknown."""

    agency: str
    name: str
    zone: str
    phone: str | None
    address: str | None
    procedure: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a report stands, without anything of its content; a moment is None while it has not come.

    ``due_at`` is the nearest promised time that is still running, ``is_late`` tells that it has passed, ``erased`` that
    what was written is destroyed.
    """

    agency_name: str
    zone: str
    phone: str | None
    received_at: datetime
    read_at: datetime | None
    taken_up_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    is_late: bool
    erased: bool


def offers(tx: Transaction) -> tuple[Offer, ...]:
    """Give the agencies that take reports of the public and whose procedure is in force, by name."""
    found = (_offer(tx, row.code) for row in definitions.agencies(tx.session))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.name))


def offer(tx: Transaction, agency: str) -> Offer:
    """Give what an agency offers; NotFoundError when it takes no reports of the public."""
    found = _offer(tx, agency) if definitions.agency(tx.session, agency) is not None else None
    if found is None:
        raise errors.NotFoundError(agency=agency)
    return found


def asked(tx: Transaction, offered: Offer) -> forms.Form:
    """Give the questions for the public: the channel's start form in words for a reporter, and how to reach them.

    Answers go to ``receive`` as they are; each question is checked by the form that it comes from.
    """
    words = _wording(tx.installation.settings.workflows_dir / WORDING)
    said = {one.key: one for one in words.fields}
    order = list(said)
    start = instances.start_form_of(
        tx, process_definition=offered.procedure, agency=offered.agency, channel=offered.channel
    )
    begun = [] if start is None else [_said(one, said.get(one.key)) for one in start.fields if one.key is not None]
    begun.sort(key=lambda one: order.index(one.key) if one.key in said else len(order))
    return forms.Form(id=words.id, fields=(*begun, *(one for one in words.fields if one.key in CONTACT)))


def receive(tx: Transaction, offered: Offer, *, answers: Mapping[str, Any], secret: bytes, address: str) -> str:
    """Open the case now and give its receipt code, which belongs to ``secret`` and is kept as a digest only.

    Raises FormInvalidError, and PublicDelayedError when too many reports came from this address.
    """
    limits.admit(tx, limits.REPORTS, subject=address)
    opened = reports.register(
        tx,
        process_definition=offered.procedure,
        agency=offered.agency,
        channel=offered.channel,
        received_at=None,
        form={key: value for key, value in answers.items() if key not in CONTACT},
        told=_told(answers),
    ).instances[0]
    case = cases.known(tx.session, opened.case_number)
    code = receipts.of(secret)
    tx.session.add(PublicReport(case_id=case.id, instance_id=opened.id, code=_digest(tx, code)))
    tx.session.flush()
    return code


def standing(tx: Transaction, code: str) -> Standing:
    """Give how the report with this receipt code stands; ReceiptUnknownError."""
    report = _of_code(tx, code)
    if report is None:
        raise ReceiptUnknownError
    return standing_of(tx, report.case_id)


def standing_of(tx: Transaction, case_id: str) -> Standing:
    """Give how the report of a case that began on the public page stands, and record that it was read."""
    found = public.begun(tx.session, case_id)
    reads.note(tx, case_id, what="report.standing", seen=Subject(agency=found.case.agency))
    office = agencies.profile(tx, found.case.agency)
    clocks = sla_clocks.clocks_of_case(tx.session, case_id)
    due_at = min((row.due_at for row in clocks if row.state == "running" and row.due_at is not None), default=None)
    return Standing(
        agency_name=office.name,
        zone=office.zone.key,
        phone=office.phone,
        received_at=found.instance.received_at,
        read_at=public.first_reading(tx.session, case_id, kinds=TELLING),
        taken_up_at=public.first_taken_up(tx.session, found.instance.id),
        ended_at=found.instance.ended_at,
        due_at=due_at,
        is_late=due_at is not None and due_at <= tx.now,
        erased=found.case.wrapped_key is None,
    )


def admit(tx: Transaction, *, address: str) -> None:
    """Count that an address tries a code, in a transaction of its own; ``enter`` takes a right one back.

    Raises PublicDelayedError. Counted beforehand, a hundred guesses sent at once are no more than sent one by one.
    """
    limits.admit(tx, limits.CODES, subject=address)


def enter(tx: Transaction, code: str, *, address: str) -> str:
    """Begin a visit by a receipt code, however it was spaced, and give its secret; ReceiptUnknownError."""
    report = _of_code(tx, code)
    if report is None:
        raise ReceiptUnknownError
    limits.forgive(tx, limits.CODES, subject=address)
    secret = auth.new_secret()
    tx.session.add(ReporterVisit(digest=auth.digest(secret), case_id=report.case_id, seen_at=tx.now))
    return secret


def visited(tx: Transaction, secret: str) -> str:
    """Give the id of the case that a visit is about, and keep it alive; VisitEndedError after ``IDLE`` of silence."""
    visit = public.visit(tx.session, auth.digest(secret))
    if visit is None or tx.now - visit.seen_at >= IDLE:
        raise VisitEndedError
    visit.seen_at = tx.now
    return visit.case_id


def leave(tx: Transaction, secret: str) -> None:
    """End a visit; harmless when it has ended."""
    public.drop_visit(tx.session, auth.digest(secret))


def forget_old(tx: Transaction) -> None:
    """Drop visits that have ended, and counts of addresses that count no more."""
    public.forget_old(tx.session, seen_before=tx.now - IDLE, began_before=tx.now - limits.WINDOW)


def _offer(tx: Transaction, agency: str) -> Offer | None:
    """Give what an agency offers; None when it takes no reports, or the procedure that it names is not in force."""
    office = agencies.profile(tx, agency)
    begins = office.public_report
    if begins is None or not instances.can_start(
        tx, process_definition=begins.procedure, agency=agency, channel=begins.channel
    ):
        return None
    return Offer(
        agency=agency,
        name=office.name,
        zone=office.zone.key,
        phone=office.phone,
        address=office.address,
        procedure=begins.procedure,
        channel=begins.channel,
    )


def _of_code(tx: Transaction, text: str) -> PublicReport | None:
    code = receipts.read(text)
    return None if code is None else public.by_code(tx.session, _digest(tx, code))


def _digest(tx: Transaction, code: str) -> str:
    return tx.installation.vault.blind(f"receipt:{code}")


def _told(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the sheet of the report: a way that the reporter named is safe, else what they said of their number."""
    ways = {key: answers[key] for key in CONTACT if key in answers}
    if ways:
        return {vocabulary.SAFE: "ya", vocabulary.CONTACT_WHOM: "pelapor", **ways}
    return {vocabulary.SAFE: "tidak" if answers.get(vocabulary.SAFE_TO_CALL) == "tidak" else "belum_tahu"}


def _said(one: Field, words: Field | None) -> Field:
    """Give a question in the words for the public, always shown; what it takes stays as it is."""
    if words is None:
        return one
    labels = {option.value: option.label for option in words.options}
    options = tuple(replace(option, label=labels.get(option.value, option.label)) for option in one.options)
    return replace(one, label=words.label, description=words.description, options=options, hide=None)


@cache
def _wording(path: Path) -> forms.Form:
    return forms.parse(path.read_bytes())

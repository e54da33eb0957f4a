"""The conversation between the reporter of a public report and the officers: sealed like all narrative.

An officer's name is not told to the reporter. A message of the reporter leaves word for who works on the
case, and while nobody does, for everybody who may read it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.domain.people import permissions
from engine.services.base import access, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads
from engine.services.content import sealed_texts
from engine.services.notifying import notifications
from engine.services.public import limits
from engine.store.cases import cases
from engine.store.public import public
from engine.store.tables.cases import Case
from engine.store.tables.public import PublicReport, ReporterMessage

LONGEST = 4000
NARRATIVE = "case.read_narrative"


class MessageUnfitError(errors.LindungError):
    """Write a message of 1 to 4000 characters."""

    code = "message_unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message; ``officer`` is its writer's name, None for the reporter; ``text`` is None once it is destroyed."""

    officer: str | None
    at: datetime
    text: str | None


def of_case(tx: Transaction, number: str) -> tuple[MessageView, ...] | None:
    """Give the conversation of a case, oldest first, and record that it was read.

    None for a case that did not begin on the public page, and for who may not read its narrative.
    """
    case = cases.by_number(tx.session, number)
    report = None if case is None else public.report(tx.session, case.id)
    seen = access.seen(tx, case, NARRATIVE)
    if case is None or report is None or seen is None:
        return None
    return _read(tx, case, seen)


def answer(tx: Transaction, number: str, *, text: str) -> None:
    """Write to the reporter of a case, for who may read its narrative.

    Raises NotFoundError, NotPermittedError, MessageUnfitError, CaseErasedError.
    """
    case = cases.by_number(tx.session, number)
    report = None if case is None else public.report(tx.session, case.id)
    if case is None or report is None:
        raise errors.NotFoundError(case_number=number)
    tx.require(NARRATIVE, access.subject_of(tx, case))
    _write(tx, report, text=text, officer=tx.actor.id)


def read(tx: Transaction, case_id: str) -> tuple[MessageView, ...]:
    """Give the reporter the conversation of their case, oldest first, and record that it was read."""
    case = cases.by_id(tx.session, case_id)
    return _read(tx, case, access.subject_of(tx, case))


def write(tx: Transaction, case_id: str, *, text: str) -> None:
    """Write as the reporter, and leave word for the officers.

    Raises MessageUnfitError, CaseErasedError, and PublicDelayedError after too many messages.
    """
    limits.admit(tx, limits.MESSAGES, subject=case_id)
    case = _write(tx, public.known(tx.session, case_id), text=text, officer=None)
    holders: Mapping[str, str | None] = public.holders(tx.session, case_id)
    if not holders:  # while nobody works on it, somebody must hear
        holders = dict.fromkeys(access.readers(tx, case, NARRATIVE).values())
    for user_id, task_id in holders.items():
        notifications.tell(tx, user_id, kind="reporter_wrote", case_number=case.number, task_id=task_id)


def _read(tx: Transaction, case: Case, seen: permissions.Subject) -> tuple[MessageView, ...]:
    """Give the messages; reading none is no reading."""
    rows = public.messages(tx.session, case.id)
    if rows:
        reads.note(tx, case.id, what="reporter_message.read", seen=seen)
    return tuple(
        MessageView(officer=name, at=row.at, text=sealed_texts.opened(tx, case, row.ciphertext, bound_to=row.id))
        for row, name in rows
    )


def _write(tx: Transaction, report: PublicReport, *, text: str, officer: str | None) -> Case:
    """Seal a message under its case's key, with an event, and give the case."""
    if not 0 < len(text.strip()) <= LONGEST:
        raise MessageUnfitError
    found = cases.lock_known(tx.session, report.instance_id)
    message_id = str(uuid.uuid4())
    ciphertext = sealed_texts.sealed(tx, found.case, text.strip(), bound_to=message_id)
    tx.session.add(
        ReporterMessage(id=message_id, case_id=found.case.id, officer=officer, at=tx.now, ciphertext=ciphertext)
    )
    data = {"digests": {message_id: canonical.digest(ciphertext).hex()}}
    chain.append(tx, found.instance, type_="reporter_message.written", version=found.bundle.version, data=data)
    return found.case

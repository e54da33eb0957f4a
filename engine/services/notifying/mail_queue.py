"""Mail to the people who work here: queued as a promise, sent by ``tasks`` between two transactions.

Safe contact: mail goes to the verified address of somebody who signs in here, found by their id alone. No address or
number of a case's people is ever looked at. What a mail says is written when it is sent, and is never kept.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from engine import errors
from engine.domain.notifying import kinds
from engine.services.base import promises
from engine.services.base.transaction import Transaction
from engine.services.time import calendars
from engine.store.notifying import notifications as stored
from engine.store.tables.notifying import Mail, MailSettings, Notification

CODE, URGENT, DIGEST = "code", "urgent", "digest"
REFUSED = "mail_refused"
"""The receiving server will never take this mail: trying again would only annoy it."""


class MailUndeliveredError(errors.LindungError):
    """A notification to an officer could not be mailed. Check the mail server or the address.

    It is the code of an incident and is never raised.
    """

    code = "mail_undelivered"


def queue(tx: Transaction, wanted: MailSettings, *, kind: str, notification_id: str | None = None) -> str:
    """Promise a mail to a person and give its id; whether it is still to be sent is decided when it is."""
    mail_id = str(uuid.uuid4())
    tx.session.add(
        Mail(
            id=mail_id,
            user_id=wanted.user_id,
            agency=wanted.agency,
            kind=kind,
            notification_id=notification_id,
            state="queued",
            queued_at=tx.now,
            attempts=0,
        )
    )
    promises.promise(tx, kind="mail.send", key=f"mail:{mail_id}", payload={"mail_id": mail_id})
    return mail_id


def announce(tx: Transaction, rows: Collection[Notification]) -> None:
    """Queue a mail for each notification whose receiver wants its kind at once."""
    by_user = {row.user_id: row for row in rows}
    if tx.installation.settings.mail is None or not by_user:
        return
    for wanted in stored.mailed(tx.session, by_user.keys()):
        row = by_user[wanted.user_id]
        if row.kind in wanted.kinds.split():
            queue(tx, wanted, kind=URGENT, notification_id=row.id)


def promise_digest(tx: Transaction, wanted: MailSettings) -> None:
    """Promise the next digest at the hour that the person chose; none when they chose none or cannot get mail."""
    wanted.digest_at = None
    if wanted.digest_hour is None or wanted.verified_at is None:
        return
    calendar = calendars.current(tx, wanted.agency)
    at = kinds.next_digest(wanted.digest_hour, tx.now, calendar, working_days_only=wanted.working_days_only)
    wanted.digest_at = at
    payload = {"user_id": wanted.user_id, "at": at.isoformat()}
    key = f"digest:{uuid.uuid4()}"  # the same hour may be chosen, left and chosen again
    promises.promise(tx, kind="mail.digest", key=key, payload=payload, run_at=at)


def digest(tx: Transaction, *, user_id: str, at: str) -> None:
    """Queue a person's digest and promise the next one; harmless when they have chosen another hour meanwhile."""
    wanted = stored.settings(tx.session, user_id, locked=True)
    if wanted is None or wanted.digest_at is None or wanted.digest_at.isoformat() != at:
        return
    promise_digest(tx, wanted)
    if tx.installation.settings.mail is not None:
        queue(tx, wanted, kind=DIGEST)


def arrived(tx: Transaction, *, mail_id: str) -> None:
    """Note that the mail server took it."""
    row = stored.mail(tx.session, mail_id)
    row.state, row.sent_at, row.attempts, row.last_code = "sent", tx.now, row.attempts + 1, None


def failed(tx: Transaction, *, code: str, mail_id: str) -> None:
    """Note why an attempt failed."""
    row = stored.mail(tx.session, mail_id)
    row.attempts, row.last_code = row.attempts + 1, code


def gave_up(tx: Transaction, *, mail_id: str) -> Mapping[str, Any] | None:
    """Note that nobody will try again; give what the incident says, None when only the person need know.

    A code that a server refused went to an address that somebody mistyped.
    """
    row = stored.mail(tx.session, mail_id)
    row.state = "failed"
    if row.kind == CODE and row.last_code == REFUSED:
        return None
    return {"code": MailUndeliveredError.code, "agency": row.agency}

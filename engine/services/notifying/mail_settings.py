"""How a person who works here wants mail: their address, proved by a code, and what is sent there when."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import errors
from engine.domain.notifying import kinds as notices
from engine.services.base.transaction import Transaction
from engine.services.notifying import mail_queue, mail_texts
from engine.store.notifying import notifications as stored
from engine.store.tables.notifying import Mail, MailSettings

QUIET_FROM, QUIET_UNTIL = "20:00", "06:00"
MOST_CODES = 5  # a day: nobody's mailbox is filled by a stranger who types their address
MOST_TRIES = 5
CODE_LASTS = timedelta(hours=24)
MOST_SHOWN = 5
# What every mail server takes; the rest is the code's business: an address that gets it exists.
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)
LONGEST = 254
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class AddressInvalidError(errors.LindungError):
    """The mail address cannot be used. Check how it is written."""

    code = "address_invalid"


class MailUnsetError(errors.ConflictError):
    """The installation sends no mail. Ask the system administrator."""

    code = "mail_unset"


class TooManyCodesError(errors.ConflictError):
    """Five codes were mailed within the last 24 hours. Try again tomorrow."""

    code = "too_many_codes"


class ChoiceUnfitError(errors.LindungError):
    """The choice about mail is not known. Load the page again and choose anew."""

    code = "mail_choice_unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person wants: which ``kinds`` at once, a digest at which hour (None: never), and when no mail is welcome.

    ``quiet_from`` and ``quiet_until`` are such as 20:00, by the clocks of ``agency``; equal ones mean never.
    """

    agency: str
    kinds: tuple[str, ...] = notices.URGENT
    digest_hour: int | None = None
    quiet_from: str = QUIET_FROM
    quiet_until: str = QUIET_UNTIL
    breaks_through: bool = False
    working_days_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One mail: its kind (code, urgent, digest), how it stands, and the last refusal's code."""

    kind: str
    state: str
    queued_at: datetime
    sent_at: datetime | None
    attempts: int
    last_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """The actor's settings. ``is_possible``: mail is sent here at all; ``awaits_code``: one was mailed and counts."""

    is_possible: bool
    address: str | None
    verified_at: datetime | None
    awaits_code: bool
    choice: Choice
    digest_at: datetime | None
    mails: tuple[Sent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A mail that nobody tries to deliver any more, and whom it was for."""

    name: str
    mail: Sent


def mine(tx: Transaction) -> SettingsView:
    """Give the actor's own settings, with the mails that were sent last."""
    row = stored.settings(tx.session, tx.actor.id)
    rows = stored.mails(tx.session, tx.actor.id, limit=MOST_SHOWN)
    return SettingsView(
        is_possible=tx.installation.settings.mail is not None,
        address=row.address if row else None,
        verified_at=row.verified_at if row else None,
        awaits_code=row is not None and _code_counts(tx, row),
        choice=_choice(row) if row else Choice(agency=_home(tx)),
        digest_at=row.digest_at if row else None,
        mails=tuple(map(_sent, rows)),
    )


def undelivered(tx: Transaction) -> tuple[Undelivered, ...]:
    """Give the newest mails that could not be delivered in agencies whose incidents the actor may see."""
    agencies = {scope.agency for scope in tx.scopes("incident.read")}
    rows = stored.undelivered(tx.session, agencies, limit=MOST_SHOWN)
    return tuple(Undelivered(name=name, mail=_sent(row)) for row, name in rows)


def choose(tx: Transaction, choice: Choice) -> None:
    """Keep what the actor wants; ChoiceUnfitError for what cannot be wanted."""
    clocks = (choice.quiet_from, choice.quiet_until)
    fits = choice.agency in tx.actor.agencies and set(choice.kinds) <= set(notices.MAILABLE)
    if not fits or not all(map(CLOCK.fullmatch, clocks)) or choice.digest_hour not in {None, *range(24)}:
        raise ChoiceUnfitError
    row = _row(tx)
    row.agency, row.kinds, row.digest_hour = choice.agency, _kept(choice.kinds), choice.digest_hour
    row.quiet_from, row.quiet_until = clocks
    row.breaks_through, row.working_days_only = choice.breaks_through, choice.working_days_only
    mail_queue.promise_digest(tx, row)


def give_address(tx: Transaction, address: str) -> None:
    """Take the actor's address and mail a code there; nothing else goes to it, nor to the one before, until it is back.

    Raises MailUnsetError, AddressInvalidError, TooManyCodesError.
    """
    wanted = address.strip()
    if tx.installation.settings.mail is None:
        raise MailUnsetError
    if len(wanted) > LONGEST or not ADDRESS.fullmatch(wanted):
        raise AddressInvalidError
    if stored.codes_since(tx.session, tx.actor.id, since=tx.now - CODE_LASTS) >= MOST_CODES:
        raise TooManyCodesError
    row = _row(tx)
    row.address, row.verified_at, row.digest_at, row.code_tries = wanted, None, None, 0
    row.code_mail_id = mail_queue.queue(tx, row, kind=mail_queue.CODE)


def verify(tx: Transaction, code: str) -> bool:
    """Take the code that was mailed and tell whether it is right; after five wrong ones none is any more."""
    row = stored.settings(tx.session, tx.actor.id, locked=True)
    if row is None or row.code_mail_id is None or not _code_counts(tx, row):
        return False
    row.code_tries += 1
    right = mail_texts.code_of(tx, row.code_mail_id)
    if not hmac.compare_digest("".join(code.split()).encode(), right.encode()):
        return False
    row.verified_at, row.code_mail_id = tx.now, None
    mail_queue.promise_digest(tx, row)
    return True


def forget_address(tx: Transaction) -> None:
    """Forget the actor's address: no mail is sent any more."""
    stored.forget_address(tx.session, tx.actor.id)


def _sent(row: Mail) -> Sent:
    return Sent(
        kind=row.kind,
        state=row.state,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        last_code=row.last_code,
    )


def _code_counts(tx: Transaction, row: MailSettings) -> bool:
    """Tell whether a code is on its way that may still be typed."""
    if row.code_mail_id is None or row.code_tries >= MOST_TRIES:
        return False
    return stored.mail(tx.session, row.code_mail_id).queued_at > tx.now - CODE_LASTS


def _row(tx: Transaction) -> MailSettings:
    """Give the actor's row under its lock, made when there is none."""
    fresh = Choice(agency=_home(tx))
    return stored.lock_settings(
        tx.session,
        tx.actor.id,
        agency=fresh.agency,
        kinds=_kept(fresh.kinds),
        quiet_from=fresh.quiet_from,
        quiet_until=fresh.quiet_until,
        breaks_through=False,
        working_days_only=False,
        code_tries=0,
    )


def _kept(kinds: Iterable[str]) -> str:
    return " ".join(name for name in notices.MAILABLE if name in kinds)


def _home(tx: Transaction) -> str:
    return min(tx.actor.agencies, default="")


def _choice(row: MailSettings) -> Choice:
    return Choice(
        agency=row.agency,
        kinds=tuple(row.kinds.split()),
        digest_hour=row.digest_hour,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        breaks_through=row.breaks_through,
        working_days_only=row.working_days_only,
    )

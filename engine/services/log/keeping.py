"""Keepers of checkpoints outside: each evening's checkpoint is mailed to them, and may be printed and signed.

A mail holds the note and how it is kept, nothing of a case; its receiver's server dates it a second time.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.domain.letters import indonesian
from engine.services.base import promises
from engine.services.base.transaction import Transaction
from engine.services.log import checkpoints, witnesses
from engine.services.log.checkpoints import CheckpointView
from engine.services.notifying.mail_texts import Envelope
from engine.store.log import keepers as log_keepers
from engine.store.log import log
from engine.store.tables.log import LogMail
from engine.typesetting import codes, typesetting

ZONE = ZoneInfo("Asia/Jakarta")
"""By which the installation's days are counted."""
ENDS_AT = timedelta(hours=20)
ERRAND = "log.mail"
SLIP = "lembar_harian.typ"
LAST_DAYS = 7
TEXT = """Catatan penutup log Lindung, {day}

Simpan surel ini. Dengan catatan di bawah, siapa pun dapat memeriksa kelak bahwa {size} catatan
yang sudah ada sampai hari ini tidak diubah, dihapus, atau disisipi. Catatan ini tidak memuat
isi kasus dan tidak perlu dirahasiakan.

{note}
Kunci publik log ini (cocokkan dengan yang pernah Anda terima di atas kertas):
{key}

Surel ini dibuat otomatis dan tidak perlu dibalas.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody outside who has one of our checkpoints: by mail or as a witness; ``code`` says what went wrong last."""

    name: str
    by: str
    size: int | None
    at: datetime | None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A day's sheet: the name of its file, and the file, PDF/A."""

    name: str
    pdf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStatus:
    """How the log stands: its name and keys for others, its newest checkpoint, who holds one, whose logs we watch."""

    origin: str
    key: str
    witness_key: str
    newest: CheckpointView | None
    holders: tuple[Holder, ...]
    watched: tuple[Holder, ...]


def due_day(tx: Transaction) -> str | None:
    """Give the last day that has ended and has no checkpoint of its own yet, such as 2026-11-30; None when it has."""
    day = _ended(tx.now).isoformat()
    return None if log_keepers.has_day(tx.session, day) else day


def close_day(tx: Transaction, day: str) -> bool:
    """Note the newest checkpoint as that of a day, promise its mails, and tell whether it was done now."""
    newest = log.newest(tx.session)
    if newest is None or not log_keepers.add_day(tx.session, day, size=newest.size, at=tx.now):
        return False
    addresses = tx.installation.keepers.addresses if tx.installation.settings.mail is not None else ()
    for address in addresses:
        mail_id = str(uuid.uuid4())
        row = LogMail(id=mail_id, day=day, address=address, state="queued", queued_at=tx.now, attempts=0)
        tx.session.add(row)
        promises.promise(tx, kind=ERRAND, key=f"log-mail:{mail_id}", payload={"mail_id": mail_id})
    return True


def write(tx: Transaction, *, mail_id: str) -> Envelope | None:
    """Write a day's mail as the log stands now; None when its address is no keeper any more."""
    row = log_keepers.mail(tx.session, mail_id)
    newest = checkpoints.newest(tx)
    if newest is None or row.address not in tx.installation.keepers.addresses:
        row.state = "dropped"
        return None
    text = TEXT.format(day=row.day, size=newest.size, note=newest.note, key=checkpoints.key(tx).vkey)
    subject = f"Lindung: catatan penutup {row.day}"
    return Envelope(id=row.id, to=row.address, subject=subject, text=text, at=row.queued_at)


def arrived(tx: Transaction, *, mail_id: str) -> None:
    """Note that the mail server took it."""
    row = log_keepers.mail(tx.session, mail_id)
    row.state, row.sent_at, row.attempts, row.last_code = "sent", tx.now, row.attempts + 1, None


def failed(tx: Transaction, *, code: str, mail_id: str) -> None:
    """Note why an attempt failed."""
    row = log_keepers.mail(tx.session, mail_id)
    row.attempts, row.last_code = row.attempts + 1, code


def gave_up(tx: Transaction, *, mail_id: str) -> Mapping[str, Any]:
    """Note that nobody will try again; give what the incident says."""
    log_keepers.mail(tx.session, mail_id).state = "failed"
    return {"code": "mail_undelivered"}


def slip(tx: Transaction) -> Slip:
    """Give the newest checkpoint as a sheet to print and sign, one page of PDF/A, for who may verify the history.

    Raises NotPermittedError, NothingSealedError.
    """
    tx.require_anywhere("history.verify")
    newest = checkpoints.require_newest(tx)
    local = newest.at.astimezone(ZONE)
    data = {
        "asal": checkpoints.key(tx).name,
        "jumlah": newest.size,
        "akar": newest.root,
        "catatan": newest.note,
        "kunci": checkpoints.key(tx).vkey,
        "pada": indonesian.moment(newest.at, ZONE.key),
        "tanggal": indonesian.day(local.date()),
        "qr": codes.qr(newest.note),
    }
    template = (tx.installation.settings.workflows_dir / "shared" / "slips" / SLIP).read_bytes()
    pdf = typesetting.pdf({SLIP: template}, main=SLIP, data=data, at=newest.at)
    return Slip(name=f"log-{local.date().isoformat()}.pdf", pdf=pdf)


def status(tx: Transaction) -> LogStatus:
    """Give how the log stands, for who may verify the history; NotPermittedError."""
    tx.require_anywhere("history.verify")
    key, keepers = checkpoints.key(tx), tx.installation.keepers
    mails = {row.address: row for row in log_keepers.last_mails(tx.session, keepers.addresses)}
    days = {row.day: row.size for row in log_keepers.days(tx.session, limit=LAST_DAYS)}
    holders = [_by_mail(address, mails.get(address), days) for address in keepers.addresses]
    for witness in keepers.witnesses:
        known = log_keepers.standing(tx.session, witness.key.name)
        holders.append(
            Holder(
                name=witness.key.name,
                by="witness",
                size=known.size if known else None,
                at=known.asked_at if known else None,
                code=known.last_code if known else None,
            )
        )
    watched = tuple(
        Holder(name=row.origin, by="log", size=row.size, at=row.at, code="log_forked" if row.conflict else None)
        for row in log_keepers.witnessed(tx.session)
    )
    return LogStatus(
        origin=key.name,
        key=key.vkey,
        witness_key=witnesses.own_key(tx).vkey,
        newest=checkpoints.newest(tx),
        holders=tuple(holders),
        watched=watched,
    )


def _by_mail(address: str, row: LogMail | None, days: Mapping[str, int]) -> Holder:
    size = None if row is None else days.get(row.day)
    return Holder(name=address, by="mail", size=size, at=None if row is None else row.sent_at)


def _ended(now: datetime) -> date:
    """Give the last day that has ended by the installation's clocks: it ends in the evening, so that mail goes out."""
    return (now.astimezone(ZONE) - ENDS_AT).date()

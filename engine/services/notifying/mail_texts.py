"""What a mail says: how much waits, by case number and due time. Never a name, a task, a procedure or a word of a case.

It is written from what is true when it is sent. A mail that has become pointless meanwhile is not sent at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from engine.domain.letters import indonesian
from engine.domain.notifying import kinds
from engine.domain.people import actors, permissions
from engine.services.base.transaction import Transaction
from engine.services.notifying import mail_queue
from engine.services.people import agencies, substitutions
from engine.services.time import calendars
from engine.store.notifying import notifications as stored
from engine.store.people import people
from engine.store.tables.notifying import Mail, MailSettings
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks as tasks

MOST_LISTED = 50
CODE_DIGITS = 8
FOOT = """
Buka Lindung untuk melihatnya: {address}

Surel ini dibuat otomatis dan tidak perlu dibalas. Surel seperti ini hanya memuat nomor kasus dan batas waktu.
Atur surel mana yang Anda terima: {address}/pengaturan
"""
CODED = """Kode untuk membuktikan bahwa alamat surel ini milik Anda:

{code}

Ketik kode ini di Lindung dalam 24 jam: {address}/pengaturan

Bila Anda tidak memintanya, abaikan surel ini. Tidak ada surel lain yang dikirim ke alamat ini.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A mail that is ready to go; ``id`` stays the same at every attempt, and so does ``at``, when it was queued."""

    id: str
    to: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A mail that is not welcome yet."""

    at: datetime


def code_of(tx: Transaction, mail_id: str) -> str:
    """Give the code that a mail carries: made from the installation's key, so that it is stored nowhere."""
    return f"{int(tx.installation.vault.blind(f'mail-code:{mail_id}'), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def write(tx: Transaction, *, mail_id: str) -> Envelope | Later | None:
    """Write a mail, or say when it is welcome; None when it is not to be sent any more."""
    row = stored.mail(tx.session, mail_id)
    wanted = stored.settings(tx.session, row.user_id)
    found = None if wanted is None or wanted.address is None else _WRITERS[row.kind](tx, row, wanted)
    row.state = "dropped" if found is None else "queued"
    return found


def _code(tx: Transaction, row: Mail, wanted: MailSettings) -> Envelope | None:
    if wanted.code_mail_id != row.id:
        return None  # a newer code was asked for, or the address is proved already
    text = CODED.format(code=code_of(tx, row.id), address=_address(tx))
    return _envelope(row, wanted, subject="Lindung: kode untuk alamat surel Anda", text=text)


def _urgent(tx: Transaction, row: Mail, wanted: MailSettings) -> Envelope | Later | None:
    """Tell of one notification, unless it was read meanwhile or its task is done."""
    told = stored.own(tx.session, row.user_id, row.notification_id or "")
    task = None if told is None or told.task_id is None else tasks.get(tx.session, told.task_id)
    done = task is not None and task.state != "open"
    if told is None or told.read_at is not None or done or not _is_at_work(tx, wanted):
        return None
    calendar = calendars.current(tx, wanted.agency)
    at = tx.now if wanted.breaks_through else kinds.welcome(_hours(wanted), tx.now, calendar)
    if at > tx.now:
        return Later(at=at)
    due = None if task is None else task.due_at
    line = _line(told.case_number, due, zone=calendar.zone.key)
    return _envelope(row, wanted, subject="Lindung: 1 tugas menunggu", text=_listed(tx, [line]))


def _digest(tx: Transaction, row: Mail, wanted: MailSettings) -> Envelope | None:
    """List what waits for the person, by due time as each agency's clocks show it; nothing when nothing does."""
    if not _is_at_work(tx, wanted):
        return None
    roles = frozenset(people.roles_of(tx.session, {row.user_id})[row.user_id])
    with tx.savepoint(actor=actors.Actor(id=row.user_id, roles=roles)) as person:
        found = {task.id: task for task in _waiting(person)}
    if not found:
        return None
    zones = {code: agencies.profile(tx, code).zone.key for code in {task.agency for task in found.values()}}
    last = datetime.max.replace(tzinfo=tx.now.tzinfo)
    listed = sorted(found.values(), key=lambda task: (task.due_at or last, task.case_number))[:MOST_LISTED]
    lines = [_line(task.case_number, task.due_at, zone=zones[task.agency]) for task in listed]
    count = f"{len(listed)}" if len(found) <= MOST_LISTED else f"lebih dari {MOST_LISTED}"
    return _envelope(row, wanted, subject=f"Lindung: {count} tugas menunggu", text=_listed(tx, lines))


def _waiting(person: Transaction) -> Iterator[UserTask]:
    """Give the open tasks that the person holds, also in another's stead, and the free ones of their roles."""
    held = frozenset({person.actor.id, *substitutions.absent(person)})
    roles = tuple(sorted(permissions.roles_at_work(person.actor)))
    more = MOST_LISTED + 1  # of each kind, so that the mail can tell that there are more than it lists
    for wanted in (tasks.Filter(assignees=held, limit=more), tasks.Filter(assignee="none", roles=roles, limit=more)):
        scopes = person.scopes("user_task.read")
        rows = tasks.search(person.session, wanted, scopes=scopes, user_id=person.actor.id, now=person.now)
        yield from (task for task, _ in rows)


def _is_at_work(tx: Transaction, wanted: MailSettings) -> bool:
    """Tell whether the person may still sign in and is not on leave."""
    person = people.by_ids(tx.session, {wanted.user_id})[wanted.user_id]
    away = stored.stand_ins(tx.session, {wanted.user_id}, now=tx.now)
    return person.active and wanted.verified_at is not None and not away


def _hours(wanted: MailSettings) -> kinds.Hours:
    return kinds.Hours(
        quiet_from=time.fromisoformat(wanted.quiet_from),
        quiet_until=time.fromisoformat(wanted.quiet_until),
        working_days_only=wanted.working_days_only,
    )


def _line(case_number: str, due_at: datetime | None, *, zone: str) -> str:
    due = "tanpa batas waktu" if due_at is None else f"batas {indonesian.moment(due_at, zone)}"
    return f"- {case_number}, {due}"


def _listed(tx: Transaction, lines: Sequence[str]) -> str:
    return "\n".join(["Yang menunggu Anda di Lindung:", "", *lines, FOOT.format(address=_address(tx))])


def _address(tx: Transaction) -> str:
    return f"{tx.installation.settings.public_url}/pemberitahuan"


def _envelope(row: Mail, wanted: MailSettings, *, subject: str, text: str) -> Envelope:
    return Envelope(id=row.id, to=wanted.address or "", subject=subject, text=text, at=row.queued_at)


_WRITERS = {mail_queue.CODE: _code, mail_queue.URGENT: _urgent, mail_queue.DIGEST: _digest}

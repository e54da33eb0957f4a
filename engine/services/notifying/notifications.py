"""Notifications: each tells one person that something waits. It holds a kind and a case number, never written text."""

import uuid
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.domain.audits.findings import FOLLOW_UP
from engine.domain.notifying import kinds
from engine.domain.people import actors, permissions
from engine.services.base import access, cursors
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.notifying import mail_queue
from engine.store.cases import cases
from engine.store.notifying import notifications as stored
from engine.store.people import people
from engine.store.people import people as stored_people
from engine.store.tables.notifying import Notification
from engine.store.tables.user_tasks import UserTask
from engine.store.user_tasks import user_tasks as tasks

MOST_COUNTED = 100
KEPT_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationView:
    """One notification as its receiver sees it; ``kind`` is one of ``notices.KINDS``, ``case_number`` may be empty.

    ``due_at`` is when its task falls due; ``is_over`` tells that the task no longer waits for anybody.
    """

    id: str
    kind: str
    case_number: str
    task_id: str | None
    at: datetime
    read_at: datetime | None
    due_at: datetime | None
    is_over: bool


def tell(tx: Transaction, user_id: str, *, kind: str, case_number: str, task_id: str | None) -> None:
    """Leave word for a person, and for who stands in for them; ``kind`` is a code, never a text."""
    task = None if task_id is None else tasks.get(tx.session, task_id)
    _leave(tx, {user_id}, kind=kind, case_number=case_number, task_id=task_id, task=task)


def spread(tx: Transaction, *, agency: str, case_number: str, news: Iterable[Mapping[str, Any]]) -> None:
    """Leave word of what a step brought about, for whom it concerns now; what others took or did needs no word.

    Each piece of news names its kind and whom it is for: the holder of a ``task``, who holds a ``role`` in the agency,
    or who has a ``permission`` there; ``but`` is whoever brought it about.
    """
    for one in news:
        task = tasks.get(tx.session, one["task"]) if one.get("task") else None
        receivers = _receivers(tx, agency, case_number, one, task) - {one.get("but")}
        told = stored.already_notified(
            tx.session, receivers, kind=one["kind"], case_number=case_number, task_id=one.get("task")
        )
        _leave(tx, receivers - told, kind=one["kind"], case_number=case_number, task_id=one.get("task"), task=task)


def mine(tx: Transaction, *, limit: int = 50) -> tuple[NotificationView, ...]:
    """Give the actor's own notifications, newest first."""
    return search(tx, cursor=None, limit=limit).items


def search(tx: Transaction, *, cursor: str | None, limit: int) -> Page[NotificationView]:
    """Give a page of the actor's own notifications, newest first."""
    parts = cursors.decode(cursor, parts=2)
    after = (cursors.decode_moment(parts[0]), cursors.checked_id(parts[1])) if parts else None
    rows = stored.page(tx.session, tx.actor.id, after=after, limit=limit + 1)
    last = rows[limit - 1][0] if len(rows) > limit else None
    reads.note_list(tx, "notification.list", (row.id for row, _ in rows[:limit]))
    return Page(
        items=tuple(_view(row, task) for row, task in rows[:limit]),
        next=cursors.encode(last.at.isoformat(), last.id) if last else None,
    )


def unread(tx: Transaction) -> int:
    """Count what the actor has not read and what is not over, up to ``MOST_COUNTED``."""
    return stored.unread(tx.session, tx.actor.id, most=MOST_COUNTED)


def read(tx: Transaction, notification_id: str) -> NotificationView:
    """Mark one of the actor's notifications as read and give it; NotFoundError for another's."""
    row = stored.own(tx.session, tx.actor.id, notification_id)
    if row is None:
        raise errors.NotFoundError(notification=notification_id)
    row.read_at = row.read_at or tx.now
    return _view(row, None if row.task_id is None else tasks.get(tx.session, row.task_id))


def read_all(tx: Transaction) -> None:
    """Mark all of the actor's notifications as read."""
    stored.read_all(tx.session, tx.actor.id, now=tx.now)


def settle_letters(tx: Transaction, *, agency: str, role: str, case_number: str) -> None:
    """Mark as read that a letter of a case waits for somebody of a role: none does any more."""
    holders = {user_id for user_id, held in _colleagues(tx, agency) if role in held}
    stored.read_letters(tx.session, holders, case_number=case_number, now=tx.now)


def forget_old(tx: Transaction) -> None:
    """Drop what nobody will look at again, and mark what is over."""
    stored.settle(tx.session, now=tx.now)
    stored.forget(tx.session, before=tx.now - KEPT_FOR)


def _leave(
    tx: Transaction,
    user_ids: AbstractSet[str],
    *,
    kind: str,
    case_number: str,
    task_id: str | None,
    task: UserTask | None,
) -> None:
    receivers = set(user_ids)
    if task is not None and not kinds.KINDS[kind].personal:
        receivers |= _stand_ins(tx, user_ids, task)
    rows = [
        Notification(
            id=str(uuid.uuid4()), user_id=user_id, kind=kind, case_number=case_number, task_id=task_id, at=tx.now
        )
        for user_id in sorted(receivers)
    ]
    tx.session.add_all(rows)
    mail_queue.announce(tx, rows)


def _receivers(
    tx: Transaction, agency: str, case_number: str, one: Mapping[str, Any], task: UserTask | None
) -> set[str]:
    """Give whom a piece of news is for as things stand now; a letter is for who may see its case."""
    if task is not None and task.state != "open":
        return set()
    if task is not None and task.assignee is not None:
        return {task.assignee}
    if "role" not in one and "permission" not in one:
        return set()  # whoever held the task let go of it
    if task is not None and task.procedure == FOLLOW_UP:
        return set(access.takers(tx, task))
    holders = {user_id: held for user_id, held in _colleagues(tx, agency) if one.get("role") in {None, *held}}
    permission = one.get("permission") or ("case.read" if task is None else None)
    if permission is None:
        return set(holders)
    case = cases.by_number(tx.session, case_number)
    members = cases.members(tx.session, case.id) if case is not None else frozenset()
    of_finding = case is not None and case.finding_id is not None
    subject = permissions.Subject(agency=agency, members=members, of_finding=of_finding)
    return {user_id for user_id, held in holders.items() if _may(tx, user_id, held, permission, subject)}


def _colleagues(tx: Transaction, agency: str) -> list[tuple[str, frozenset[str]]]:
    return [(user_id, held) for _, user_id, held in stored_people.colleagues(tx.session, agency)]


def _may(tx: Transaction, user_id: str, held: frozenset[str], permission: str, subject: permissions.Subject) -> bool:
    actor = actors.Actor(id=user_id, roles=frozenset((subject.agency, role) for role in held))
    return tx.installation.rights.allows(actor, permission, subject)


def _stand_ins(tx: Transaction, user_ids: AbstractSet[str], task: UserTask) -> set[str]:
    """Give who stands in for one of these and may take the task: a substitution alone gives no role."""
    found = {
        substitute
        for _, substitute, agency in stored.stand_ins(tx.session, user_ids, now=tx.now)
        if agency == task.agency
    }
    held = people.roles_of(tx.session, found) if found else {}
    if task.procedure == FOLLOW_UP:
        return found & access.takers(tx, task)
    return {one for one in found if (task.agency, task.role) in held[one]}


def _view(row: Notification, task: UserTask | None) -> NotificationView:
    over = task is not None and task.state != "open" and kinds.KINDS[row.kind].waiting
    return NotificationView(
        id=row.id,
        kind=row.kind,
        case_number=row.case_number,
        task_id=row.task_id,
        at=row.at,
        read_at=row.read_at,
        due_at=task.due_at if task is not None and task.state == "open" else None,
        is_over=over,
    )

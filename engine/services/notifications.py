"""Word to one person that something waits for them. Content-free: a kind and a case number, never what was written."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from engine.services.transaction import Transaction
from engine.store import desk
from engine.store.tables import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationView:
    """One notification as its receiver sees it; ``kind`` is mentioned, completion_refused or reporter_wrote."""

    id: str
    kind: str
    case_number: str
    task_id: str | None
    at: datetime
    read_at: datetime | None


def tell(tx: Transaction, user_id: str, *, kind: str, case_number: str, task_id: str | None) -> None:
    """Leave word for a person; ``kind`` is a code, never a text."""
    tx.session.add(
        Notification(
            id=str(uuid.uuid4()), user_id=user_id, kind=kind, case_number=case_number, task_id=task_id, at=tx.now
        )
    )


def mine(tx: Transaction, *, limit: int = 50) -> tuple[NotificationView, ...]:
    """Give the actor's own notifications, newest first."""
    return tuple(
        NotificationView(
            id=row.id, kind=row.kind, case_number=row.case_number, task_id=row.task_id, at=row.at, read_at=row.read_at
        )
        for row in desk.notifications(tx.session, tx.actor.id, limit=limit)
    )

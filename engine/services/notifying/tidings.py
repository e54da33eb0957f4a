"""What a step brings about that people are told of: noted in one row, and told in the background.

A step that nobody need hear of costs nothing here; one that somebody must costs one row. Whom it concerns is looked up
when it is told: by then others may have taken the task, or done it.
"""

from collections.abc import Iterable

from engine.services.base import promises
from engine.services.base.transaction import Transaction
from engine.store.tables.user_tasks import UserTask

HIGH = "tinggi"
CHANGES = {"warned": "soon_late", "breached": "late"}

News = dict[str, str]


def of_clock(change: str, pressed: Iterable[UserTask]) -> list[News]:
    """Give the news of a clock that warned or was breached; ``pressed`` are the open tasks that it presses on.

    Only a task that somebody holds is late for somebody; for the rest, the diagram draws who hears of it.
    """
    return [{"kind": CHANGES[change], "task": task.id} for task in pressed if task.assignee is not None]


def of_tasks(opened: Iterable[UserTask], *, by: str, escalating: bool) -> list[News]:
    """Give the news of tasks that opened: those that a timer opened, and those of a high risk."""
    kind = "escalated" if escalating else "high_risk"
    return [
        {"kind": kind, "task": task.id, "role": task.role, "but": by}
        for task in opened
        if escalating or task.risk == HIGH
    ]


def of_letters(roles: Iterable[str], *, by: str) -> list[News]:
    """Give the news of letters that wait for the second signature of somebody who holds one of these roles."""
    return [{"kind": "letter_to_sign", "role": role, "but": by} for role in sorted(roles)]


def of_incident(kind: str) -> list[News]:
    """Give the news of what could not be brought to whom it was for."""
    return [{"kind": kind, "permission": "incident.read"}]


def promise(tx: Transaction, news: list[News], *, agency: str, case_number: str, key: str) -> None:
    """Promise to tell it; nothing for no news. ``key`` is that of no other news."""
    if news:
        payload = {"agency": agency, "case_number": case_number, "news": news}
        promises.promise(tx, kind="notifications.spread", key=f"news:{key}", payload=payload)

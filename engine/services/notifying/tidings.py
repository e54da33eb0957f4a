"""Facts of a step that people are notified of: the step writes one row, and a job notifies the people.

A step that nobody need hear of costs nothing here; one that somebody must costs one row. Whom it concerns is looked up
when it is told: by then others may have taken the task, or done it.
"""

from collections.abc import Iterable

from engine.domain.running import facts, inputs
from engine.services.base import promises
from engine.services.base.scene import HIGH, Scene
from engine.services.base.transaction import Transaction
from engine.services.time import pressing
from engine.store.tables.user_tasks import UserTask

CHANGES = {"warned": "soon_late", "breached": "late"}

News = dict[str, str]


def spread(tx: Transaction, scene: Scene) -> None:
    """Promise to tell people of what a step means for them; a risk that was raised makes every task urgent."""
    by, instance, case = tx.actor.id, scene.found.instance, scene.found.case
    news = of_tasks(scene.opened, by=by, escalating=isinstance(scene.event, inputs.FireTimer))
    if scene.risk_raised:
        older = [task for task in scene.open_tasks.values() if task not in scene.opened]
        news += of_tasks(older, by=by, escalating=False)
    for fact in scene.facts:
        if isinstance(fact, facts.SlaChanged) and fact.change in CHANGES:
            news += of_clock(fact.change, _pressed(scene, fact.milestone))
    due = (scene.deployed.letter(fact.document) for fact in scene.facts if isinstance(fact, facts.DocumentDue))
    news += of_letters({one.second_signature for one in due if one and one.second_signature}, by=by)
    promise(tx, news, agency=case.agency, case_number=case.number, key=f"{instance.id}:{instance.revision}")


def _pressed(scene: Scene, milestone: str) -> list[UserTask]:
    """Give the open tasks that lead to the stop of a milestone's clock."""
    definition, places = scene.deployed.definition, scene.state.places
    return [one for one in scene.open_tasks.values() if pressing.leads(definition, places[one.id], milestone)]


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

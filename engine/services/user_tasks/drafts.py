"""Drafts: what a person has typed into a task's form and not handed in, kept sealed until the task is done.

One a task and person, so that it comes back on any device. A task that was withdrawn, handed on or done by somebody
else meanwhile leaves its drafts where they are: their writers see them once more and throw them away themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.services.user_tasks import user_tasks
from engine.store.cases import cases
from engine.store.tables.cases import Case
from engine.store.tables.user_tasks import Draft, UserTask
from engine.store.user_tasks import drafts
from engine.store.user_tasks import user_tasks as stored

KEPT_FOR = timedelta(days=30)
"""How long a draft outlives its task when its writer does not come back for it."""


class DraftOvertakenError(errors.ConflictError):
    """The task's answers were saved from another device or tab. Both are still there; choose one.

    ``revision`` is the newer one.
    """

    code = "draft_overtaken"


class CompletionHeldError(errors.ConflictError):
    """The task waits to be completed. Take it back first to change its answers."""

    code = "completion_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A draft as its writer sees it.

    ``answers`` are as the form would give them, right or not. ``held_until`` is set while a completion waits;
    ``refused`` is the code of why a completion that waited was not carried out. ``is_left_over`` tells that the task
    can no longer be worked on by its writer.
    """

    revision: int
    saved_at: datetime
    answers: Mapping[str, Any]
    held_until: datetime | None
    refused: str | None
    is_left_over: bool


def get(tx: Transaction, task_id: str) -> DraftView | None:
    """Give the actor's own draft of a task that they may see; None when there is none.

    What its writer handed in elsewhere is a draft no more.
    """
    task = _seen(tx, task_id)
    row = drafts.draft(tx.session, task_id=task_id, user_id=tx.actor.id)
    if row is None or task.completed_by == tx.actor.id:
        return None
    case = cases.known(tx.session, task.case_number)  # its key is there: drafts are forgotten with it
    return DraftView(
        revision=row.revision,
        saved_at=row.saved_at,
        answers=opened(tx, row, case),
        held_until=row.held_until,
        refused=row.refused,
        is_left_over=task.state != "open" or task.assignee != tx.actor.id,
    )


def save(tx: Transaction, task_id: str, answers: Mapping[str, Any], *, revision: int) -> int:
    """Keep what was typed and give the draft's new revision; ``revision`` is the one last seen, 0 for none.

    For who holds the task, or was entrusted with its case before it was handed on or withdrawn: what they had typed
    must not be lost by that. Raises NotFoundError, NotPermittedError, DraftOvertakenError, CompletionHeldError,
    CaseErasedError.
    """
    task = _seen(tx, task_id)
    if task.assignee != tx.actor.id and tx.actor.id not in cases.members(tx.session, task.case_id):
        raise errors.NotPermittedError(permission="user_task.complete")
    row = locked(tx, task)
    if row.revision != revision:
        raise DraftOvertakenError(user_task=task_id, revision=row.revision)
    return put(tx, task, row, answers).revision


def locked(tx: Transaction, task: UserTask) -> Draft:
    """Give the actor's draft of a task under its lock, made empty when there is none; CompletionHeldError."""
    row = drafts.lock_draft(tx.session, task_id=task.id, user_id=tx.actor.id, case_id=task.case_id, now=tx.now)
    if row.held_until is not None:
        raise CompletionHeldError(user_task=task.id)
    return row


def put(tx: Transaction, task: UserTask, row: Draft, answers: Mapping[str, Any]) -> Draft:
    """Seal the answers into the draft's locked row and give it."""
    case = cases.known(tx.session, task.case_number)
    ciphertext = tx.installation.vault.seal(
        {"answers": answers},
        case_id=case.id,
        wrapped_key=submissions.key_of(case),
        bound_to=_bound(task.id, tx.actor.id),
    )
    row.revision, row.saved_at, row.ciphertext = row.revision + 1, tx.now, ciphertext
    row.held_until = row.refused = None
    return row


def opened(tx: Transaction, row: Draft, case: Case) -> Mapping[str, Any]:
    """Give the answers in a draft of a case whose key is there."""
    content = tx.installation.vault.unseal(
        row.ciphertext,
        case_id=case.id,
        wrapped_key=submissions.key_of(case),
        bound_to=_bound(row.task_id, row.user_id),
    )
    answers: Mapping[str, Any] = content["answers"]
    return answers


def discard(tx: Transaction, task_id: str) -> None:
    """Throw the actor's own draft away; harmless when there is none. CompletionHeldError while it waits."""
    row = drafts.draft(tx.session, task_id=task_id, user_id=tx.actor.id, locked=True)
    if row is not None and row.held_until is not None:
        raise CompletionHeldError(user_task=task_id)
    drafts.drop_draft(tx.session, task_id=task_id, user_id=tx.actor.id)


def forget_old(tx: Transaction) -> None:
    """Drop drafts that were handed in, and those that nobody came back for."""
    drafts.drop_finished_drafts(tx.session, closed_before=tx.now - KEPT_FOR)


def _seen(tx: Transaction, task_id: str) -> UserTask:
    """Give a task that the actor may see, as ``user_tasks.get`` decides; NotFoundError."""
    user_tasks.seen(tx, task_id)
    return stored.known(tx.session, task_id)


def _bound(task_id: str, user_id: str) -> str:
    return f"{task_id}:{user_id}"

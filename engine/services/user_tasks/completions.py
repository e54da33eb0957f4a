"""Handing a task in with a moment to take it back (decision 0016).

A completion is an input, and an input that was recorded is never undone. So the time to think lies before it: the
answers are checked, tried out to tell what will happen, and kept as a held draft with a job that completes the task
when the window closes. Until then the task is open and nothing has left.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.domain.cases import consent
from engine.domain.forms import forms
from engine.domain.people import actors
from engine.services.base import promises
from engine.services.base.transaction import Transaction
from engine.services.content import submissions
from engine.services.notifying import notifications
from engine.services.running import steps
from engine.services.user_tasks import drafts, life_cycle
from engine.services.user_tasks.results import Completed
from engine.store.audit import history
from engine.store.cases import cases
from engine.store.jobs import jobs
from engine.store.letters import documents as stored_documents
from engine.store.people import people
from engine.store.running import timers
from engine.store.tables.user_tasks import Draft, UserTask
from engine.store.user_tasks import drafts as stored_drafts
from engine.store.user_tasks import user_tasks as stored

WINDOW = timedelta(seconds=30)


class CompletionFailedError(errors.LindungError):
    """The task could not be completed for a technical reason. Its answers are kept; its officer may send again."""

    code = "completion_failed"


class AnswersOvertakenError(errors.ConflictError):
    """Somebody changed an answer of this case after you had sent. Check your answers and send again."""

    code = "answers_overtaken"


class ConsentOvertakenError(errors.ConflictError):
    """Consent was withdrawn after you had sent. Ask the person concerned again, then send again."""

    code = "consent_overtaken"


class NothingHeldError(errors.ConflictError):
    """The completion of this task was carried out or taken back already."""

    code = "nothing_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The effects that a completion would have now: tried out, not guessed.

    ``opened`` and ``withdrawn`` are (task name, role) pairs; ``documents`` names the letters that it makes due.
    """

    opened: tuple[tuple[str, str], ...]
    withdrawn: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """The result of handing a task in: completed at once, or held until a moment with its expected effects."""

    case_number: str
    held_until: datetime | None
    completed: Completed | None = None


def hand_in(tx: Transaction, task_id: str, *, form: Mapping[str, Any]) -> HandedIn:
    """Check the answers and hold the completion for ``WINDOW``; complete at once where waiting could change it.

    A timer of the case that comes due within the window could withdraw the task or make it late, so then nobody waits.
    Raises as ``user_tasks.complete`` does; then nothing is kept.
    """
    found = cases.lock_by_task(tx.session, task_id)
    if found is None:
        raise errors.NotFoundError(user_task=task_id)
    if timers.earliest_due(tx.session, found.instance.id, now=tx.now + WINDOW) is not None:
        return _at_once(tx, task_id, form)
    with tx.savepoint(keep=False) as tried:
        life_cycle.complete(tried, task_id, form=form)
    task = stored.known(tx.session, task_id)
    row = drafts.put(tx, task, drafts.locked(tx, task), form)
    row.held_until = tx.now + WINDOW
    _promise(tx, task_id, revision=row.revision, seq=found.instance.head_seq, run_at=row.held_until)
    return HandedIn(case_number=task.case_number, held_until=row.held_until)


def expected(tx: Transaction, task_id: str) -> Expected | None:
    """Give the effects that the actor's held completion would have now; None when it could not be carried out now.

    The transaction is left as it was, but it must be one that may write.
    """
    held = _held(tx, task_id)
    before = {task.id: task for task in stored.open_of_instance(tx.session, held.task.instance_id)}
    letters = {row.id for row in stored_documents.documents(tx.session, held.task.case_id)}
    try:
        with tx.savepoint(keep=False) as tried:
            done = life_cycle.complete(tried, task_id, form=held.answers)
            after = {task.id: task for task in stored.open_of_instance(tried.session, held.task.instance_id)}
            fresh = [
                row for row in stored_documents.documents(tried.session, held.task.case_id) if row.id not in letters
            ]
            return Expected(
                opened=_named(after, without=before),
                withdrawn=_named(before, without={**after, task_id: held.task}),
                documents=tuple(row.document for row in fresh),
                ends=done.process_instance.state != "active",
            )
    except errors.LindungError:
        return None


def take_back(tx: Transaction, task_id: str) -> int:
    """Call a held completion back and give the draft's revision; NothingHeldError when it was too late."""
    row = stored_drafts.draft(tx.session, task_id=task_id, user_id=tx.actor.id, locked=True)
    if row is None or row.held_until is None:
        raise NothingHeldError(user_task=task_id)
    row.held_until, row.revision = None, row.revision + 1
    return row.revision


def carry_out_now(tx: Transaction, task_id: str) -> Completed:
    """Complete with the held answers without waiting.

    Raises as ``user_tasks.complete`` does, NothingHeldError, AnswersOvertakenError, ConsentOvertakenError.
    """
    found = cases.lock_by_task(tx.session, task_id)
    if found is None:
        raise NothingHeldError(user_task=task_id)
    held = _held(tx, task_id, locked=True)
    job = jobs.by_key(tx.session, _key(task_id, tx.actor.id, held.draft.revision))
    _require_current(tx, found, held, since=None if job is None else json.loads(job.payload).get("seq"))
    done = life_cycle.complete(tx, task_id, form=held.answers)
    stored_drafts.drop_draft(tx.session, task_id=task_id, user_id=tx.actor.id)
    return done


def carry_out(tx: Transaction, *, task_id: str, user_id: str, revision: int, seq: int | None = None) -> bool:
    """Do what a held completion promised, in the name of who handed it in; tell whether it was done.

    ``seq`` is the last event of the instance that its writer could know of.

    Harmless when it was taken back or done already. When it is refused now, its answers stay a draft, which says why,
    and their writer is told.
    """
    found = cases.lock_by_task(tx.session, task_id)
    row = stored_drafts.draft(tx.session, task_id=task_id, user_id=user_id, locked=True)
    if found is None or row is None or row.held_until is None or row.revision != revision:
        return False
    roles = frozenset(people.roles_of(tx.session, {user_id})[user_id])
    try:
        with tx.savepoint(actor=actors.Actor(id=user_id, roles=roles)) as person:
            held = _Held(task=stored.known(tx.session, task_id), draft=row, answers=drafts.opened(tx, row, found.case))
            _require_current(tx, found, held, since=seq)
            life_cycle.complete(person, task_id, form=held.answers)
            stored_drafts.drop_draft(tx.session, task_id=task_id, user_id=user_id)
    except REFUSED as refusal:
        _give_back(tx, row, found.case.number, code=refusal.code)
        return False
    return True


def gave_up(
    tx: Transaction,
    *,
    task_id: str,
    user_id: str,
    revision: int,
    seq: int | None = None,  # noqa: ARG001 - as the job holds it
) -> Mapping[str, Any]:
    """Give a completion that failed each time back to its writer as a draft and tell them.

    Gives what the incident says. Harmless when it was taken back or done meanwhile.
    """
    found = cases.lock_by_task(tx.session, task_id)
    row = stored_drafts.draft(tx.session, task_id=task_id, user_id=user_id, locked=True)
    if found is not None and row is not None and row.held_until is not None and row.revision == revision:
        _give_back(tx, row, found.case.number, code=CompletionFailedError.code)
    # A code of its own: the incident ``unexpected`` would hold the timers of the instance.
    return {"code": CompletionFailedError.code, "instance_id": found.instance.id if found is not None else None}


def _give_back(tx: Transaction, row: Draft, case_number: str, *, code: str) -> None:
    row.held_until, row.refused = None, code
    notifications.tell(tx, row.user_id, kind="completion_refused", case_number=case_number, task_id=row.task_id)


REFUSED = (
    errors.ConflictError,
    errors.NotFoundError,
    errors.NotPermittedError,
    forms.FormInvalidError,
    consent.ConsentMissingError,
)
"""What can have changed while a completion waited; anything else is a technical stop and fails the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    task: UserTask
    draft: Draft
    answers: Mapping[str, Any]


def _held(tx: Transaction, task_id: str, *, locked: bool = False) -> _Held:
    row = stored_drafts.draft(tx.session, task_id=task_id, user_id=tx.actor.id, locked=locked)
    if row is None or row.held_until is None:
        raise NothingHeldError(user_task=task_id)
    task = stored.known(tx.session, task_id)
    case = cases.known(tx.session, task.case_number)
    return _Held(task=task, draft=row, answers=drafts.opened(tx, row, case))


def _require_current(tx: Transaction, found: cases.Found, held: _Held, *, since: int | None) -> None:
    """Refuse answers that are older than what the case was told meanwhile.

    The later word counts, and only a person can say what holds: a risk that was raised, a guardian who is accused now
    or a consent that was withdrawn must not be undone by an answer from before. ``since`` is the number of the last
    event that the writer could know of, None when nobody kept it.
    """
    withdrawn = found.case.consent_withdrawn_at
    is_withdrawn = withdrawn is not None and withdrawn > held.draft.saved_at
    is_newer = since is not None and found.instance.head_seq != since
    if not is_withdrawn and not is_newer:
        return
    _, routing = submissions.check(steps.deployed(tx, found), held.task.form, held.answers)
    if is_withdrawn and routing.get(vocabulary.CONSENT) == consent.GIVEN:
        raise ConsentOvertakenError(user_task=held.task.id)
    for event in history.of_instance(tx.session, found.instance.id, after=since or 0) if is_newer else ():
        told = json.loads(event.data).get("after", {})
        if any(told[name] != routing[name] for name in told.keys() & routing.keys()):
            raise AnswersOvertakenError(user_task=held.task.id)


def _at_once(tx: Transaction, task_id: str, form: Mapping[str, Any]) -> HandedIn:
    done = life_cycle.complete(tx, task_id, form=form)
    stored_drafts.drop_draft(tx.session, task_id=task_id, user_id=tx.actor.id)
    return HandedIn(case_number=done.process_instance.case_number, held_until=None, completed=done)


def _promise(tx: Transaction, task_id: str, *, revision: int, seq: int, run_at: datetime) -> None:
    payload = {"task_id": task_id, "user_id": tx.actor.id, "revision": revision, "seq": seq}
    key = _key(task_id, tx.actor.id, revision)
    promises.promise(tx, kind="user_task.complete", key=key, payload=payload, run_at=run_at)


def _key(task_id: str, user_id: str, revision: int) -> str:
    return f"complete:{task_id}:{user_id}:{revision}"


def _named(tasks: Mapping[str, UserTask], *, without: Mapping[str, UserTask]) -> tuple[tuple[str, str], ...]:
    return tuple((task.name, task.role) for task_id, task in tasks.items() if task_id not in without)

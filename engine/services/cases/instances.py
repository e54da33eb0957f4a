"""Process instances: started by a report, looked up, suspended, resumed, called off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import errors
from engine.domain.forms import forms
from engine.domain.people import permissions
from engine.domain.running import inputs
from engine.services.base import access, cursors, in_force
from engine.services.base import variables as outside
from engine.services.base.bundles import Deployed
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads
from engine.services.content import intake_sheet, submissions
from engine.services.running import following_readings, new_case, new_instance, outbox, steps
from engine.services.user_tasks import rows_as_results, user_tasks
from engine.services.user_tasks.results import InstanceView
from engine.store.cases import cases
from engine.store.tables.policy import Bundle

REGISTER = "report.register"


class ReceivedInFutureError(errors.LindungError):
    """The time of receipt may not lie in the future.

    Clocks would start too late.
    """

    code = "received_in_future"


class StaleRevisionError(errors.ConflictError):
    """The instance has changed since you last saw it. Reload and try again."""

    code = "stale_revision"


def start(
    tx: Transaction,
    *,
    process_definition: str,
    agency: str,
    channel: str,
    received_at: datetime | None,
    variables: Mapping[str, Any],
    form: Mapping[str, Any],
) -> InstanceView:
    """Register a report and open its case at the one start event of its channel.

    ``received_at`` is aware; None means now. Raises NotFoundError (procedure or agency), NotPermittedError,
    ChannelUnknownError, ReservedVariableError, VariableUnfitError, ReceivedInFutureError, FormInvalidError.
    """
    tx.require(REGISTER, permissions.Subject(agency=agency))
    bundle, deployed = _runnable(tx, process_definition, agency)
    chosen = deployed.channel(channel)
    received_at = received_at or tx.now
    outside.require_sendable(deployed, variables)
    if received_at > tx.now:
        raise ReceivedInFutureError
    form_id = deployed.definition.side_table[chosen.start].form
    answers, routing = submissions.check(deployed, form_id, form)
    found = new_case.open_case(tx, bundle, agency=agency, channel=channel, received_at=received_at)
    stored = submissions.store(tx, found, element_id=chosen.start, form=form_id, answers=answers, routing=routing)
    intake_sheet.mark(tx, found.case, answers)
    given = new_instance.given(tx, found, deployed)
    event = inputs.Start(
        instance_id=found.instance.id, start_event=chosen.start, variables={**variables, **stored.routing, **given}
    )
    role = tx.acting_role("report.register", agency=agency)
    tasks: dict[str, Any] = {}
    steps.advance(tx, found, tasks, event, steps.Cause(role=role, element_id=chosen.start, digests=stored.digests))
    return rows_as_results.instance(found, tasks=user_tasks.visible(tx, list(tasks.values())))


def start_form_of(tx: Transaction, *, process_definition: str, agency: str, channel: str) -> forms.Form | None:
    """Give the form that a report by this channel begins with; None when it needs none. Raises as ``start`` does."""
    tx.require(REGISTER, permissions.Subject(agency=agency))
    _, deployed = _runnable(tx, process_definition, agency)
    form_id = deployed.definition.side_table[deployed.channel(channel).start].form
    return deployed.form(form_id) if form_id is not None else None


def can_start(tx: Transaction, *, process_definition: str, agency: str, channel: str) -> bool:
    """Tell whether a procedure that is in force for the agency has a start for this channel."""
    try:
        _, deployed = _runnable(tx, process_definition, agency)
    except errors.NotFoundError:
        return False
    return channel in deployed.procedure.channels


def get(tx: Transaction, instance_id: str) -> InstanceView:
    """Give one instance and record that it was read.

    NotFoundError when it does not exist or the actor may not read its case.
    """
    found, seen = access.require_readable(tx, cases.get(tx.session, instance_id), asked=instance_id)
    reads.note(tx, found.case.id, what="case.read", seen=seen, subject=instance_id)
    tasks = list(steps.tasks_of(tx, found).values())
    return rows_as_results.instance(found, tasks=user_tasks.visible(tx, tasks))


def search(
    tx: Transaction, *, state: str | None, case_number: str | None, cursor: str | None, limit: int
) -> Page[InstanceView]:
    """Give the instances that the actor may read, newest first; without their tasks."""
    rows = cases.search_instances(
        tx.session,
        scopes=tx.scopes("case.read"),
        user_id=tx.actor.id,
        state=state,
        case_number=case_number,
        after=cursors.decode_id(cursor),
        limit=limit + 1,
    )
    shown = tuple(rows_as_results.instance(found, tasks=()) for found in rows[:limit])
    if case_number is None:
        reads.note_list(tx, "instance.list", (one.id for one in shown), about=state)
    for found in rows[:limit] if case_number is not None else ():  # of the one case that was asked for
        seen = access.subject_of(tx, found.case)
        reads.note(tx, found.case.id, what="case.read", seen=seen, subject=found.instance.id)
    return Page(items=shown, next=cursors.encode(rows[limit - 1].instance.id) if len(rows) > limit else None)


def suspend(tx: Transaction, instance_id: str, *, if_match: int | None = None) -> InstanceView:
    """Let the instance rest: no task can be completed and no timer fires until it is resumed."""
    found = _changeable(tx, instance_id, if_match=if_match)
    steps.require_active(found)
    return _turn(tx, found, state="suspended", type_="instance.suspended")


def resume(tx: Transaction, instance_id: str, *, if_match: int | None = None) -> InstanceView:
    """Let a suspended instance go on; what came due or was chosen meanwhile takes effect now, late but visibly."""
    found = _changeable(tx, instance_id, if_match=if_match)
    if found.instance.state != "suspended":
        raise steps.InstanceNotActiveError(process_instance=instance_id, state=found.instance.state)
    _turn(tx, found, state="active", type_="instance.resumed")
    following_readings.renew(tx, instance_id=instance_id)  # what was chosen meanwhile was told to active instances only
    tasks = steps.tasks_of(tx, found)
    outbox.look_again(tx, found)  # what arrived while the case rested
    return rows_as_results.instance(found, tasks=user_tasks.visible(tx, list(tasks.values())))


def cancel(tx: Transaction, instance_id: str, *, reason_code: str, if_match: int | None = None) -> InstanceView:
    """Call the instance off: open tasks, timers and clocks close. ``reason_code`` is a code, never a text."""
    found = _changeable(tx, instance_id, permission="instance.cancel", if_match=if_match)
    if found.instance.state not in {"active", "suspended"}:
        raise steps.InstanceNotActiveError(process_instance=instance_id, state=found.instance.state)
    role = tx.acting_role("instance.cancel", agency=found.case.agency)
    steps.advance(tx, found, steps.tasks_of(tx, found), inputs.Cancel(reason_code=reason_code), steps.Cause(role=role))
    return rows_as_results.instance(found, tasks=())


def _runnable(tx: Transaction, key: str, agency: str) -> tuple[Bundle, Deployed]:
    found = in_force.version(tx, key, agency=agency)
    if found is None or not found[1].procedure.by_report:
        raise errors.NotFoundError(process_definition=key, agency=agency)
    return found


def _changeable(
    tx: Transaction, instance_id: str, *, permission: str = "instance.suspend", if_match: int | None
) -> cases.Found:
    found, seen = access.require_readable(tx, cases.lock(tx.session, instance_id), asked=instance_id)
    tx.require(permission, seen)
    if if_match is not None and if_match != found.instance.revision:
        raise StaleRevisionError(process_instance=instance_id, revision=found.instance.revision)
    return found


def _turn(tx: Transaction, found: cases.Found, *, state: str, type_: str) -> InstanceView:
    found.instance.state = state
    found.instance.revision += 1
    role = tx.acting_role("instance.suspend", agency=found.case.agency)
    chain.append(tx, found.instance, type_=type_, version=found.bundle.version, data={}, role=role)
    tx.wake = True
    tasks = list(steps.tasks_of(tx, found).values())
    return rows_as_results.instance(found, tasks=user_tasks.visible(tx, tasks))

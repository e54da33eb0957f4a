"""Process instances: started by a report, looked up, suspended, resumed, called off."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine import errors
from engine.domain import forms, inputs, permissions
from engine.domain import procedures as heads
from engine.services import (
    agencies,
    chain,
    cursors,
    intakes,
    openings,
    outbox,
    presenting,
    renewal,
    steps,
    submissions,
    user_tasks,
)
from engine.services import variables as outside
from engine.services.procedures import Deployed
from engine.services.transaction import Transaction
from engine.services.views import InstanceView, Page
from engine.store import cases, definitions
from engine.store.tables import Bundle, Case

REGISTER = "report.register"


class ChannelUnknownError(errors.LindungError):
    """The chosen procedure knows no such channel. Choose one that it lists."""

    code = "channel_unknown"


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
    chosen = _channel(deployed, channel)
    received_at = received_at or tx.now
    outside.require_sendable(deployed, variables)
    if received_at > tx.now:
        raise ReceivedInFutureError
    form_id = deployed.definition.side_table[chosen.start].form
    answers, routing = submissions.check(deployed, form_id, form)
    found = _new(tx, bundle, agency=agency, channel=channel, received_at=received_at)
    stored = submissions.store(tx, found, element_id=chosen.start, form=form_id, answers=answers, routing=routing)
    intakes.mark(tx, found.case, answers)
    given = openings.given(tx, found, deployed)
    event = inputs.Start(
        instance_id=found.instance.id, start_event=chosen.start, variables={**variables, **stored.routing, **given}
    )
    role = tx.acting_role("report.register", agency=agency)
    tasks: dict[str, Any] = {}
    steps.advance(tx, found, tasks, event, steps.Cause(role=role, element_id=chosen.start, digests=stored.digests))
    return presenting.instance(found, tasks=user_tasks.visible(tx, list(tasks.values())))


def take_in(
    tx: Transaction,
    chosen: tuple[Bundle, Deployed],
    *,
    agency: str,
    channel: str,
    known: Mapping[str, Any],
    origin: Mapping[str, str],
    link: Callable[[cases.Found], None],
) -> cases.Found:
    """Open a case for what another agency sent, received now; asked by the system, not by a person.

    Nobody fills the start form: its routing answers are taken from what is ``known``, and are None where it is silent.
    ``origin`` are the system's variables about the sender. ``link`` is called before the first step, with the new case.
    """
    bundle, deployed = chosen
    start_event = _channel(deployed, channel).start
    form_id = deployed.definition.side_table[start_event].form
    names = deployed.form(form_id).routing_names if form_id is not None else frozenset()
    found = _new(tx, bundle, agency=agency, channel=channel, received_at=tx.now)
    link(found)
    given = openings.given(tx, found, deployed)
    variables = {**{name: known.get(name) for name in names}, **given, **origin}
    event = inputs.Start(instance_id=found.instance.id, start_event=start_event, variables=variables)
    steps.advance(tx, found, {}, event, steps.Cause(element_id=start_event))
    return found


def start_form_of(tx: Transaction, *, process_definition: str, agency: str, channel: str) -> forms.Form | None:
    """Give the form that a report by this channel begins with; None when it needs none. Raises as ``start`` does."""
    tx.require(REGISTER, permissions.Subject(agency=agency))
    _, deployed = _runnable(tx, process_definition, agency)
    form_id = deployed.definition.side_table[_channel(deployed, channel).start].form
    return deployed.form(form_id) if form_id is not None else None


def can_start(tx: Transaction, *, process_definition: str, agency: str, channel: str) -> bool:
    """Tell whether a procedure that is in force for the agency has a start for this channel."""
    try:
        _, deployed = _runnable(tx, process_definition, agency)
    except errors.NotFoundError:
        return False
    return channel in deployed.procedure.channels


def get(tx: Transaction, instance_id: str) -> InstanceView:
    """Give one instance; NotFoundError when it does not exist or the actor may not read its case."""
    found = cases.get(tx.session, instance_id)
    if found is None:
        raise errors.NotFoundError(process_instance=instance_id)
    require_readable(tx, found)
    tasks = list(steps.tasks_of(tx, found).values())
    return presenting.instance(found, tasks=user_tasks.visible(tx, tasks))


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
    shown = tuple(presenting.instance(found, tasks=()) for found in rows[:limit])
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
    renewal.renew(tx, instance_id=instance_id)  # what was chosen meanwhile was told to active instances only
    tasks = steps.tasks_of(tx, found)
    outbox.look_again(tx, found)  # what arrived while the case rested
    return presenting.instance(found, tasks=user_tasks.visible(tx, list(tasks.values())))


def cancel(tx: Transaction, instance_id: str, *, reason_code: str, if_match: int | None = None) -> InstanceView:
    """Call the instance off: open tasks, timers and clocks close. ``reason_code`` is a code, never a text."""
    found = _changeable(tx, instance_id, permission="instance.cancel", if_match=if_match)
    if found.instance.state not in {"active", "suspended"}:
        raise steps.InstanceNotActiveError(process_instance=instance_id, state=found.instance.state)
    role = tx.acting_role("instance.cancel", agency=found.case.agency)
    steps.advance(tx, found, steps.tasks_of(tx, found), inputs.Cancel(reason_code=reason_code), steps.Cause(role=role))
    return presenting.instance(found, tasks=())


def require_readable(tx: Transaction, found: cases.Found, permission: str = "case.read") -> None:
    """Refuse with NotFoundError unless the actor may read the case: what you may not see does not exist."""
    if not tx.allows(permission, subject_of(tx, found.case)):
        raise errors.NotFoundError(process_instance=found.instance.id)


def subject_of(tx: Transaction, case: Case) -> permissions.Subject:
    """Give a case as the rights see it."""
    return permissions.Subject(agency=case.agency, members=cases.members(tx.session, case.id))


def _runnable(tx: Transaction, key: str, agency: str) -> tuple[Bundle, Deployed]:
    bundle = definitions.newest(tx.session, key)
    if bundle is None:
        raise errors.NotFoundError(process_definition=key)
    deployed = tx.installation.procedures.get(tx.session, bundle.id, version=bundle.version)
    if deployed.procedure.overlay is not None or agency not in deployed.procedure.agencies:
        raise errors.NotFoundError(process_definition=key, agency=agency)
    return bundle, deployed


def _channel(deployed: Deployed, code: str) -> heads.Channel:
    chosen = deployed.procedure.channels.get(code)
    if chosen is None:
        raise ChannelUnknownError(channel=code, procedure=deployed.procedure.key)
    return chosen


def _new(tx: Transaction, bundle: Bundle, *, agency: str, channel: str, received_at: datetime) -> cases.Found:
    """Write the rows of a new case and instance, so that what follows can refer to them."""
    office = agencies.profile(tx, agency)
    year = tx.now.astimezone(office.zone).year
    count = cases.next_number(tx.session, agency=agency, year=year)
    case_id = str(uuid.uuid4())
    case = Case(
        id=case_id,
        number=f"{office.case_prefix}-{year}-{count:05d}",
        agency=agency,
        state="open",
        opened_at=tx.now,
        wrapped_key=tx.installation.vault.new_case_key(case_id=case_id),
        access_seq=0,
        access_hash=chain.GENESIS,
    )
    tx.session.add(case)
    tx.session.flush()
    return openings.instance(tx, case, bundle, channel=channel, received_at=received_at)


def _changeable(
    tx: Transaction, instance_id: str, *, permission: str = "instance.suspend", if_match: int | None
) -> cases.Found:
    found = cases.lock(tx.session, instance_id)
    if found is None:
        raise errors.NotFoundError(process_instance=instance_id)
    require_readable(tx, found)
    tx.require(permission, subject_of(tx, found.case))
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
    return presenting.instance(found, tasks=user_tasks.visible(tx, tasks))

"""Shapes of user tasks: the inbox's filters, a task, and what people do with one."""

from marshmallow import ValidationError, fields, validate, validates_schema

from api.schemas import base, derived
from engine.domain.cases import urgency
from engine.services.inbox.at_once import MOST_AT_ONCE
from engine.services.inbox.inbox import SORTS
from engine.services.user_tasks.results import UserTaskView


class Query(base.Paging):
    """The inbox's filters; all are optional and narrow together."""

    state = fields.String(validate=validate.OneOf(("open", "completed", "cancelled")), load_default="open")
    # ``mine`` is what the caller holds or stands in for, ``roles`` what waits unclaimed for the caller's roles.
    inbox = fields.String(validate=validate.OneOf(("mine", "roles")))
    # ``me``, ``none``, or the id of a user.
    assignee = base.code()
    role = base.code()
    case_number = base.code()
    # Tasks without a running clock are never due before anything.
    due_before = base.Moment()
    # A level, or ``none`` where it is not assessed yet.
    risk = base.code()
    process_definition = base.code()
    sla_state = fields.String(validate=validate.OneOf(urgency.SLA_ORDER))
    channel = base.code()
    # Part of a case number or of a task's name; never of what people wrote.
    q = fields.String(validate=validate.Length(min=1, max=100))
    sort = fields.String(validate=validate.OneOf(tuple(SORTS)))


class Delegate(base.Shape):
    """To whom a task is handed: a user name."""

    to = base.code(required=True)


class Complete(base.Shape):
    """The answers of the task's form, by field key."""

    form = base.values(required=True)


class Next(base.Shape):
    """What the next task should be like; both are optional."""

    role = base.code()
    process_definition = base.code()


class Taken(base.Shape):
    """The task that was claimed, null when none waits."""

    user_task = fields.Nested(derived.answer(UserTaskView), required=True, allow_none=True)


class Bulk(base.Shape):
    """What to do with several tasks; ``to`` is the user name that ``delegate`` hands them to."""

    action = fields.String(required=True, validate=validate.OneOf(("claim", "release", "delegate")))
    ids = fields.List(base.code(), required=True, validate=validate.Length(min=1, max=MOST_AT_ONCE))
    to = base.code()

    @validates_schema
    def _needs_a_person(self, data: base.Checked, **_options: object) -> None:
        """Refuse to delegate to nobody, and to name somebody for nothing."""
        if (data.get("action") == "delegate") != ("to" in data):
            raise ValidationError("A user name belongs to delegate, and to nothing else.", "to")


class BulkRow(base.Shape):
    """What became of one task: its new form, or the code of the refusal."""

    id = fields.String(required=True)
    user_task = fields.Nested(derived.answer(UserTaskView), required=True, allow_none=True, attribute="task")
    code = fields.String(required=True, allow_none=True)
    sentences = fields.Dict(keys=fields.String(), values=fields.String(), required=True, allow_none=True)


class BulkDone(base.Shape):
    """A row for each task that was named, in that order."""

    items = fields.List(fields.Nested(BulkRow), required=True)

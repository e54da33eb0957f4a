"""Shapes of user tasks: the inbox's filters, a task, and what people do with one."""

from marshmallow import fields, validate

from api.schemas import base, process_instances, tasks_in_brief


class Query(base.Paging):
    """The inbox's filters; all are optional and narrow together."""

    state = fields.String(validate=validate.OneOf(("open", "completed", "cancelled")), load_default="open")
    # ``me``, ``none``, or the id of a user.
    assignee = base.code()
    role = base.code()
    case_number = base.code()
    # Tasks without a running clock are never due before anything.
    due_before = base.Moment()
    risk = base.code()
    # Part of a case number or of a task's name; never of what people wrote.
    q = fields.String(validate=validate.Length(min=1, max=100))
    sort = fields.String(validate=validate.OneOf(("due_at", "created_at")))


class Page(base.Shape):
    """One page of the inbox."""

    items = fields.List(fields.Nested(tasks_in_brief.UserTask), required=True)
    next = fields.String(required=True, allow_none=True)


class Delegate(base.Shape):
    """To whom a task is handed: a user name."""

    to = base.code(required=True)


class Complete(base.Shape):
    """The answers of the task's form, by field key."""

    form = base.values(required=True)


class Completed(base.Shape):
    """What completing brought: the instance, and the tasks open now that the caller may see."""

    process_instance = fields.Nested(process_instances.Instance, required=True)
    open_user_tasks = fields.List(fields.Nested(tasks_in_brief.UserTask), required=True)

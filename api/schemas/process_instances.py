"""Shapes of process instances: starting one, looking at one, holding and calling one off."""

from marshmallow import fields, validate

from api.schemas import base, tasks_in_brief


class Query(base.Paging):
    """Filters of the list of instances."""

    state = fields.String(validate=validate.OneOf(("active", "suspended", "completed", "cancelled")))
    case_number = base.code()


class Start(base.Shape):
    """A report as it arrived: which procedure, which agency, through which channel, and when."""

    process_definition = base.code(required=True)
    agency = base.code(required=True)
    # A code of the procedure's channels; it chooses the one start event that opens.
    channel = base.code(required=True)
    received_at = base.Moment(load_default=None)
    # Routing data from another system; what people tell belongs into ``form``, where it is encrypted.
    variables = base.values()
    form = base.values()


class Cancel(base.Shape):
    """Why an instance is called off: a code of the procedure, not a story."""

    reason_code = base.code(required=True)


class Instance(base.Shape):
    """A process instance; ``revision`` is its ETag."""

    id = fields.String(required=True)
    case_number = fields.String(required=True)
    agency = fields.String(required=True)
    state = fields.String(required=True)
    process_definition = fields.String(required=True)
    version = fields.Integer(required=True)
    # Counts every change; the ETag is this number in quotes.
    revision = fields.Integer(required=True)
    channel = fields.String(required=True)
    risk = fields.String(required=True, allow_none=True)
    received_at = base.Moment(required=True)
    started_at = base.Moment(required=True)
    ended_at = base.Moment(required=True, allow_none=True)
    # The end event reached: how the case ended. Null while it runs and when it was called off.
    end_event = fields.String(required=True, allow_none=True)
    open_user_tasks = fields.List(fields.Nested(tasks_in_brief.UserTask), required=True)


class Page(base.Shape):
    """One page of instances."""

    items = fields.List(fields.Nested(Instance), required=True)
    next = fields.String(required=True, allow_none=True)

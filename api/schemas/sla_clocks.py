"""Shapes of SLA clocks: the promised times of a case."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """Filters of the list of clocks."""

    case_number = base.code()
    state = fields.String(validate=validate.OneOf(("running", "stopped", "replaced", "cancelled")), load_default=None)


class SlaClock(base.Shape):
    """One promised time with the clause, the reading and the calendar that it rests on."""

    id = fields.String(required=True)
    process_instance = fields.String(required=True)
    case_number = fields.String(required=True)
    milestone = fields.String(required=True)
    clause = fields.String(required=True)
    # The reading of an ambiguous clause that is in force; null where the clause is plain.
    reading = fields.String(required=True, allow_none=True)
    # verbatim, interpreted, conflict or needs_policy: how sure the reading is.
    status = fields.String(required=True)
    # deadline, effort or service_duration: only a deadline can be missed.
    meaning = fields.String(required=True)
    state = fields.String(required=True)
    sla_state = fields.String(required=True)
    started_at = base.Moment(required=True)
    due_at = base.Moment(required=True, allow_none=True)
    # Per cent of the promised time at which a warning was given.
    warned = fields.List(fields.Integer(), required=True)
    breached_at = base.Moment(required=True, allow_none=True)
    stopped_at = base.Moment(required=True, allow_none=True)
    # The version of the working calendar that it was counted with.
    calendar = fields.String(required=True)


class Page(base.Shape):
    """One page of clocks."""

    items = fields.List(fields.Nested(SlaClock), required=True)
    next = fields.String(required=True, allow_none=True)

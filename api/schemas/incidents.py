"""Shapes of incidents: technical stops that a person must see."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """Filters of the list of incidents."""

    state = fields.String(validate=validate.OneOf(("open", "resolved")), load_default=None)


class Incident(base.Shape):
    """A technical stop, described by ids and a code; its cause in words is in the server's log."""

    id = fields.String(required=True)
    process_instance = fields.String(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    element_id = fields.String(required=True, allow_none=True)
    # What failed, as a stable code of ``docs/reference/errors.md``.
    code = fields.String(required=True)
    state = fields.String(required=True)
    # How often the same stop was met; it counts up instead of piling up.
    attempts = fields.Integer(required=True)
    created_at = base.Moment(required=True)
    resolved_at = base.Moment(required=True, allow_none=True)


class Page(base.Shape):
    """One page of incidents."""

    items = fields.List(fields.Nested(Incident), required=True)
    next = fields.String(required=True, allow_none=True)

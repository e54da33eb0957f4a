"""Shapes of SLA clocks: the promised times of a case."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """Filters of the list of clocks."""

    case_number = base.code()
    state = fields.String(validate=validate.OneOf(("running", "stopped", "replaced", "cancelled")), load_default=None)

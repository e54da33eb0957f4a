"""Shapes of incidents: technical stops that a person must see."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """Filters of the list of incidents."""

    state = fields.String(validate=validate.OneOf(("open", "resolved")), load_default=None)

"""Shapes of cases: the agency's file on a matter, with what belongs to it."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """The search of the list of cases: by number."""

    q = fields.String(validate=validate.Length(min=1, max=100), load_default=None)

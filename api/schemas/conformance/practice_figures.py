"""Shapes of figures about practice: which of the published groups are asked for, and what is drawn of them."""

from marshmallow import fields, validate

from api.schemas import base
from engine.services.conformance.showing import MODES


class Query(base.Shape):
    """Which of the published groups are added up; left out, all of the agency, and the first that may be seen."""

    agency = base.code()
    version = fields.Integer(validate=validate.Range(min=1, max=99_999))
    month = fields.String(validate=validate.Regexp(r"^[0-9]{4}-(0[1-9]|1[0-2])\Z"))


class Drawing(Query):
    """What the diagram shows: how often, how many hours, how often late."""

    mode = fields.String(load_default=MODES[0], validate=validate.OneOf(MODES))


class Behind(Query):
    """The mark whose cases are asked for, such as ``late|<element id>``, in one agency."""

    agency = base.code(required=True)
    mark = fields.String(required=True, validate=validate.Length(min=1, max=200))

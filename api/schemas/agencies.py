"""Shapes of agencies: the offices that the installation serves."""

from marshmallow import fields

from api.schemas import base


class Agency(base.Shape):
    """An agency; ``zone`` is an IANA name, ``calendar`` the version of its working calendar."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    zone = fields.String(required=True)
    # A digest of hours and holidays: it changes whenever a counted day could change.
    calendar = fields.String(required=True)
    data = fields.Dict(required=True)


class Page(base.Shape):
    """The caller's agencies."""

    items = fields.List(fields.Nested(Agency), required=True)
    next = fields.String(required=True, allow_none=True)

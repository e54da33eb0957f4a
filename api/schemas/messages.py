"""Shapes of messages that reach a waiting case."""

from marshmallow import fields

from api.schemas import base


class Deliver(base.Shape):
    """A message for one case; ``variables`` are its routing content."""

    name = base.code(required=True)
    case_number = base.code(required=True)
    variables = base.values()


class Delivered(base.Shape):
    """An instance that the message reached."""

    process_instance = fields.String(required=True)
    message = fields.String(required=True)


class Page(base.Shape):
    """All instances that the message reached; at least one."""

    items = fields.List(fields.Nested(Delivered), required=True)
    next = fields.String(required=True, allow_none=True)

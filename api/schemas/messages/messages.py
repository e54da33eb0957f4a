"""Shapes of messages that reach a waiting case."""

from api.schemas import base


class Deliver(base.Shape):
    """A message for one case; ``variables`` are its routing content."""

    name = base.code(required=True)
    case_number = base.code(required=True)
    variables = base.values()

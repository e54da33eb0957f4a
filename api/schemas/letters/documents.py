"""Shapes of the document register: which step of a case produced which document."""

from api.schemas import base


class Query(base.Shape):
    """The case whose register is asked for."""

    case_number = base.code(required=True)

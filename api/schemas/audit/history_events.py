"""Shapes of the history: appended facts, chained by their hashes."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """The instance whose history is asked for, as of a moment."""

    process_instance = base.code(required=True)
    at = base.Moment(load_default=None)


class Within(base.Paging):
    """The history of the instance in the address, as of a moment."""

    at = base.Moment(load_default=None)


class Export(base.Shape):
    """The case to export, and sizes of older checkpoints from which to prove that the log only grew."""

    case_number = base.code(required=True)
    kept = fields.List(fields.Integer(validate=validate.Range(min=0, max=2**62)), load_default=list)


class Verifying(base.Shape):
    """The part of the record to check; the first one when it is left out."""

    cursor = fields.String(validate=validate.Length(min=1, max=500))

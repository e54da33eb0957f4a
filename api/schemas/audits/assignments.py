"""Shapes of assignments: the letter that opens one."""

from marshmallow import fields, validate

from api.schemas import base
from engine.domain.audits.assignments import INSTITUTIONS, MOST_CHARACTERS

MOST_NAMED = 200


class Wanted(base.Shape):
    """What the letter says: who audits which cases, opened from the first to the last day, both included."""

    letter_number = fields.String(required=True, validate=validate.Length(min=1, max=MOST_CHARACTERS))
    letter_date = base.Day(required=True, allow_none=False)
    institution = fields.String(required=True, validate=validate.OneOf(INSTITUTIONS))
    agencies = fields.List(base.code(), required=True, validate=validate.Length(min=1, max=MOST_NAMED))
    # Keys of process definitions.
    procedures = fields.List(base.code(), required=True, validate=validate.Length(min=1, max=MOST_NAMED))
    first = base.Day(required=True, allow_none=False)
    last = base.Day(required=True, allow_none=False)
    # User names of auditors.
    members = fields.List(base.code(), required=True, validate=validate.Length(min=1, max=MOST_NAMED))

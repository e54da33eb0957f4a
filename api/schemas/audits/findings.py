"""Shapes of findings: a draft about events."""

from marshmallow import fields, validate

from api.schemas import base
from engine.domain.audits.findings import MOST_CHARACTERS

MOST_EVENTS = 100


def _text() -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1, max=MOST_CHARACTERS))


class Event(base.Shape):
    """A history event, by its instance and its place in it."""

    process_instance = base.code(required=True)
    seq = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class Draft(base.Shape):
    """A finding as its auditor writes it: the clause, the events, and what is said of them."""

    assignment = base.code(required=True)
    # Id of the clause that was not kept; its words are taken from the procedure.
    clause = base.code(required=True)
    events = fields.List(fields.Nested(Event), required=True, validate=validate.Length(min=1, max=MOST_EVENTS))
    condition = _text()
    cause = _text()
    effect = _text()
    recommendation = _text()

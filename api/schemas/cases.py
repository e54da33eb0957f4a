"""Shapes of cases: the agency's file on a matter, with what belongs to it."""

from marshmallow import fields, validate

from api.schemas import base, documents, process_instances, referrals, sla_clocks


class Query(base.Paging):
    """The search of the list of cases: by number."""

    q = fields.String(validate=validate.Length(min=1, max=100), load_default=None)


class Item(base.Shape):
    """A case in a list."""

    number = fields.String(required=True)
    agency = fields.String(required=True)
    state = fields.String(required=True)
    risk = fields.String(required=True, allow_none=True)
    opened_at = base.Moment(required=True)


class Page(base.Shape):
    """One page of cases."""

    items = fields.List(fields.Nested(Item), required=True)
    next = fields.String(required=True, allow_none=True)


class Submission(base.Shape):
    """What a person wrote in a form; ``answers`` is null once the case's key was destroyed."""

    id = fields.String(required=True)
    element_id = fields.String(required=True)
    form = fields.String(required=True, allow_none=True)
    at = base.Moment(required=True)
    actor = fields.String(required=True)
    answers = fields.Dict(required=True, allow_none=True)


class Case(Item):
    """A case; ``submissions`` is empty for who may not read narrative, which ``narrative`` tells."""

    narrative = fields.Boolean(required=True)
    instances = fields.List(fields.Nested(process_instances.Instance), required=True)
    sla_clocks = fields.List(fields.Nested(sla_clocks.SlaClock), required=True)
    documents = fields.List(fields.Nested(documents.Document), required=True)
    submissions = fields.List(fields.Nested(Submission), required=True)
    # Without their packages; ask for one referral to see what it holds.
    referrals = fields.List(fields.Nested(referrals.Referral), required=True)
    # Who answers for the case: its agency, or whoever accepted it as a hand-over.
    owner = fields.String(required=True)

"""Shapes of referrals: what one agency sent another, seen from one of the two sides."""

from marshmallow import fields, validate

from api.schemas import base
from engine.domain.referrals import referrals


class Query(base.Paging):
    """Filters of the list of referrals."""

    direction = fields.String(validate=validate.OneOf(("out", "in")), load_default=None)
    state = fields.String(validate=validate.OneOf(referrals.STATES), load_default=None)


class Answer(base.Shape):
    """What a recipient outside answered; ``reason`` is a code, never a story."""

    answer = fields.String(required=True, validate=validate.OneOf(tuple(referrals.ANSWERS)))
    reason = fields.String(validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,79}\Z"), load_default=None)

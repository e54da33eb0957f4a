"""Shapes of samples: which are asked for, what is promised of one, and the word that draws it."""

from marshmallow import fields, validate

from api.schemas import base
from engine.domain.audits.drawing import MOST_UNITS, STRATA

LONGEST_WORD = 200


def _word() -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_WORD))


def _month() -> fields.String:
    return fields.String(load_default=None, validate=validate.Regexp(r"^[0-9]{4}-(0[1-9]|1[0-2])\Z"))


class Query(base.Shape):
    """The assignment whose samples are asked for."""

    assignment = base.code(required=True)


class Promise(base.Shape):
    """How a sample will be drawn; only a digest of ``word`` is kept until it is given again."""

    assignment = base.code(required=True)
    word = _word()
    size = fields.Integer(required=True, validate=validate.Range(min=1, max=MOST_UNITS))
    strata = fields.String(load_default="none", validate=validate.OneOf(STRATA))
    agency = fields.String(load_default=None, validate=validate.Length(min=1, max=120))
    procedure = fields.String(load_default=None, validate=validate.Length(min=1, max=120))
    # True takes cases that broke a promised time, False those that kept all, left out both.
    breached = fields.Boolean(load_default=None)
    first_month = _month()
    last_month = _month()


class Draw(base.Shape):
    """The word that was promised."""

    word = _word()

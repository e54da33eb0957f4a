"""Shapes of evidence packages: which are asked for, what one is to hold, and a checkpoint to prove against."""

from marshmallow import fields, validate

from api.schemas import base
from engine.domain.evidence.packages import BASES, RECIPIENTS


class Query(base.Shape):
    """The case whose packages are asked for; left out, all of the caller's agencies."""

    case_number = base.code()


class Ask(base.Shape):
    """For whom a package is made, on which basis and by which letter; ``with_values`` wants a second person."""

    case_number = base.code(required=True)
    recipient = fields.String(required=True, validate=validate.OneOf(tuple(RECIPIENTS)))
    basis = fields.String(required=True, validate=validate.OneOf(tuple(BASES)))
    letter_number = fields.String(required=True, validate=validate.Length(min=2, max=60))
    with_values = fields.Boolean(load_default=False)


class Make(base.Shape):
    """A checkpoint that the recipient kept, as its text: the package then proves that the log only grew since."""

    kept_note = fields.String(load_default="", validate=validate.Length(max=10_000))

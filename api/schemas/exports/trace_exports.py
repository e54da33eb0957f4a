"""Shapes of exported traces: of what, and for which recorded reason."""

from marshmallow import fields, validate

from api.schemas import base
from engine.services.exports.reasons import REASONS


class Export(base.Shape):
    """The procedure and agency whose traces are wanted, and why; ``coarse`` gives moments to the hour."""

    process_definition = base.code(required=True)
    agency = base.code(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(REASONS))
    coarse = fields.Boolean(load_default=False)

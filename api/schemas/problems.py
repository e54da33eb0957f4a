"""The shape of a refusal, for the OpenAPI document; ``api.problems`` writes it."""

from marshmallow import fields

from api.schemas import base


class Sentences(base.Shape):
    """One sentence in Indonesian and in English."""

    id = fields.String(required=True)
    en = fields.String(required=True)


class Fault(base.Shape):
    """One wrong spot: a JSON pointer into the body, or ``?name`` of a query parameter."""

    pointer = fields.String(required=True)
    code = fields.String(required=True)
    sentences = fields.Nested(Sentences, required=True)


class Problem(base.Shape):
    """RFC 9457 problem details with a stable ``code`` and ids of what is concerned, never its content."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    sentences = fields.Nested(Sentences, required=True)
    ids = fields.Dict(keys=fields.String(), required=True)
    errors = fields.List(fields.Nested(Fault))

"""Shapes of process definitions: what is deployed, and deploying more."""

from marshmallow import fields, validate

from api.schemas import base


class Channel(base.Shape):
    """A way in which a report may arrive, and the start event that it opens."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    start_event = fields.String(required=True)
    form = fields.String(required=True, allow_none=True)


class Definition(base.Shape):
    """One immutable, numbered, hashed version of a procedure."""

    key = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    # Over all paths and contents of the bundle: equal digests are equal procedures.
    sha256 = fields.String(required=True)
    deployed_at = base.Moment(required=True)
    deployed_by = fields.String(required=True)
    agencies = fields.List(fields.String(), required=True)
    channels = fields.List(fields.Nested(Channel), required=True)
    # True in the answer to a deployment that stored nothing new.
    unchanged = fields.Boolean(required=True)


class Page(base.Shape):
    """The newest version of every procedure that the caller's agencies use."""

    items = fields.List(fields.Nested(Definition), required=True)
    next = fields.String(required=True, allow_none=True)


class Deploy(base.Shape):
    """A procedure folder: path in the folder -> content in base64 (RFC 4648 section 4)."""

    files = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"^[\w][\w./-]{0,199}\Z")),
        values=fields.String(validate=validate.Length(max=1_000_000)),
        required=True,
        validate=validate.Length(min=1, max=200),
    )

"""Shapes of process definitions: what is deployed, and deploying more."""

import re

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
    # True for what the law attaches to cases of other procedures; it has no channels.
    is_overlay = fields.Boolean(required=True)
    # True in the answer to a deployment that stored nothing new.
    unchanged = fields.Boolean(required=True)


class Page(base.Shape):
    """The newest version of every procedure that the caller's agencies use."""

    items = fields.List(fields.Nested(Definition), required=True)
    next = fields.String(required=True, allow_none=True)


# Plain names with one slash between: no path leads out of its folder, or is longer than a disk can hold.
PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*\Z")


class Deploy(base.Shape):
    """A procedure folder: path in the folder -> content in base64 (RFC 4648 section 4)."""

    files = fields.Dict(
        keys=fields.String(validate=[validate.Length(max=200), validate.Regexp(PATH)]),
        values=fields.String(validate=validate.Length(max=1_000_000)),
        required=True,
        validate=validate.Length(min=1, max=200),
    )


class ReadingOption(base.Shape):
    """One way to read an ambiguous clause."""

    id = fields.String(required=True)
    text = fields.String(required=True)


class Reading(base.Shape):
    """An ambiguity of a procedure's clauses as it stands in an agency."""

    ambiguity = fields.String(required=True)
    issue = fields.String(required=True)
    document = fields.String(required=True)
    clauses = fields.List(fields.String(), required=True)
    verbatim = fields.String(required=True)
    status = fields.String(required=True)
    owner = fields.String(required=True)
    in_force = fields.String(required=True, allow_none=True)
    readings = fields.List(fields.Nested(ReadingOption), required=True)
    is_signed = fields.Boolean(required=True)
    chosen_by = fields.String(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    sk = fields.String(required=True, allow_none=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_to = fields.Date(required=True, allow_none=True)
    entered_at = base.Moment(required=True, allow_none=True)


class Readings(base.Shape):
    """Every ambiguity of a procedure."""

    items = fields.List(fields.Nested(Reading), required=True)
    next = fields.String(required=True, allow_none=True)


class ReadingQuery(base.Shape):
    """Whose readings are meant."""

    agency = fields.String(load_default=None, validate=validate.Regexp(r"^[\w]{1,80}\Z"))


class ChooseReading(base.Shape):
    """Who chose which reading, by which decree, from and to which day."""

    agency = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=80))
    ambiguity = base.code(required=True)
    reading = base.code(required=True)
    chosen_by = fields.String(required=True, validate=validate.Length(min=1, max=200))
    office = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    sk = fields.String(required=True, validate=validate.Length(min=1, max=200))
    valid_from = base.Day(load_default=None)
    valid_to = base.Day(load_default=None)

"""Shapes of process definitions: what is deployed, and deploying more."""

import re

from marshmallow import fields, validate

from api.schemas import base

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


class AgencyQuery(base.Shape):
    """Which agency is meant."""

    agency = fields.String(load_default=None, validate=validate.Regexp(r"^[\w]{1,80}\Z"))


class PutInForce(base.Shape):
    """Which version is in force, where, and from when."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=1_000_000))
    agency = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=80))
    valid_from = base.Moment(load_default=None, allow_none=True)


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

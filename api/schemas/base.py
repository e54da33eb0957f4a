"""What all shapes share: strictness, limits, and moments that mean the same everywhere.

A shape says only what a value looks like. Whether the answers fit a form is the form's business, and whether the
caller may is the services'.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

Checked = Mapping[str, Any]
"""A body or query that passed its shape."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Moments outside are typing errors; inside, every zone's arithmetic is safe."""

LARGEST_PAGE = 200


class Shape(Schema):
    """A shape that refuses what it does not know: a misspelt field must not be dropped in silence."""

    class Meta:
        """marshmallow's switches."""

        unknown = RAISE


class Moment(fields.AwareDateTime):
    """An RFC 3339 moment with its offset; given in UTC. A moment without offset means a different one in each zone."""

    def __init__(self, **options: Any) -> None:
        """Read and write ISO form."""
        super().__init__(format="iso", validate=_within_reach, **options)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **more: Any) -> str | None:
        """Write UTC with a Z, as RFC 3339 section 5.6 recommends for a moment without a place."""
        text = super()._serialize(None if value is None else value.astimezone(UTC), attr, obj, **more)
        return None if text is None else str(text).replace("+00:00", "Z")


class Day(fields.Date):
    """A calendar day, as ISO 8601 writes it."""

    def __init__(self, *, allow_none: bool = True, **options: Any) -> None:
        """Read and write ISO form."""
        super().__init__(allow_none=allow_none, validate=_day_within_reach, **options)


def _day_within_reach(value: date | None) -> None:
    """Refuse years in which no decree holds, before arithmetic on them overflows."""
    if value is not None and not EARLIEST.year < value.year < LATEST.year:
        raise ValidationError("Not a valid date.")


def _within_reach(value: datetime) -> None:
    """Refuse years that no case has, before arithmetic on them overflows."""
    if not EARLIEST.year < value.year < LATEST.year:
        raise ValidationError("Not a valid datetime.")


def code(*, required: bool = False) -> fields.String:
    """Give a field for a key, code, id or number: short text without blanks."""
    return fields.String(required=required, validate=validate.Regexp(r"^[\w.:/@+-]{1,120}\Z"))


def values(*, required: bool = False) -> fields.Dict:
    """Give a field for named JSON values whose meaning a form or a diagram knows."""
    return fields.Dict(keys=fields.String(validate=validate.Length(max=120)), required=required)


class Paging(Shape):
    """The parameters of every list: where to go on, and how many at most."""

    cursor = fields.String(validate=validate.Length(min=1, max=500))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=LARGEST_PAGE))


class AsOf(Shape):
    """The moment to look back to; now when it is left out."""

    at = Moment(load_default=None)

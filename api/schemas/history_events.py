"""Shapes of the history: appended facts, chained by their hashes."""

from marshmallow import fields

from api.schemas import base


class Query(base.Paging):
    """The instance whose history is asked for, as of a moment."""

    process_instance = base.code(required=True)
    at = base.Moment(load_default=None)


class Within(base.Paging):
    """The history of the instance in the address, as of a moment."""

    at = base.Moment(load_default=None)


class HistoryEvent(base.Shape):
    """One fact; ``data`` holds its input and effects as routing data and digests, never narrative."""

    seq = fields.Integer(required=True)
    at = base.Moment(required=True)
    # A user's id, or ``system:`` and the name of a system actor.
    actor = fields.String(required=True)
    # The person's name as it is now; null for a system actor.
    actor_name = fields.String(required=True, allow_none=True)
    # The role in which a person acted; null for a system actor.
    role = fields.String(required=True, allow_none=True)
    type = fields.String(required=True)
    element_id = fields.String(required=True, allow_none=True)
    element_name = fields.String(required=True, allow_none=True)
    task_id = fields.String(required=True, allow_none=True)
    data = fields.Dict(required=True)
    version = fields.Integer(required=True)
    # SHA-256 in hex. The first event's previous hash is all zeros.
    previous_hash = fields.String(required=True)
    hash = fields.String(required=True)


class Page(base.Shape):
    """One page of events, oldest first."""

    items = fields.List(fields.Nested(HistoryEvent), required=True)
    next = fields.String(required=True, allow_none=True)


class Broken(base.Shape):
    """The first event of a chain that does not hold."""

    instance_id = fields.String(required=True)
    seq = fields.Integer(required=True)
    reason = fields.String(required=True)


class Verification(base.Shape):
    """The outcome of checking every chain."""

    ok = fields.Boolean(required=True)
    instances = fields.Integer(required=True)
    events = fields.Integer(required=True)
    broken = fields.Nested(Broken, required=True, allow_none=True)

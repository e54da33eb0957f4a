"""Shapes of the history: appended facts, chained by their hashes."""

from api.schemas import base


class Query(base.Paging):
    """The instance whose history is asked for, as of a moment."""

    process_instance = base.code(required=True)
    at = base.Moment(load_default=None)


class Within(base.Paging):
    """The history of the instance in the address, as of a moment."""

    at = base.Moment(load_default=None)

"""Shapes of process instances: starting one, looking at one, holding and calling one off."""

from marshmallow import fields, validate

from api.schemas import base


class Query(base.Paging):
    """Filters of the list of instances."""

    state = fields.String(validate=validate.OneOf(("active", "suspended", "completed", "cancelled")))
    case_number = base.code()


class Start(base.Shape):
    """A report as it arrived: which procedure, which agency, through which channel, and when."""

    process_definition = base.code(required=True)
    agency = base.code(required=True)
    # A code of the procedure's channels; it chooses the one start event that opens.
    channel = base.code(required=True)
    received_at = base.Moment(load_default=None)
    # Routing data from another system; what people tell belongs into ``form``, where it is encrypted.
    variables = base.values()
    form = base.values()


class Cancel(base.Shape):
    """Why an instance is called off: a code of the procedure, not a story."""

    reason_code = base.code(required=True)

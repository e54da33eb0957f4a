"""The shape of a user task, shared by the inbox and by the instance that the task belongs to."""

from marshmallow import fields

from api.schemas import base


class UserTask(base.Shape):
    """A user task; ``due_at`` is null while no clock runs, ``risk`` while it is not assessed."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    element_id = fields.String(required=True)
    # The candidate role's key; what people call it is in the agency's profile.
    role = fields.String(required=True)
    state = fields.String(required=True)
    # The holder's id, null while nobody has claimed it.
    assignee = fields.String(required=True, allow_none=True)
    case_number = fields.String(required=True)
    agency = fields.String(required=True)
    process_instance = fields.String(required=True)
    process_definition = fields.String(required=True)
    created_at = base.Moment(required=True)
    due_at = base.Moment(required=True, allow_none=True)
    # none, on_time, warning or breached, at the moment of asking.
    sla_state = fields.String(required=True)
    risk = fields.String(required=True, allow_none=True)
    # The form's id in the bundle; null for a bare confirmation.
    form = fields.String(required=True, allow_none=True)

"""Shapes of referrals: what one agency sent another, seen from one of the two sides."""

from marshmallow import fields, validate

from api.schemas import base
from engine.domain.referrals import referrals


class Query(base.Paging):
    """Filters of the list of referrals."""

    direction = fields.String(validate=validate.OneOf(("out", "in")), load_default=None)
    state = fields.String(validate=validate.OneOf(referrals.STATES), load_default=None)


class Answer(base.Shape):
    """What a recipient outside answered; ``reason`` is a code, never a story."""

    answer = fields.String(required=True, validate=validate.OneOf(tuple(referrals.ANSWERS)))
    reason = fields.String(validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,79}\Z"), load_default=None)


class Referral(base.Shape):
    """A referral, hand-over or coordination; ``case_number`` is that of the reader's side."""

    id = fields.String(required=True)
    direction = fields.String(required=True)
    state = fields.String(required=True)
    mode = fields.String(required=True)
    purpose = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    recipient = fields.String(required=True)
    recipient_name = fields.String(required=True)
    recipient_type = fields.String(required=True)
    # case inside the installation, webhook or letter outside it.
    via = fields.String(required=True)
    case_number = fields.String(required=True, allow_none=True)
    sent_at = base.Moment(required=True)
    delivered_at = base.Moment(required=True, allow_none=True)
    # persetujuan or darurat: on what it left, and whose consent or which reason that was.
    basis = fields.String(required=True)
    consent_by = fields.String(required=True, allow_none=True)
    basis_reason = fields.String(required=True, allow_none=True)
    # The version of the minimum data that was applied, and the names of what was told.
    rules = fields.String(required=True)
    fields_told = fields.List(fields.String(), required=True, attribute="fields", data_key="fields")
    answer = fields.String(required=True, allow_none=True)
    answer_reason = fields.String(required=True, allow_none=True)
    answered_at = base.Moment(required=True, allow_none=True)
    # The outcome in codes, as the recipient's procedure says them.
    feedback = fields.Raw(required=True, allow_none=True)
    feedback_at = base.Moment(required=True, allow_none=True)
    # Set once the person withdrew consent: the data may no longer be used.
    consent_withdrawn_at = base.Moment(required=True, allow_none=True)
    withdrawal_told_at = base.Moment(required=True, allow_none=True)
    # What was told; null in lists and for who may not read it.
    package = fields.Dict(required=True, allow_none=True)


class Page(base.Shape):
    """One page of referrals."""

    items = fields.List(fields.Nested(Referral), required=True)
    next = fields.String(required=True, allow_none=True)

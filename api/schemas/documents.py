"""Shapes of the document register: which step of a case produced which document."""

from marshmallow import fields

from api.schemas import base


class Query(base.Shape):
    """The case whose register is asked for."""

    case_number = base.code(required=True)


class Document(base.Shape):
    """One entry of the register."""

    id = fields.String(required=True)
    case_number = fields.String(required=True)
    # The document's key in the procedure, such as ``tanda_terima_pengaduan``.
    document = fields.String(required=True)
    element_id = fields.String(required=True)
    at = base.Moment(required=True)
    title = fields.String(required=True, allow_none=True)
    # Of the agency's register; null where the step's version has no letter.
    number = fields.String(required=True, allow_none=True)
    verification_code = fields.String(required=True, allow_none=True)
    # SHA-256 of the file, hex; null until somebody asked for it.
    digest = fields.String(required=True, allow_none=True)
    # The role that must sign beside the maker; null when nobody must.
    second_signature = fields.String(required=True, allow_none=True)
    signed_at = base.Moment(required=True, allow_none=True)
    may_sign = fields.Boolean(required=True)
    readable = fields.Boolean(required=True)


class Page(base.Shape):
    """The register of one case."""

    items = fields.List(fields.Nested(Document), required=True)
    next = fields.String(required=True, allow_none=True)

"""Refusals that only the edges can make: what arrives is nothing that a service could be asked to carry out."""

from engine import errors


class CredentialMissingError(errors.LindungError):
    """You are not signed in. Sign in, or send a bearer token."""

    code = "credential_missing"


class ForgeryRefusedError(errors.LindungError):
    """The form is out of date or was sent from another site. Reload the page and send it again."""

    code = "forgery_refused"


class JobsStoppedError(errors.LindungError):
    """The background worker has stopped. Restart the service."""

    code = "jobs_stopped"


class BodyMalformedError(errors.LindungError):
    """The body is not valid JSON that can be stored. Send well-formed JSON without NUL characters."""

    code = "body_malformed"


class ContentTypeUnsupportedError(errors.LindungError):
    """The content type is not supported. Send application/json."""

    code = "content_type_unsupported"


class CharacterRefusedError(errors.LindungError):
    """The request holds a NUL character, which cannot be stored. Remove it and send again."""

    code = "character_refused"


class IdempotencyKeyInvalidError(errors.LindungError):
    """The Idempotency-Key header must be 1 to 200 printable ASCII characters."""

    code = "idempotency_key_invalid"


class IfMatchInvalidError(errors.LindungError):
    """The If-Match header must hold one ETag of this service."""

    code = "if_match_invalid"


class ReceivedUnreadableError(errors.LindungError):
    """Give the full date and time at which the report was received.

    To take the present instead would promise too much.
    """

    code = "received_unreadable"


class AddressUnusableError(errors.LindungError):
    """The service cannot listen at this address: the number is not valid, or another program has it. Choose another
    number with LINDUNG_PORT.
    """

    code = "address_unusable"


class PathMissingError(errors.LindungError):
    """The named file or folder does not exist. Check the path."""

    code = "path_missing"


class PagesNotBuiltError(errors.LindungError):
    """The pages are not built. Run `make setup` first."""

    code = "pages_not_built"


class RequestMalformedError(errors.LindungError):
    """The request cannot be read. Check it and send it again."""

    code = "request_malformed"


class MethodNotAllowedError(errors.LindungError):
    """The address does not take this method. Use one that the Allow header names."""

    code = "method_not_allowed"


class BodyTooLargeError(errors.LindungError):
    """The body is larger than 1 MiB. Send less at once."""

    code = "body_too_large"


class ShapeInvalidError(errors.LindungError):
    """The request does not have the right shape. Check the named parts."""

    code = "shape_invalid"


class TooManyRequestsError(errors.LindungError):
    """Too many requests came at once. Wait a moment."""

    code = "too_many_requests"


class InternalError(errors.LindungError):
    """Something went wrong in the system. Nothing was changed. Try again, then tell the administrator."""

    code = "internal_error"

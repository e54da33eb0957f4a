"""Answers that go out compressed, and when they do not.

The size of a compressed answer tells whether two of its parts are alike. Who can make a browser ask for a page of ours
with a text of their choosing, and watch the size of what comes back, could so guess what else stands on it (BREACH).
Hence what another site made a browser ask for goes out as it is, and so does what a browser asks that does not say who
made it. A page that came so may repeat that question itself: the form token therefore looks different in every answer
(``api.security``). Programs send their token with each request themselves: nobody can make them ask.
"""

import gzip

from flask import Response, request

KINDS = frozenset(
    {"text/html", "application/json", "application/problem+json", "application/jwk-set+json", "image/svg+xml"}
)
WORTH_IT = 1_000
"""Bytes from which compressing saves a packet."""

LEVEL = 4
"""A page of the inbox takes 0.25 ms; the fiftieth that the highest level would save costs as much again."""

OWN = frozenset({"same-origin", "none"})
"""Who made the browser ask (Fetch Metadata, Sec-Fetch-Site): a page of ours, or the person in front of it."""


def shrink(response: Response) -> Response:
    """Give the response compressed where that is safe and the asker takes it."""
    if response.mimetype not in KINDS or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    content = response.get_data()
    if len(content) < WORTH_IT or not request.accept_encodings["gzip"] or not _is_safe():
        return response
    response.set_data(gzip.compress(content, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)  # other bytes than those that the tag was given for
    return response


def _is_safe() -> bool:
    """Tell whether nobody but the asker chose what is asked."""
    return "Authorization" in request.headers or request.headers.get("Sec-Fetch-Site") in OWN

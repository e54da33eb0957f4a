"""Where a page may lead: addresses of our own that a form carries, the list one came from, and the place outside."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

HOME = "/tugas"
LIST_COOKIE = "lindung_list"
LONGEST_ADDRESS = 1000
ELSEWHERE = "https://www.bmkg.go.id/"
"""Where the quick exit leads: weather and earthquakes, a page that anybody may be seen with."""


def inside(wanted: str) -> str:
    """Give the address when it is one of our own, never another site's; else the inbox."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own else HOME


def list_address() -> str:
    """Give the list of tasks that the reader came from, with its tab, filters and page; else the inbox.

    A list that was left on the way, as by claiming the task, is known from the cookie.
    """
    left = urlsplit(request.referrer or "")
    if left.netloc == request.host and left.path == HOME:
        return f"{HOME}?{left.query}" if left.query else HOME
    kept = inside(request.cookies.get(LIST_COOKIE, ""))
    return kept if urlsplit(kept).path == HOME else HOME


def keep_list(answer: Response) -> None:
    """Let the list of tasks be found again until the browser is closed; one of a monstrous address is not kept."""
    address = list_address()
    if len(address) <= LONGEST_ADDRESS and address != request.cookies.get(LIST_COOKIE, HOME):
        answer.set_cookie(LIST_COOKIE, address, httponly=True, samesite="Strict", path=HOME)

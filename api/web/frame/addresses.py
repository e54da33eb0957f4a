"""Where a page may lead: addresses of our own that a form carries, the list one came from, and the place outside."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.wrappers import Response

HOME = "/"
"""Leads to where the person's day begins (api/web/frame/menu.py)."""

LIST = "/tugas"
LIST_COOKIE = "lindung_list"
LONGEST_ADDRESS = 1000
ELSEWHERE = "https://www.bmkg.go.id/"
"""Where the quick exit leads: weather and earthquakes, a page that anybody may be seen with."""


def inside(wanted: str) -> str:
    """Give the address when it is one of our own, never another site's; else where the day begins."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own else HOME


def list_address() -> str:
    """Give the list of tasks that the reader came from, with its tab, filters and page; else the inbox.

    A list that was left on the way, as by claiming the task, is known from the cookie.
    """
    left = urlsplit(request.referrer or "")
    if left.netloc == request.host and left.path == LIST:
        return f"{LIST}?{left.query}" if left.query else LIST
    kept = inside(request.cookies.get(LIST_COOKIE, ""))
    return kept if urlsplit(kept).path == LIST else LIST


def keep_list(answer: Response) -> None:
    """Let the list of tasks be found again until the browser is closed; one of a monstrous address is not kept."""
    address = list_address()
    if len(address) <= LONGEST_ADDRESS and address != request.cookies.get(LIST_COOKIE, LIST):
        answer.set_cookie(LIST_COOKIE, address, httponly=True, samesite="Strict", path=LIST)

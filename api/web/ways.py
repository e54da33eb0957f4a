"""Where a page may lead: addresses of our own that a form carries, and the one place outside."""

HOME = "/"
"""Leads to where the person's day begins (api/web/menu.py)."""
ELSEWHERE = "https://www.bmkg.go.id/"
"""Where the quick exit leads: weather and earthquakes, a page that anybody may be seen with."""


def inside(wanted: str) -> str:
    """Give the address when it is one of our own, never another site's; else where the day begins."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own else HOME

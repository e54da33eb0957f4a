"""Where a page may lead: addresses of our own that a form carries, and the one place outside."""

HOME = "/tugas"
ELSEWHERE = "https://www.bmkg.go.id/"
"""Where the quick exit leads: weather and earthquakes, a page that anybody may be seen with."""


def inside(wanted: str) -> str:
    """Give the address when it is one of our own, never another site's; else the inbox."""
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if own else HOME

"""A change of a procedure: what is said of it, in which states it stands, and which files it may hold."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from engine import errors

DRAFT, WITHDRAWN = "draft", "withdrawn"
"""States of a change: it is worked on; it was given up."""
MOST_CHARACTERS, MOST_TEXT = 120, 4000
LONGEST_PATH = 200
_PATH = re.compile(r"([a-z0-9_]+/)*[a-z0-9_]+\.(bpmn|bpmn2|dmn|form|typ|toml|yaml)")


class ChangeInvalidError(errors.LindungError):
    """The change is not complete: it needs a title and a reason.

    ``field`` names what does not fit.
    """

    code = "change_invalid"


class ChangePathInvalidError(errors.LindungError):
    """A procedure cannot hold a file of this name. Choose a name of small letters, digits and underscores."""

    code = "change_path_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person says of a change that they begin.

    ``procedure`` is the key of what is changed; ``decree`` the number of the decree or note that asks for it, empty
    when there is none yet; ``clauses`` the ids of the clauses that it concerns.
    """

    procedure: str
    title: str
    reason: str
    decree: str = ""
    clauses: Collection[str] = ()


def checked(wanted: Wanted) -> Wanted:
    """Give what was said with its blanks folded; ChangeInvalidError with the field that does not fit."""
    lines = {"title": _line(wanted.title), "decree": _line(wanted.decree)}
    reason = wanted.reason.strip()
    fits = {
        "title": 0 < len(lines["title"]) <= MOST_CHARACTERS and lines["title"].isprintable(),
        "reason": 0 < len(reason) <= MOST_TEXT,
        "decree": len(lines["decree"]) <= MOST_CHARACTERS and (not lines["decree"] or lines["decree"].isprintable()),
    }
    for field, is_fit in fits.items():
        if not is_fit:
            raise ChangeInvalidError(field=field)
    clauses = tuple(dict.fromkeys(one for one in wanted.clauses if one))
    return Wanted(procedure=wanted.procedure, reason=reason, clauses=clauses, **lines)


def checked_path(path: str) -> str:
    """Give the name of a file in a procedure; ChangePathInvalidError for one that leads elsewhere or is never read."""
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path):
        raise ChangePathInvalidError
    return path


def _line(text: str) -> str:
    return " ".join(text.split())

"""Saves a form that was edited: in the order of the file before it, without defaults that the editor wrote out.

Parts of a list are known by their ``id``, the rest by their place.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from engine import errors

# What the form editor adds to every component although nobody chose it.
_DEFAULTS: Mapping[str, Sequence[Any]] = {
    "showOutline": (True, False),
    "allowAddRemove": (True,),
    "defaultRepetitions": (1,),
    "isRepeating": (True,),
    "verticalAlignment": ("start",),
}
_GONE = object()
"""What stands for a key or part that is not there."""


class FormUnreadableError(errors.LindungError):
    """The form is not valid JSON, or not an object. Save it again in the form editor."""

    code = "form_unreadable"


class ChangesCollideError(errors.ConflictError):
    """Somebody else changed the same part meanwhile. Look at both and choose one.

    ``elements`` are the ids of what both changed, empty strings for parts without one.
    """

    code = "changes_collide"

    def __init__(self, elements: tuple[str, ...]) -> None:
        """Keep what both changed."""
        super().__init__(elements=", ".join(elements))
        self.elements = elements


def stable(base: bytes, edited: bytes) -> bytes:
    """Give the edited form with the base's order of keys and version of the schema; equal bytes when nothing changed.

    FormUnreadableError when either is no form.
    """
    before, after = _read(base), _read(edited)
    if "schemaVersion" in before:
        after["schemaVersion"] = before["schemaVersion"]
    merged = _stable(before, after)
    return base if merged == before and _keys(merged) == _keys(before) else _written(merged, base)


def merge(base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """Give their form with my changes since the base; ChangesCollideError, FormUnreadableError."""
    collisions: list[str] = []
    old, left, right = _read(base), _read(stable(base, mine)), _read(theirs)
    merged = _merged(old, left, right, collisions, "")
    if collisions:
        raise ChangesCollideError(tuple(dict.fromkeys(collisions)))
    return stable(theirs, json.dumps(merged).encode())


def _read(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise FormUnreadableError from None
    if not isinstance(found, dict):
        raise FormUnreadableError
    return found


def _written(form: Mapping[str, Any], base: bytes) -> bytes:
    """Write JSON with the base's indentation."""
    second = base.decode("utf-8", "replace").partition("\n")[2]
    indent = len(second) - len(second.lstrip(" ")) or 2
    return (json.dumps(form, indent=indent, ensure_ascii=False) + "\n").encode()


def _keys(value: Any) -> Any:
    """Give the order of keys, which a comparison of values does not see."""
    if isinstance(value, dict):
        return [(key, _keys(one)) for key, one in value.items()]
    return [_keys(one) for one in value] if isinstance(value, list) else None


def _stable(before: Any, after: Any) -> Any:
    if isinstance(before, dict) and isinstance(after, dict):
        kept = {key: one for key, one in after.items() if key in before or not _is_default(key, one)}
        order = [*(key for key in before if key in kept), *(key for key in kept if key not in before)]
        return {key: _stable(before[key], kept[key]) if key in before else kept[key] for key in order}
    if isinstance(before, list) and isinstance(after, list):
        known = _by_id(before)
        if known:
            return [_stable(known.get(_id(one)), one) for one in after]
        return [_stable(before[place], one) if place < len(before) else one for place, one in enumerate(after)]
    return after


def _is_default(key: str, value: Any) -> bool:
    return any(value is default or value == default for default in _DEFAULTS.get(key, ()))


def _id(part: Any) -> str:
    found = part.get("id") if isinstance(part, dict) else None
    return found if isinstance(found, str) else ""


def _by_id(parts: Sequence[Any]) -> dict[str, Any]:
    return {name: part for part in parts if (name := _id(part))}


def _merged(old: Any, mine: Any, theirs: Any, collisions: list[str], around: str) -> Any:
    """Give a value after both changes; where both changed it differently, note the component around it."""
    if mine in (theirs, old):
        return theirs
    if theirs == old:
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict) and isinstance(old, dict):
        name = _id(theirs) or around
        found = {
            key: _merged(old.get(key, _GONE), mine.get(key, _GONE), theirs.get(key, _GONE), collisions, name)
            for key in {**theirs, **mine}
        }
        return {key: value for key, value in found.items() if value is not _GONE}
    if isinstance(mine, list) and isinstance(theirs, list) and isinstance(old, list) and _by_id(old):
        return _merged_list(old, mine, theirs, collisions, around)
    collisions.append(_id(theirs) or _id(mine) or around)
    return theirs


def _merged_list(old: list[Any], mine: list[Any], theirs: list[Any], collisions: list[str], around: str) -> list[Any]:
    """Give the parts of both sides, in their order unless I alone moved some; new ones behind their neighbours."""
    before, left, right = (_by_id(side) for side in (old, mine, theirs))
    stayed = [name for name in before if name in left and name in right]
    orders = [[name for name in side if name in stayed] for side in (left, right)]
    if orders[0] != stayed != orders[1] and orders[0] != orders[1]:
        collisions.append(around)
    first, second = (left, right) if orders[0] != stayed == orders[1] else (right, left)
    order = list(first)
    place = 0
    for name in second:
        if name in first:
            place = order.index(name) + 1
        else:
            order.insert(place, name)
            place += 1
    found = [
        _merged(before.get(name, _GONE), left.get(name, _GONE), right.get(name, _GONE), collisions, around)
        for name in order
    ]
    return [part for part in found if part is not _GONE]

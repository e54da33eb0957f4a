"""What a confined child does with one request: the rules, a save, or a merge. Everything here trusts nothing."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine import errors
from engine.bpmn.base import xml
from engine.bpmn.checking.parcels import Parcel
from engine.bpmn.rules import isolated
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.saving import merging, stable
from engine.domain.forms import saving

FORMS = (".form",)
READ = (*xml.DIAGRAMS, ".dmn", *FORMS)
"""How the names of files end that are read to save them; all others are kept as they come."""
# Nobody mends more at once, and to read them back takes the time of the service itself.
MOST_REFUSALS = 200
# A refusal quotes names, and a hostile file may give an element one of megabytes.
LONGEST_TEXT = 1000

# What is not shown is said.
REST = Fault(
    "refusals_left_out",
    "Masih ada {count} hal lain yang belum ditampilkan.",
    "{count} more findings are not shown yet.",
    "Bereskan dahulu yang ditampilkan.",
    "Mend what is shown first.",
)


def answer(request: Parcel) -> Parcel:
    """Carry out a request and give its answer; what a file is refused for travels as code and ids."""
    try:
        return _KINDS[request.head["kind"]](request)
    except saving.ChangesCollideError as collision:
        return Parcel(head={"refused": collision.code, "elements": collision.elements})
    except (xml.RefusedXmlError, saving.FormUnreadableError) as refused:
        return _refused(refused)


def _refused(refused: errors.LindungError) -> Parcel:
    return Parcel(head={"refused": refused.code, "ids": dict(refused.ids)})


def _check(request: Parcel) -> Parcel:
    """Give the refusals of the rules, and of the engine on one start."""
    known: Mapping[str, Any] = {key: request.head[key] for key in ("roles", "clauses", "messages", "most_instances")}
    found = isolated.examine(request.files, starts=1, **known)
    told = found[:MOST_REFUSALS]
    if len(found) > MOST_REFUSALS:
        told.append(REST.at("", count=len(found) - MOST_REFUSALS))
    return Parcel(head={"refusals": [{name: _short(text) for name, text in asdict(one).items()} for one in told]})


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _save(request: Parcel) -> Parcel:
    """Give the edited file in the text of its base."""
    base, edited = request.files["base"], request.files["edited"]
    room = saving if request.head["path"].endswith(FORMS) else stable
    return Parcel(head={}, files={"saved": room.stable(base, edited)})


def _merge(request: Parcel) -> Parcel:
    """Give their file with my changes."""
    base, mine, theirs = (request.files[name] for name in ("base", "mine", "theirs"))
    room = saving if request.head["path"].endswith(FORMS) else merging
    return Parcel(head={}, files={"saved": room.merge(base, mine, theirs)})


_KINDS = {"check": _check, "save": _save, "merge": _merge}

"""The inbox's address: which tab, filters and order it names, read into a query and written back into a link."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from api.web.words.language import mark
from engine.domain.cases import urgency
from engine.services.inbox import filters
from engine.services.inbox.inbox import SORTS, TaskQuery

TABS: Mapping[str, tuple[str, str | None]] = {
    "saya": (mark("Tugas saya"), "mine"),
    "peran": (mark("Tugas peran saya"), "roles"),
    "semua": (mark("Semua tugas lembaga"), None),
}
"""Tab -> its label, and the inbox that it shows."""

NAMES: Mapping[str, str] = {
    "q": "q", "peran": "role", "prosedur": "process_definition", "risiko": "risk", "batas": "sla_state",
    "saluran": "channel", "petugas": "assignee", "lembaga": "agency", "langkah": "element_id",
}  # fmt: skip
"""Name in the address -> name of the filter."""

WITHIN: Mapping[str, str] = {"24": mark("24 jam"), "72": mark("3 hari"), "168": mark("7 hari")}
"""Hours until a task is due -> how that is offered."""

ORDERS: Mapping[str, str] = {
    "due_at": mark("Batas waktu"),
    "risk": mark("Risiko"),
    "created_at": mark("Paling lama menunggu"),
    "case_number": mark("Nomor kasus"),
}
LONGEST = 100


def read(tab: str, args: Mapping[str, str], *, limit: int) -> TaskQuery:
    """Give the query that an address asks for; what the inbox does not know is left out."""
    given: dict[str, Any] = {ours: text[:LONGEST] for name, ours in NAMES.items() if (text := args.get(name, ""))}
    if given.get("sla_state") not in {None, *urgency.SLA_ORDER}:
        del given["sla_state"]
    hours, sort = args.get("tempo", ""), args.get("urut", "")
    return TaskQuery(
        **given,
        inbox=TABS[tab][1],
        due_within=timedelta(hours=int(hours)) if hours in WITHIN else None,
        sort=sort if sort in SORTS else "due_at",
        cursor=args.get("cursor") or None,
        limit=limit,
    )


def address(query: TaskQuery, **changed: Any) -> str:
    """Give the inbox's address for a query, with parts of it changed."""
    parts = filters.parts_of(replace(query, **changed))
    cursor = changed.get("cursor")
    return of_parts(parts) + ("" if cursor is None else f"&{urlencode({'cursor': cursor})}")


def of_parts(parts: Mapping[str, Any]) -> str:
    """Give the inbox's address for the parts of a kept filter."""
    tab = next(name for name, (_, shown) in TABS.items() if shown == parts.get("inbox"))
    named = {name: parts[ours] for name, ours in NAMES.items() if ours in parts}
    others = {"tempo": parts.get(filters.HOURS), "urut": parts.get("sort")}
    return f"/tugas?{urlencode({'tab': tab, **named, **{key: it for key, it in others.items() if it is not None}})}"

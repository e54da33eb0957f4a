"""Registers: their chains hold, and accounts, rules and keys are as the events of the registers say.

What was there before the registers were kept has no event. It is told apart by its date; where a row has none it is
asked whether the installation began with registers.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from engine.domain.changes import changes
from engine.domain.verification.findings import Finding
from engine.services.base import canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import registers
from engine.services.checks import chains
from engine.store.audit import registers as chained
from engine.store.audits import samples
from engine.store.base.declarations import Base
from engine.store.tables.audits import AuditAssignment, AuditFinding, AuditMember, AuditSample, AuditScope
from engine.store.tables.cases import Case
from engine.store.tables.changes import Change, ChangeRevision
from engine.store.tables.installation import InstallationKey
from engine.store.tables.people import Agency, Substitution, User, UserRole
from engine.store.tables.policy import Bundle, Rollout
from engine.store.tables.time import CalendarVersion, ReadingChoice
from engine.store.verification import whole_cases as stored

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table that a register speaks of; ``dated`` is the column that says since when a row is there.

    ``is_young`` tells that no row of it is older than the registers, so that an event names each.
    """

    kind: type[Base]
    register: str
    key: tuple[str, ...]
    dated: str | None = None
    is_young: bool = False


TABLES: Mapping[str, _Table] = {
    "users": _Table(User, registers.ACCOUNTS, ("id",), "created_at"),
    "user_roles": _Table(UserRole, registers.ACCOUNTS, ("user_id", "agency", "role")),
    "substitutions": _Table(Substitution, registers.ACCOUNTS, ("id",), "created_at"),
    "bundles": _Table(Bundle, registers.POLICY, ("key", "version"), "deployed_at"),
    "calendar_versions": _Table(CalendarVersion, registers.POLICY, ("agency", "version"), "created_at"),
    "agencies": _Table(Agency, registers.POLICY, ("code",)),
    "rollouts": _Table(Rollout, registers.POLICY, ("key", "number"), is_young=True),
    "reading_choices": _Table(ReadingChoice, registers.POLICY, ("id",), "entered_at"),
    "changes": _Table(Change, registers.POLICY, ("id",), is_young=True),
    "change_revisions": _Table(ChangeRevision, registers.POLICY, ("change_id", "number"), is_young=True),
    "installation_keys": _Table(InstallationKey, registers.KEYS, ("name",)),
    "audit_assignments": _Table(AuditAssignment, registers.AUDITS, ("id",), is_young=True),
    "audit_scopes": _Table(AuditScope, registers.AUDITS, ("assignment_id", "agency", "procedure"), is_young=True),
    "audit_members": _Table(AuditMember, registers.AUDITS, ("assignment_id", "user_id"), is_young=True),
    "audit_samples": _Table(AuditSample, registers.AUDITS, ("id",), is_young=True),
    "audit_findings": _Table(AuditFinding, registers.AUDITS, ("id",), is_young=True),
}


@dataclass(slots=True)
class _Said:
    """What the registers say: by table and key the columns, and the event that said so last; ``begun`` by register.

    ``raised`` are the moments that an event has from the one before it: its row may be older.
    """

    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    events: dict[tuple[str, ...], Any] = field(default_factory=dict)
    begun: dict[str, datetime] = field(default_factory=dict)
    raised: set[datetime] = field(default_factory=set)

    def put(self, table: str, key: tuple[Any, ...], event: Any, **columns: Any) -> None:
        """Take what an event says of a row."""
        place = (table, *map(str, key))
        self.rows[place] = {**self.rows.get(place, {}), **columns}
        self.events[place] = event


def check(tx: Transaction) -> Iterator[Finding]:
    """Give what does not hold in the registers, and what is not as they say."""
    heads, said = chained.heads(tx.session), _Said()
    for name, found in groupby(chained.everything(tx.session), key=lambda event: event.register):
        events = list(found)
        yield from _chain(name, events, heads.pop(name, None))
        said.begun[name] = events[0].at
        said.raised.update(after.at for before, after in pairwise(events) if after.at == before.at)
        for event in events:
            _hear(said, event)
    for name, head in heads.items():
        yield from _chain(name, [], head)
    for table in TABLES:
        yield from _table(tx, said, table)
    # Without its checkpoint nobody can tell that the seed of a sample was not chosen.
    for size in samples.checkpoints_gone(tx.session):
        yield Finding(code="content_missing", part="checkpoints", subject=str(size))


def _chain(name: str, events: list[Any], head: tuple[int, bytes, datetime | None] | None) -> Iterator[Finding]:
    end, at = (None, None) if head is None else (head[:2], head[2])
    yield from chains.ended(events, end, at, part="register", subject=name, hash_of=registers.hash_of)


def _hear(said: _Said, event: Any) -> None:
    try:
        data = json.loads(event.data)
        _SAYING.get(event.type, _nothing)(said, event, data)
    except (AttributeError, LookupError, TypeError, ValueError):
        return  # what is no fact of that kind any more is named by the chain


def _nothing(_said: _Said, _event: Any, _data: Mapping[str, Any]) -> None:
    """Leave what speaks of no row that is kept: a token ends by itself."""


def _account(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    named = {"username": data["username"], "display_name": data["display_name"]}
    said.put("users", (event.subject,), event, active=True, created_at=event.at, **named)


def _account_found(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    named = {"username": data["username"], "display_name": data["display_name"], "active": data["active"]}
    said.put("users", (event.subject,), event, **named)
    for agency, role in data["roles"]:
        said.put("user_roles", (event.subject, agency, role), event)


def _substitution_found(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {"agency": data["agency"], "user_id": data["user"], "substitute_id": data["substitute"]}
    columns |= {name: datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at")}
    said.put("substitutions", (event.subject,), event, **columns)


def _bundle_found(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("bundles", (event.subject, data["version"]), event, sha256=bytes.fromhex(data["sha256"]))


def _calendar_found(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("calendar_versions", (event.subject, data["version"]), event)


def _reading_found(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {key: value for key, value in data.items() if key != "choice"}
    said.put("reading_choices", (data["choice"],), event, **columns, procedure=event.subject)


def _shut(said: _Said, event: Any, _data: Mapping[str, Any]) -> None:
    said.put("users", (event.subject,), event, active=False)


def _role_given(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("user_roles", (event.subject, data["agency"], data["role"]), event)


def _role_taken(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.rows.pop(("user_roles", event.subject, data["agency"], data["role"]), None)


def _substitution(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {"agency": data["agency"], "user_id": data["user"], "substitute_id": data["substitute"]}
    columns |= {name: datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at")}
    if event.type == "substitution.named":
        columns |= {"named_by": event.actor, "created_at": event.at}
    said.put("substitutions", (event.subject,), event, **columns)


def _deployed(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {"sha256": bytes.fromhex(data["sha256"]), "deployed_at": event.at, "deployed_by": event.actor}
    said.put("bundles", (event.subject, data["version"]), event, **columns)


def _calendar(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("calendar_versions", (event.subject, data["version"]), event, created_at=event.at)


def _agency(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("agencies", (event.subject,), event, name=data["name"], zone=data["zone"], source=data["sha256"])


def _reading(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {key: value for key, value in data.items() if key != "choice"}
    columns |= {"procedure": event.subject, "entered_by": event.actor, "entered_at": event.at}
    said.put("reading_choices", (data["choice"],), event, **columns)


def _rollout_found(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {name: data[name] for name in ("version", "overlay", "agency", "valid_from", "withdraws")}
    columns |= {"sha256": bytes.fromhex(data["sha256"])}
    said.put("rollouts", (event.subject, data["rollout"]), event, **columns)


def _rollout(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    _rollout_found(said, event, data)
    said.put("rollouts", (event.subject, data["rollout"]), event, made_at=event.at, made_by=event.actor)


def _change(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {name: data[name] for name in ("procedure", "version", "title", "decree", "clauses", "reason")}
    columns |= {"state": changes.DRAFT, "revision": 0, "digest": bytes.fromhex(data["digest"])}
    said.put("changes", (event.subject,), event, created_by=event.actor, created_at=event.at, **columns)


def _change_edited(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {"state": changes.DRAFT, "revision": data["revision"], "digest": bytes.fromhex(data["digest"])}
    said.put("changes", (event.subject,), event, **columns)
    key = (event.subject, data["revision"])
    revised = {"path": data["file"], "content": data["sha256"], "by": event.actor, "at": event.at}
    said.put("change_revisions", key, event, **revised)


def _change_withdrawn(said: _Said, event: Any, _data: Mapping[str, Any]) -> None:
    said.put("changes", (event.subject,), event, state=changes.WITHDRAWN)


def _key(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("installation_keys", (event.subject,), event, check=data["check"])


def _audit(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {name: data[name] for name in ("letter_number", "letter_date", "institution")}
    columns |= {"opened_by": event.actor, "opened_at": event.at, "closed_at": None, "wrapped_key": data["key"]}
    said.put("audit_assignments", (event.subject,), event, **columns)
    for agency, procedure, *moments in data["scopes"]:
        begin, end = (datetime.fromisoformat(one) for one in moments)
        said.put("audit_scopes", (event.subject, agency, procedure), event, starts_at=begin, ends_at=end)
    for member in data["members"]:
        said.put("audit_members", (event.subject, member), event)


def _audit_ended(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    said.put("audit_assignments", (event.subject,), event, closed_at=datetime.fromisoformat(data["at"]))


def _finding(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    named = ("number", "agency", "state", "ciphertext")
    columns = {name: data[name] for name in named}
    said.put("audit_findings", (event.subject,), event, assignment_id=data["assignment"], **columns)


def _promised(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    drawn = ("drawn_at", "checkpoint_size", "root", "word", "population", "drawn")
    columns = dict.fromkeys(drawn) | {"plan": data["plan"], "commitment": bytes.fromhex(data["commitment"])}
    columns |= {"assignment_id": data["assignment"], "promised_at": event.at}
    said.put("audit_samples", (event.subject,), event, **columns)


def _drawn(said: _Said, event: Any, data: Mapping[str, Any]) -> None:
    columns = {name: data[name] for name in ("checkpoint_size", "word", "population", "drawn")}
    columns |= {"root": bytes.fromhex(data["root"]), "drawn_at": datetime.fromisoformat(data["drawn_at"])}
    said.put("audit_samples", (event.subject,), event, **columns)


_SAYING = {
    "sample.promised": _promised,
    "sample.drawn": _drawn,
    "finding.written": _finding,
    "finding.sent": _finding,
    "finding.answered": _finding,
    "finding.followed_up": _finding,
    "finding.returned": _finding,
    "finding.closed": _finding,
    "finding.given_up": _finding,
    "audit.opened": _audit,
    "audit.ended": _audit_ended,
    "account.found": _account_found,
    "substitution.found": _substitution_found,
    "procedure.found": _bundle_found,
    "calendar.found": _calendar_found,
    "agency.found": _agency,
    "reading.found": _reading_found,
    "rollout.found": _rollout_found,
    "rollout.made": _rollout,
    "rollout.withdrawn": _rollout,
    "rollout.mended": _rollout,
    "account.made": _account,
    "account.shut": _shut,
    "role.given": _role_given,
    "role.taken": _role_taken,
    "substitution.named": _substitution,
    "substitution.ended": _substitution,
    "procedure.deployed": _deployed,
    "calendar.loaded": _calendar,
    "agency.loaded": _agency,
    "reading.chosen": _reading,
    "key.adopted": _key,
    "change.begun": _change,
    "change.edited": _change_edited,
    "change.withdrawn": _change_withdrawn,
}


def _table(tx: Transaction, said: _Said, table: str) -> Iterator[Finding]:
    told = TABLES[table]
    wanted = {place: row for place, row in said.rows.items() if place[0] == table}
    for row in _rows(tx, told.kind):
        place = (table, *(str(row[column]) for column in told.key))
        columns = wanted.pop(place, None)
        if columns is not None:
            yield from _row(said, place, columns, row)
        elif _must_be_named(tx, said, told, row):
            yield Finding(code="content_unnamed", part=table, subject=" ".join(place[1:]))
    for place in wanted:
        yield _about(said, place, "content_missing", table)


_POINTING: Mapping[type[Base], str] = {Rollout: "bundle_id", Change: "base_bundle_id"}
"""Tables of which a column points at a version of a procedure."""


def _rows(tx: Transaction, kind: type[Base]) -> Iterator[Row]:
    """Give the rows of a table; one that points at a version of a procedure with that version."""
    if kind not in _POINTING:
        yield from stored.everything(tx.session, kind)
        return
    known = {row["id"]: row for row in stored.everything(tx.session, Bundle)}
    for row in stored.everything(tx.session, kind):
        bundle = known.get(row[_POINTING[kind]], {})
        yield {**row, "version": bundle.get("version"), "sha256": bundle.get("sha256")}


def _row(said: _Said, place: tuple[str, ...], columns: Row, row: Row) -> Iterator[Finding]:
    for column, value in columns.items():
        if not _fits(said, f"{place[0]}.{column}", value, row[column]):
            yield _about(said, place, "content_changed", f"{place[0]}.{column}")


_DIGESTED = {
    "audit_findings.ciphertext",
    "audit_samples.population",
    "agencies.source",
    "audit_assignments.wrapped_key",
    "changes.reason",
    "installation_keys.check",
}
_MOMENTS = frozenset({"created_at", "deployed_at", "entered_at", "made_at", "opened_at", "promised_at", "at"})
_DAYS = frozenset({"letter_date", "valid_from", "valid_to"})


def _fits(said: _Said, part: str, value: Any, there: Any) -> bool:
    """Tell whether a stored value is what an event says of it: itself, its digest, or the moment of the event."""
    column = part.rpartition(".")[2]
    if part == "change_revisions.content":
        return bool(value == (None if there is None else canonical.digest(_unpacked(there)).hex()))
    if part in _DIGESTED and there is not None:
        content = there.encode() if isinstance(there, str) else bytes(there)
        return canonical.digest(content).hex() == str(value)
    if column in _MOMENTS and value in said.raised:
        return bool(there <= value)
    if column in _DAYS and there is not None:
        return bool(there.isoformat() == value)
    return bool(there == value)


def _unpacked(content: bytes) -> bytes:
    """Give a compressed content; what is none as it is, so that its digest differs."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content


def _must_be_named(tx: Transaction, said: _Said, told: _Table, row: Row) -> bool:
    """Tell whether a row is younger than its register, or the whole installation is."""
    if told.is_young:
        return True
    begun = said.begun.get(told.register)
    if begun is None:
        return False
    if told.dated is not None and row[told.dated] >= begun:
        return True
    earliest = stored.earliest(tx.session, Case, "opened_at")
    return earliest is None or begun <= earliest


def _about(said: _Said, place: tuple[str, ...], code: str, part: str) -> Finding:
    event = said.events[place]
    return Finding(code=code, part=part, subject=" ".join(place[1:]), seq=event.seq, at=event.at, event_type=event.type)

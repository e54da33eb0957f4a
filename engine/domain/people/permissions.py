"""Who may do what to which case: one table of predicates read from ``workflows/roles.toml``, deny by default.

A role gives permissions, each with a reach: the whole agency, what belongs to the actor's roles, or what is assigned to
the actor. What belongs to a finding of an audit is seen by its two sides alone, whatever the reach: by the head of the
agency, and by the members of the assignment (decision 0035). The same scopes answer a single question (``allows``) and
filter a list (``scopes``), so a list can never show what a read would refuse. Named system actors hold no roles and
are allowed nothing here.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain.people.actors import Actor

REACHES = ("agency", "audit", "finding", "role", "assigned")
ANSWER, WRITE = "finding.answer", "finding.write"
"""Who holds one of these in an agency stands on a side of its findings: the head answers them, auditors write them."""
EXAMINERS = frozenset({"auditor", "pemeriksa"})
"""Roles that an assignment may name; of a finding's tasks theirs are those of these roles, all others the head's."""
WIDE = frozenset({"agency", "audit"})
"""Reaches that are not somebody's own work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is asked about.

    ``role`` is a task's candidate role, ``assignee`` the user who holds it; None where that does not apply.
    ``members`` are the users to whom a case is assigned or who have worked on it; ``auditors`` those whom an open
    assignment names that holds it. ``of_finding`` tells that it belongs to a finding; then ``auditors`` are those whom
    its assignment names, also after its end.
    """

    agency: str
    role: str | None = None
    assignee: str | None = None
    members: frozenset[str] = frozenset()
    auditors: frozenset[str] = frozenset()
    of_finding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One ground on which an actor is allowed something in an agency.

    ``reach`` is "agency" (everything there), "audit" (what an open assignment holds that names the actor), "finding"
    (what belongs to a finding), "role" (what belongs to one of ``roles``) or "assigned" (what the actor holds or is a
    member of). ``roles`` are the actor's roles that give this reach; ``sides`` are ANSWER or WRITE, or both, where one
    of these roles stands on that side of a finding.
    """

    agency: str
    reach: str
    roles: frozenset[str]
    sides: frozenset[str] = frozenset()

    def admits(self, subject: Subject, actor: Actor) -> bool:
        """Tell whether the subject lies within this scope of the actor."""
        if subject.agency != self.agency or (subject.of_finding and not self._sided(subject, actor)):
            return False
        if self.reach == "role":
            return subject.role in self.roles
        if self.reach == "audit":
            return actor.id in subject.auditors
        if self.reach == "finding":
            return subject.of_finding
        return self.reach == "agency" or actor.id == subject.assignee or actor.id in subject.members

    def _sided(self, subject: Subject, actor: Actor) -> bool:
        """Tell whether the actor stands on the side of a finding that the subject belongs to; its file is of both."""
        is_examiners = subject.role in EXAMINERS
        answers = ANSWER in self.sides and not is_examiners
        writes = WRITE in self.sides and (is_examiners or subject.role is None)
        return answers or (writes and actor.id in subject.auditors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The role by which an actor is allowed something; ``is_near`` when it is their own work, not all of an agency."""

    role: str
    is_near: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What people read about a role or a permission; a permission's label is its name."""

    label: str
    sentence_id: str
    sentence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The table: what each role is called, what each permission means, and which reach a role has."""

    roles: Mapping[str, Wording]
    permissions: Mapping[str, Wording]
    reaches: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_toml(cls, text: str, *, known: Collection[str] | None = None) -> "Rights":
        """Read ``roles.toml``; ValueError for an unknown permission or reach, or one without its sentences.

        ``known`` are the permissions that must all be explained, and no other; None takes those that the text explains.
        """
        data = tomllib.loads(text)
        roles, permissions = data.get("roles", {}), data.get("permissions", {})
        reaches = {role: dict(row.get("permissions", {})) for role, row in roles.items()}
        named = {name for row in reaches.values() for name in row}
        used = {reach for row in reaches.values() for reach in row.values()}
        meant = set(permissions if known is None else known)
        wrong = (set(permissions) ^ meant) | (named - meant) | (used - set(REACHES))
        if wrong:
            raise ValueError(f"roles.toml: unknown or missing: {', '.join(sorted(wrong))}")
        return cls(
            roles={role: _wording(role, row) for role, row in roles.items()},
            permissions={name: _wording(name, row) for name, row in permissions.items()},
            reaches=reaches,
        )

    def scopes(self, actor: Actor, permission: str) -> tuple[Scope, ...]:
        """Give every ground on which the actor holds the permission, in a fixed order; empty means denied.

        KeyError for a permission that is not in the table: a misspelt one must not merely deny.
        """
        self.permissions[permission]
        grounds: dict[tuple[str, str], set[str]] = {}
        for agency, role in actor.roles:
            reach = self.reaches.get(role, {}).get(permission)
            if reach is not None:
                grounds.setdefault((agency, reach), set()).add(role)
        return tuple(
            Scope(agency=agency, reach=reach, roles=frozenset(roles), sides=self._sides(roles))
            for (agency, reach), roles in sorted(grounds.items())
        )

    def _sides(self, roles: Collection[str]) -> frozenset[str]:
        return frozenset(side for side in (ANSWER, WRITE) if any(side in self.reaches[role] for role in roles))

    def allows(self, actor: Actor, permission: str, subject: Subject) -> bool:
        """Tell whether the actor may do this to the subject."""
        return any(scope.admits(subject, actor) for scope in self.scopes(actor, permission))

    def ground(self, actor: Actor, permission: str, subject: Subject) -> Ground | None:
        """Give the nearest ground on which the actor may do this to the subject; None when they may not.

        What is assigned is nearer than what belongs to a role, and that is nearer than the whole agency. A right of the
        whole agency is near all the same for who is entrusted with the subject.
        """
        admitting = [scope for scope in self.scopes(actor, permission) if scope.admits(subject, actor)]
        scope = max(admitting, key=lambda one: REACHES.index(one.reach), default=None)
        if scope is None:
            return None
        entrusted = actor.id == subject.assignee or actor.id in subject.members
        roles = scope.roles & {subject.role} or scope.roles
        return Ground(role=min(roles), is_near=scope.reach not in WIDE or entrusted)

    def audits(self, actor: Actor) -> bool:
        """Tell whether anything is allowed to the actor by an assignment alone."""
        return any({"audit", "finding"} & set(self.reaches.get(role, {}).values()) for _, role in actor.roles)

    def working(self, permission: str) -> frozenset[str]:
        """Give the roles that have a permission on cases of people: not by their findings alone."""
        return frozenset(role for role, held in self.reaches.items() if held.get(permission, "finding") != "finding")

    def holds(self, actor: Actor, permission: str) -> bool:
        """Tell whether the actor has the permission anywhere: for what belongs to no agency, such as a definition."""
        return bool(self.scopes(actor, permission))


def roles_at_work(actor: Actor) -> frozenset[str]:
    """Give the roles whose tasks wait for the actor: whoever examines does so in the name of either role."""
    held = frozenset(role for _, role in actor.roles)
    return held | EXAMINERS if held & EXAMINERS else held


def _wording(key: str, row: Mapping[str, Any]) -> Wording:
    wording = Wording(
        label=row.get("label", key), sentence_id=row.get("sentence_id", ""), sentence_en=row.get("sentence_en", "")
    )
    if not wording.sentence_id or not wording.sentence_en:
        raise ValueError(f"roles.toml: {key} needs a sentence in Indonesian and in English")
    return wording

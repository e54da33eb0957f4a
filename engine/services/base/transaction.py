"""The transaction of a service: one actor, one clock reading, one open session, and the installation's shared parts.

Services never commit, enqueue, send or read the time (design section 2, truth 2).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine import errors, settings
from engine.bpmn.checking.checker import Checker
from engine.domain.audit.reads import Reads
from engine.domain.log import keepers
from engine.domain.messages import messages
from engine.domain.people import actors, permissions
from engine.domain.referrals import partners, referrals
from engine.domain.running import facts
from engine.domain.time import working_calendar
from engine.services.base import bundles
from engine.services.base.scene import Scene
from engine.store.base import locks, sealing, signing
from engine.store.base.session import Session
from engine.store.cases import cases

# What a named system actor may do. ``cli`` is whoever sits at the server's command line: that person owns the
# machine, but is given no way to read a case. ``timers`` and ``jobs`` only carry out what the diagrams promised.
SYSTEM_MAY: Mapping[str, frozenset[str]] = {
    "system:cli": frozenset(
        {
            "agency.read",
            "case.erase",  # held by no role: destroying what people wrote is decided on paper
            "definition.deploy",
            "definition.read",
            "history.rebuild",  # held by no role: whoever may make rows anew owns the machine
            "history.replay",
            "history.verify",
            "incident.read",
            "incident.retry",
            "metrics.read",
            "practice.export",  # under pseudonyms; it tells of no case by its number
            "reading.choose",
            "user.manage",
        }
    ),
    "system:jobs": frozenset({"history.verify", "message.deliver"}),
    "system:metrics": frozenset({"metrics.read"}),
    "system:public": frozenset({"report.register"}),  # somebody without an account; the service asks where it may
}
OPERATOR_ONLY = frozenset({"case.erase", "history.rebuild"})
"""Permissions that no role can be given in ``roles.toml``."""


Reaction = Callable[["Transaction", Scene], None]
"""What a room does about a step."""
Taking = Callable[["Transaction", cases.Found, facts.MessageThrown], None]
"""What a room does with a message that a diagram throws, in place of keeping it for the case."""
Hearing = Callable[["Transaction", list[cases.Found], Mapping[str, Any]], dict[str, Any]]
"""What a room does about news that somebody brings to the locked instances of a case; gives what a diagram is told."""
Arriving = Callable[["Transaction", cases.Found], None]
"""What a room does about a message when it arrives at a case, whether or not an instance awaits it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reactions:
    """Which room reacts to what, in order; ``engine.reactions`` holds the one table.

    ``heard`` runs before any row of the step is written, ``written`` when its new rows stand and what is over is not
    forgotten yet, ``settled`` when all rows stand as after the step. The others are found by the name of a message.
    """

    heard: tuple[Reaction, ...] = ()
    written: tuple[Reaction, ...] = ()
    settled: tuple[Reaction, ...] = ()
    thrown: Mapping[str, Taking] = field(default_factory=dict)
    delivered: Mapping[str, Hearing] = field(default_factory=dict)
    arrived: Mapping[str, Arriving] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Parts that every transaction of a process shares: settings, rights, rules on messages and sharing, keys, caches.

    ``calendars`` maps (agency, version) to the calendar: a version is a digest of its content, so none is ever stale.
    """

    settings: settings.Settings
    rights: permissions.Rights
    messages: Mapping[str, messages.Message]
    minimum: referrals.Minimum
    partners: Mapping[str, partners.Partner]
    vault: sealing.Vault
    signer: signing.Signer
    log_signer: signing.Signer
    keepers: keepers.Keepers
    procedures: bundles.Cache
    reactions: Reactions
    calendars: dict[tuple[str, str], working_calendar.Calendar] = field(default_factory=dict)
    checker: Checker = field(default_factory=Checker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An event of a register that the commit will append (``engine.services.chains.registers``)."""

    register: str
    type: str
    subject: str
    data: str
    actor: str
    role: str | None


@dataclass(slots=True, kw_only=True)
class Transaction:
    """One unit of work. ``began`` is its clock reading, aware and in UTC, and ``now`` the only time that it knows.

    ``wake`` is set when something was promised that a worker should look at once the commit has returned; ``reads`` is
    what it read of cases, to be recorded at the commit, as is what was ``registered``. ``job`` is the id of the job
    that it carries out.
    """

    session: Session
    actor: actors.Actor
    began: datetime
    installation: Installation
    wake: bool = False
    reads: Reads = field(default_factory=Reads)
    registered: list[Registered] = field(default_factory=list)
    job: str | None = None

    @property
    def now(self) -> datetime:
        """Give the moment at which all of this happens: the clock's, or a later one at which what it holds changed.

        Whoever waits for an instance has read the clock before, and whoever goes first may have read it later: what
        happens to an instance happens in the order of its events, so its moments never fall.
        """
        latest = locks.latest(self.session)
        return self.began if latest is None else max(self.began, latest)

    @contextmanager
    def savepoint(self, *, actor: actors.Actor | None = None, keep: bool = True) -> Iterator["Transaction"]:
        """Give a part of this transaction that can be undone alone, by the same actor or another.

        It stays when the block ends well. On any error, or when it is not to be kept, everything in it is as if it had
        never been: rows, locks, readings, and what it would leave for after the commit. Nothing else tries or undoes.
        """
        by = actor or self.actor
        part = replace(self, actor=by, wake=False, reads=self.reads.part(), registered=list(self.registered))
        with locks.savepoint(self.session) as attempt:
            yield part
            attempt.keep = keep
        if keep:
            self.wake, self.reads, self.registered = self.wake or part.wake, part.reads, part.registered

    def scopes(self, permission: str) -> tuple[permissions.Scope, ...]:
        """Give where and how far a person holds the permission; a system actor has no list to look at."""
        return self.installation.rights.scopes(self.actor, permission)

    def allows(self, permission: str, subject: permissions.Subject) -> bool:
        """Tell whether the actor may do this to the subject."""
        if self.actor.is_system:
            return permission in SYSTEM_MAY.get(self.actor.id, frozenset())
        return self.installation.rights.allows(self.actor, permission, subject)

    def require(self, permission: str, subject: permissions.Subject) -> None:
        """Refuse with NotPermittedError unless the actor may do this to the subject."""
        if not self.allows(permission, subject):
            raise errors.NotPermittedError(permission=permission)

    def require_anywhere(self, permission: str) -> None:
        """Refuse with NotPermittedError unless the actor holds the permission in some agency."""
        system = permission in SYSTEM_MAY.get(self.actor.id, frozenset())
        if not system and (permission in OPERATOR_ONLY or not self.scopes(permission)):
            raise errors.NotPermittedError(permission=permission)

    def acting_role(self, permission: str, *, agency: str) -> str | None:
        """Give the role by which the actor holds the permission in the agency, for the history; None for a system."""
        held = {role for scope in self.scopes(permission) if scope.agency == agency for role in scope.roles}
        return min(held, default=None)

"""An office to test in: a migrated database, a clock that stands still, users with roles, a deployed procedure."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from engine import runtime as runtimes
from engine.bpmn.rules import checks
from engine.clock import FixedClock
from engine.domain.people import actors
from engine.domain.policy.refusals import Refusal
from engine.services.base.transaction import Transaction
from engine.services.cases import instances
from engine.services.people import agencies, auth, tokens, users
from engine.services.policy import definitions
from engine.services.policy.results import DefinitionView
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import Completed, InstanceView
from engine.settings import MOST_INSTANCES, Settings
from tests.support.house import sources
from tests.support.offices import procedures

AGENCY = procedures.AGENCY
CLI = actors.system("cli")
MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 09:00 in Tebing Tinggi, an hour after opening
PASSWORD = "kata-sandi-uji-0001"
LONG = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A runtime with the agency of Tebing Tinggi loaded; every verb is one transaction."""

    runtime: runtimes.Runtime
    clock: FixedClock

    def acting(self, actor: actors.Actor) -> AbstractContextManager[Transaction]:
        """Open a transaction of this actor."""
        return self.runtime.transaction(actor)

    def user(self, username: str, *roles: str, agency: str = AGENCY) -> actors.Actor:
        """Create a user with these roles and the password ``PASSWORD``; gives the actor."""
        with self.acting(CLI) as tx:
            made, _ = users.create(tx, username=username, display_name=username.title(), password=PASSWORD)
            for role in roles:
                users.grant(tx, username=username, agency=agency, role=role)
        return actors.Actor(id=made.id, roles=frozenset((agency, role) for role in roles))

    def token(self, username: str) -> str:
        """Give a bearer token of the user, valid for a day."""
        with self.acting(CLI) as tx:
            return tokens.create(tx, username=username, name="uji", days=1)

    def deploy(self, files: Mapping[str, bytes]) -> DefinitionView:
        """Check and store a bundle; the check runs here, since a child process for each test would take a second."""
        with pytest.MonkeyPatch.context() as patched, self.acting(CLI) as tx:
            patched.setattr(definitions, "check", check_here)
            return definitions.deploy(tx, files=files)

    def deploy_long_ago(self, files: Mapping[str, bytes]) -> DefinitionView:
        """Deploy a bundle ten years before now, so that cases may begin before today."""
        now = self.clock.now()
        self.clock.advance(-LONG)
        deployed = self.deploy(files)
        self.clock.advance(now - self.clock.now())
        return deployed

    def start(self, actor: actors.Actor, *, procedure: str = "uji", **given: Any) -> InstanceView:
        """Register a report that was received now; ``given`` replaces any argument of the service."""
        wanted: dict[str, Any] = {
            "process_definition": procedure,
            "agency": AGENCY,
            "channel": "datang",
            "received_at": self.clock.now(),
            "variables": {},
            "form": {},
        }
        with self.acting(actor) as tx:
            return instances.start(tx, **(wanted | given))

    def complete(self, actor: actors.Actor, task_id: str, *, form: Mapping[str, Any] = procedures.ANSWERS) -> Completed:
        """Claim and complete a task, in two transactions as a person would."""
        with self.acting(actor) as tx:
            life_cycle.claim(tx, task_id)
        with self.acting(actor) as tx:
            return life_cycle.complete(tx, task_id, form=form)


def check_here(
    files: Mapping[str, bytes],
    *,
    roles: frozenset[str],
    messages: frozenset[str] | None = None,  # the small procedures of tests send whatever they like
    most_instances: int = MOST_INSTANCES,
) -> tuple[Refusal, ...]:
    """Stand in for ``definitions.check``: the same rules, in this process, once for the same files."""
    return _checked(tuple(sorted(files.items())), roles, most_instances)


@cache
def _checked(files: tuple[tuple[str, bytes], ...], roles: frozenset[str], most: int) -> tuple[Refusal, ...]:
    return tuple(checks.check(dict(files), roles=roles, most_instances=most))


def settings(folder: Path, *, database_url: str, **others: str) -> Settings:
    """Give the settings of an installation whose data lies in the folder."""
    named = {f"LINDUNG_{name.upper()}": value for name, value in others.items()}
    data = {"LINDUNG_DATA_DIR": str(folder), "LINDUNG_DATABASE_URL": database_url, **named}
    return Settings.from_environment(data)


@pytest.fixture
def clock() -> FixedClock:
    """Stand still at a Friday morning in office hours."""
    return FixedClock(MORNING)


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords quickly: a slow hash protects a stolen database, not a test."""
    patched = pytest.MonkeyPatch()
    patched.setattr(auth, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    patched.undo()


@pytest.fixture
def runtime(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[runtimes.Runtime]:
    """Build an engine on SQLite and again on PostgreSQL."""
    built = runtimes.Runtime.build(settings(tmp_path / "data", database_url=database_url), clock)
    yield built
    built.close()


@pytest.fixture
def office(runtime: runtimes.Runtime, clock: FixedClock) -> Office:
    """Load the agency, its calendar and nothing else."""
    return furnish(runtime, clock)


def furnish(runtime: runtimes.Runtime, clock: FixedClock) -> Office:
    """Load the agency into an installation's database and give the office."""
    with runtime.transaction(CLI) as tx:
        agencies.load(tx, folder=sources.ROOT / "workflows")
    return Office(runtime=runtime, clock=clock)

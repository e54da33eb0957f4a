"""Installations for tests of the real server: prepared here, in the test's process, then served in another."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.clock import FixedClock, SystemClock
from engine.runtime import Runtime
from engine.settings import Settings
from tests.support.offices import factories
from tests.support.servers import service


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An installation with an agency, ready to be served; ``office`` works on the same database."""

    installed: service.Installation
    office: factories.Office

    def client(self, username: str) -> service.Client:
        """Give a connection that is signed in as this user."""
        return self.installed.client(token=self.office.token(username))


@contextmanager
def prepared(folder: Path, *bundles: Mapping[str, bytes], database_url: str, **settings: str) -> Iterator[Prepared]:
    """Load the agency and deploy the bundles into a migrated database."""
    installed = service.installation(folder, database_url=database_url, **settings)
    clock = FixedClock(SystemClock().now())
    runtime = Runtime.build(Settings.from_environment(installed.environment), clock)
    office = factories.furnish(runtime, clock)
    for files in bundles:
        office.deploy_long_ago(files)
    yield Prepared(installed=installed, office=office)
    runtime.close()

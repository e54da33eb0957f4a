"""Installations as ``make run`` first finds them: seeded once a test run, then copied, since seeding takes long."""

import fcntl
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.servers import service


@dataclass(frozen=True, slots=True)
class Seeded:
    """A seeded installation that is nobody's yet, and the demo users' passwords by name."""

    data: Path
    passwords: Mapping[str, str]

    def copy(self, folder: Path) -> service.Installation:
        """Give an installation of one's own with its data in the folder."""
        shutil.copytree(self.data, folder)
        return service.installation(folder)


@pytest.fixture(scope="session")
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    """Migrate and seed by the command line; the first test process that asks does it for all of them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "seeded"
    folder.mkdir(exist_ok=True)
    told = folder / "passwords.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(folder / "data", ignore_errors=True)
            installed = service.installation(folder / "data")
            installed.lindung("migrate")
            users = installed.lindung("seed")["users"]
            told.write_text(json.dumps({one["username"]: one["password"] for one in users}))
    return Seeded(data=folder / "data", passwords=json.loads(told.read_text()))

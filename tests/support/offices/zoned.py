"""An installation with an agency in each of Indonesia's zones, and versions of a procedure that all of them run."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.people import agencies
from engine.services.policy import definitions, rollouts
from engine.services.policy.results import RolloutView
from engine.services.user_tasks.results import InstanceView
from tests.support.offices import factories, overlaid, procedures, referring
from tests.support.offices.factories import AGENCY, CLI, Office

Moment: TypeAlias = datetime | None
WIB, WITA, WIT = AGENCY, "uptd_ppa_tengah", referring.RECIPIENT
ZONES = {WIB: "Asia/Jakarta", WITA: "Asia/Makassar", WIT: "Asia/Jayapura"}
NAMED = ('agencies = ["' + '", "'.join(ZONES) + '"]').encode()


def furnished(folder: Path, clock: FixedClock, *, database_url: str) -> Office:
    """Furnish the three agencies; each has an officer whom ``officer`` gives."""
    workflows = referring.workflows(folder / "workflows")
    middle = referring.AGENCY_FILE.replace(WIT, WITA).replace("Asia/Jayapura", "Asia/Makassar").replace("CTH", "TGH")
    (workflows / "agencies" / f"{WITA}.toml").write_text(middle)
    settings = factories.settings(folder / "data", database_url=database_url, workflows_dir=str(workflows))
    office = factories.furnish(Runtime.build(settings, clock), clock)
    with office.acting(CLI) as tx:
        agencies.load(tx, folder=workflows)
    return office


def version(number: int, *, key: str = "uji", named: bytes = NAMED) -> dict[str, bytes]:
    """Give the files of a version; each says its number in its name."""
    files = procedures.two_steps(separate=number % 2 == 0, key=key)
    return _named(files, number, named)


def overlay(number: int) -> dict[str, bytes]:
    """Give the files of a version of the overlay that a high risk calls for, in each of the agencies."""
    return _named(overlaid.by_data(agencies=NAMED.decode()), number, NAMED)


def _named(files: Mapping[str, bytes], number: int, named: bytes) -> dict[str, bytes]:
    head = files["procedure.toml"].replace(b' uji"', f' uji {number}"'.encode())
    return {**files, "procedure.toml": head.replace(f'agencies = ["{AGENCY}"]'.encode(), named)}


def store(office: Office, files: Mapping[str, bytes]) -> int:
    """Store a version that is in force nowhere, as one that waits for its day, and give its number."""
    with pytest.MonkeyPatch.context() as patched, office.acting(CLI) as tx:
        patched.setattr(definitions, "check", factories.check_here)
        return definitions.store(tx, files=files)


def put(office: Office, number: int, *, key: str = "uji", agency: str | None = None, at: Moment = None) -> RolloutView:
    """Put a version in force, now or at a moment."""
    with office.acting(CLI) as tx:
        return rollouts.put_in_force(tx, key=key, version=number, agency=agency, valid_from=at)


def withdraw(office: Office, number: int, *, key: str = "uji") -> RolloutView:
    """Take a rollout back."""
    with office.acting(CLI) as tx:
        return rollouts.withdraw(tx, key=key, number=number)


def officer(office: Office, agency: str) -> actors.Actor:
    """Give somebody who may do everything in an agency."""
    return office.user(f"petugas_{agency}", "petugas_pengaduan", "penyelia", agency=agency)


def started(office: Office, actor: actors.Actor) -> InstanceView:
    """Let somebody register a report now, in their agency."""
    [(agency, _), *_] = sorted(actor.roles)
    return office.start(actor, agency=agency)

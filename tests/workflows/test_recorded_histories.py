"""Histories that releases recorded lead, executed again, to what they recorded: byte for byte, event for event."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.clock import FixedClock
from engine.domain.policy import procedures
from engine.runtime import Runtime
from engine.services.base import bundles
from engine.services.base.bundles import Deployed
from engine.services.verification import reexecution
from tests.support.offices import factories
from tests.support.offices.factories import CLI
from tests.support.playing import recorded, scenarios

NAMES = recorded.names()


@pytest.fixture(scope="module")
def runtime(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """Build an engine without any case: a recorded history brings all that it needs."""
    folder = tmp_path_factory.mktemp("histories")
    shutil.copyfile(sqlite_template, folder / "lindung.db")
    settings = factories.settings(folder / "data", database_url=f"sqlite:///{folder / 'lindung.db'}")
    built = Runtime.build(settings, FixedClock(factories.MORNING))
    yield built
    built.close()


@cache
def _deployed(files: tuple[tuple[str, bytes], ...]) -> Deployed:
    return bundles.parse(dict(files), bundle_id=0, version=0)


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_history_is_executed_alike(runtime: Runtime, name: str) -> None:
    history = recorded.load(name)
    runtime.installation.calendars.update(history.calendars)
    deployed = _deployed(tuple(sorted(history.files.items())))

    with runtime.transaction(CLI, reads_only=True) as tx:
        done = reexecution.execute(
            tx, deployed, history.events, case_id=history.case_id, instance_id=history.instance_id
        )

    assert done.findings == []
    assert done.state is not None
    assert done.state.dumps() == history.state


def test_each_procedure_has_its_histories() -> None:
    known = {procedures.parse(recorded.load(name).files["procedure.toml"]).key for name in NAMES}
    wanted = {
        procedures.parse((scenarios.WORKFLOWS / folder / "procedure.toml").read_bytes()).key
        for folder in scenarios.PROCEDURES
    }

    assert wanted <= known
    assert len(NAMES) >= 40


def test_no_history_holds_a_person() -> None:
    written = {name: (recorded.FOLDER / f"{name}.json").read_text() for name in NAMES}

    assert [name for name, text in written.items() if "Contoh" in text] == []


def test_what_is_recorded_already_is_never_written_again(tmp_path: Path) -> None:
    for name in scenarios.SCENARIOS:
        (tmp_path / f"{name.replace('/', '-')}.json").touch()

    assert list(recorded.record(tmp_path)) == []

"""Snapshots: canonical, small, and equal to the live state in all that follows."""

import hashlib
import json
import subprocess
import sys

import pytest

from engine.bpmn import definitions, runner
from engine.bpmn.errors import SnapshotInvalidError
from tests.support.diagrams import linear
from tests.support.diagrams.bpmn_text import chain, document, end, node, start, users
from tests.support.playing.play import Play, load, replay

NESTED = document(
    start(),
    node("subProcess", "a", start("is") + users("it", "iu") + end("ie") + chain("is", "it", "iu", "ie")),
    users("b"),
    end(),
    chain("s", "a", "b", "e"),
)


def test_a_snapshot_is_canonical_json_without_the_process() -> None:
    data = Play(load(NESTED), variables={"b": 1, "a": "é"}).here.dumps()

    document = json.loads(data)

    assert data == json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert sorted(document) == ["book", "completed", "inside", "instance", "start", "tokens", "v", "variables"]


def test_a_loaded_state_gives_the_same_snapshot_and_goes_on_alike() -> None:
    definition = load(NESTED)
    live = Play(definition).complete("it", x={"z": 1, "y": [1, 2]})

    loaded = runner.load(definition, live.here.dumps())

    assert loaded.dumps() == live.here.dumps()
    assert (loaded.variables, loaded.case.completed) == (live.variables, False)
    assert Play(definition, reload=True).complete("it", x={"z": 1, "y": [1, 2]}).tasks == live.tasks


@pytest.mark.parametrize(("old", "new"), [(b'"v":1', b'"v":0'), (b'"it"', b'"tidak_ada"')])
def test_a_snapshot_of_another_layout_or_definition_is_refused(old: bytes, new: bytes) -> None:
    play = Play(load(NESTED))

    with pytest.raises(SnapshotInvalidError):
        runner.load(play.definition, play.here.dumps().replace(old, new))


def test_what_ran_inside_a_finished_activity_is_forgotten() -> None:
    play = Play(load(NESTED)).complete("it").complete("iu")

    assert json.loads(play.here.dumps())["inside"] == []


def test_variables_are_the_cases_own_copies() -> None:
    given = {"daftar": [1]}
    play = Play(load(NESTED), variables=given)

    given["daftar"].append(2)
    play.variables["daftar"] = None

    assert play.variables == {"daftar": [1]}


def test_a_linear_case_of_sixty_tasks_stays_small() -> None:
    files = linear.files(60)
    definition = definitions.load(files, process_id="linear_60", bpmn="linear_60.bpmn", sla=None)
    play = Play(definition, start="StartEvent_1")

    for number in range(1, 60):
        play.complete(f"task_{number}")

    assert len(play.here.dumps()) < 60 * 40
    assert play.here.dumps() == replay(play.definition, play.log).dumps()


PROGRAM = """
import hashlib
from tests.support.playing.play import Play, load
from tests.unit.bpmn import test_serialization as own
play = Play(load(own.NESTED), variables={"b": {"k": 1, "j": 2}, "a": True})
print(hashlib.sha256(play.complete("it", c=None).here.dumps()).hexdigest())
"""


@pytest.mark.parametrize("seed", ["0", "77"])
def test_another_process_with_another_hash_seed_gives_the_same_bytes(seed: str) -> None:
    here = Play(load(NESTED), variables={"b": {"j": 2, "k": 1}, "a": True}).complete("it", c=None).here.dumps()

    there = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )

    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()

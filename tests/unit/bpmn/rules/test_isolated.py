"""The confined check: the same answers from a child process, and a plain refusal when that process hangs or dies."""

import io
import json
import resource
import signal
import subprocess
from typing import Any

import pytest

from engine import confinement
from engine.bpmn.base import errors
from engine.bpmn.reading import definitions
from engine.bpmn.rules import isolated
from tests.support.diagrams import refused
from tests.support.offices import procedures

SOUND = refused.read("not_executable").sound
FAULTY = refused.read("not_executable").diagram


def request(diagram: bytes) -> dict[str, Any]:
    return {"files": refused.bundle(diagram), "roles": refused.ROLES, "clauses": None}


def test_a_sound_bundle_passes_rules_and_engine_in_a_child_process() -> None:
    assert isolated.check(refused.bundle(SOUND), roles=refused.ROLES, clauses=["UJI-01"]) == []


def test_the_engine_itself_loads_what_is_accepted() -> None:
    assert isolated.examine(**request(SOUND)) == []


def test_a_fault_comes_back_from_the_child_process() -> None:
    found = isolated.check(refused.bundle(FAULTY), roles=refused.ROLES)

    assert [(refusal.code, refusal.element_id) for refusal in found] == [("not_executable", "proses")]


def test_a_check_that_takes_too_long_is_a_refusal() -> None:
    found = isolated.check(refused.bundle(SOUND), roles=refused.ROLES, seconds=0.01)

    assert [refusal.code for refusal in found] == ["check_timed_out"]
    assert "0.01" in found[0].reason_en


def test_a_child_that_used_up_its_processor_time_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = subprocess.CompletedProcess(args=[], returncode=-signal.SIGXCPU, stdout=b"")
    monkeypatch.setattr(subprocess, "run", lambda *_command, **_options: spent)

    assert [each.code for each in isolated.check({}, roles=())] == ["check_timed_out"]


def test_a_check_that_needs_too_much_memory_is_a_refusal() -> None:
    found = isolated.check(refused.bundle(SOUND), roles=refused.ROLES, megabytes=16)

    assert [refusal.code for refusal in found] == ["check_died"]


def test_the_child_answers_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    confined: list[dict[str, float]] = []
    monkeypatch.setattr(isolated, "confine", lambda **limits: confined.append(limits))
    sink = io.BytesIO()

    isolated.main(io.BytesIO(isolated.written(request(FAULTY), seconds=3, megabytes=99)), sink)

    assert confined == [{"seconds": 3, "megabytes": 99}]
    assert [answer["code"] for answer in json.loads(sink.getvalue())] == ["not_executable"]


def test_confinement_never_asks_for_more_than_the_system_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: dict[int, tuple[int, int]] = {}
    hardest = {resource.RLIMIT_CPU: resource.RLIM_INFINITY, resource.RLIMIT_AS: 1000}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (0, hardest[kind]))
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)

    confinement.confine(seconds=2.5, megabytes=1)

    assert limits[resource.RLIMIT_CPU] == (3, 4)
    assert limits[resource.RLIMIT_AS] == (1000, 1000)
    assert limits[resource.RLIMIT_FSIZE] == (0, 0)


def test_what_the_engine_cannot_load_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_files: object, **_names: object) -> None:
        raise errors.DefinitionInvalidError(element_id="terima", reason="refused_by_parser")

    monkeypatch.setattr(definitions, "load", load)
    found = isolated.examine(**request(SOUND))

    assert [(refusal.code, refusal.element_id) for refusal in found] == [("definition_invalid", "terima")]


@pytest.mark.parametrize(("starts", "opened"), [(None, ["datang", "telepon"]), (1, ["datang"])])
def test_the_process_is_opened_at_as_many_starts_as_asked_for(
    starts: int | None, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(definitions.Definition, "opened_at", lambda _definition, start: seen.append(start))
    both = '<exclusiveGateway id="temu" name="Satu jalan" lindung:basis="P"/>'
    content = procedures.start("datang") + procedures.start("telepon") + both + procedures.end()
    ways = procedures.flows("datang", "temu", "selesai") + procedures.flows("telepon", "temu")
    files = procedures.bundle(
        content + ways,
        lanes={"penyelia": ["datang", "telepon", "temu", "selesai"]},
        channels={"datang": "datang", "telepon": "telepon"},
    )

    assert isolated.examine(files, roles=procedures.ROLES, clauses=None, starts=starts) == []
    assert seen == opened


def test_loose_diagrams_are_not_given_to_the_engine() -> None:
    files = {name: data for name, data in refused.bundle(SOUND).items() if name != "procedure.toml"}

    assert isolated.examine(files, roles=refused.ROLES, clauses=None) == []

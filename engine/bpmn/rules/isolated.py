"""Checks a bundle in a process of its own: a file that hangs or swells the parser ends that process, not the service.

Run as ``python -m engine.bpmn.isolated`` it reads one request from standard input and writes one answer to
standard output.
"""

import base64
import itertools
import json
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import IO, Any

from engine.bpmn.base import errors
from engine.bpmn.reading import definitions
from engine.bpmn.rules import checks
from engine.bpmn.rules.base import bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.confinement import confine
from engine.domain.policy.refusals import Refusal
from engine.settings import MOST_INSTANCES

# Processor time. A busy machine may take longer by the clock, so wall time is bounded more widely.
SECONDS = 20.0
_PATIENCE = 3
# Address space, not resident memory: the libraries alone map about 300 MB.
MEGABYTES = 1024

# Recursion, a hang in the parser, or a very large graph: nobody waits for it.
HUNG = Fault(
    "check_timed_out",
    "Pemeriksaan tidak selesai dalam {seconds} detik, sehingga prosedur ini tidak diterima.",
    "The check did not finish within {seconds} seconds, so this procedure is not accepted.",
    "Pecah diagram menjadi beberapa proses dengan Call Activity, lalu coba lagi.",
    "Divide the diagram into several processes with call activities and try again.",
)
# Memory or processor time ran out, or our own check has a fault: in doubt, not accepted.
DIED = Fault(
    "check_died",
    "Pemeriksaan berhenti mendadak, sehingga prosedur ini tidak diterima.",
    "The check broke off, so this procedure is not accepted.",
    "Simpan kembali berkasnya dan coba lagi; bila tetap gagal, beri tahu pengelola sistem.",
    "Save the files again and retry; if it fails again, tell those who run the system.",
)
# The last word is the engine's own parser, on every start event.
ENGINE = Fault(
    "definition_invalid",
    "Mesin proses tidak dapat memuat diagram ini ({reason}).",
    "The process engine cannot load this diagram ({reason}).",
    "Periksa unsur yang disebut; bila tampak benar, beri tahu pengelola sistem.",
    "Check the named element; if it looks right, tell those who run the system.",
)


def check(
    files: Mapping[str, bytes],
    *,
    roles: Collection[str],
    clauses: Collection[str] | None = None,
    messages: Collection[str] | None = None,
    most_instances: int = MOST_INSTANCES,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> list[Refusal]:
    """Give what ``checks.check`` gives, and what the engine's own parser says, from a confined child process.

    A check that needs more than ``seconds`` of processor time, three times as long by the clock, or more memory than
    it may have, is itself a refusal; nothing is raised. Blocks the caller meanwhile.
    """
    request: dict[str, Any] = {"files": files, "roles": roles, "clauses": clauses, "messages": messages}
    request["most_instances"] = most_instances
    # -I: neither the working directory nor the environment decides what is imported.
    command = [sys.executable, "-I", "-m", "engine.bpmn.rules.isolated"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, the request goes through a pipe
            command,
            input=written(request, seconds=seconds, megabytes=megabytes),
            capture_output=True,
            timeout=seconds * _PATIENCE,
            check=False,
            env={},  # the database's password is none of its business
        )
    except subprocess.TimeoutExpired:
        return [HUNG.at("", seconds=f"{seconds:g}")]
    if done.returncode == -signal.SIGXCPU:
        return [HUNG.at("", seconds=f"{seconds:g}")]
    return _answer(done)


def written(request: Mapping[str, Any], *, seconds: float, megabytes: int) -> bytes:
    """Give the request to the child process as JSON; files travel as base64, collections as lists."""
    files = {name: base64.b64encode(data).decode("ascii") for name, data in request["files"].items()}
    known = ("roles", "clauses", "messages")
    named = {key: None if request.get(key) is None else sorted(request[key]) for key in known}
    limits = {"seconds": seconds, "megabytes": megabytes}
    most = request.get("most_instances", MOST_INSTANCES)
    return json.dumps({"files": files, **named, **limits, "most_instances": most}).encode()


def _answer(done: "subprocess.CompletedProcess[bytes]") -> list[Refusal]:
    """Read what the child wrote; a child that ended badly has not answered."""
    if done.returncode != 0:
        return [DIED.at("")]
    return [Refusal(**fields) for fields in json.loads(done.stdout)]


def main(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer one request: the confined half of ``check``."""
    request = json.loads(source.read())
    confine(seconds=request["seconds"], megabytes=request["megabytes"])
    files = {name: base64.b64decode(data) for name, data in request["files"].items()}
    known = {key: request[key] for key in ("roles", "clauses", "messages", "most_instances")}
    refusals = examine(files, **known)
    sink.write(json.dumps([asdict(refusal) for refusal in refusals]).encode())


def examine(
    files: Mapping[str, bytes],
    *,
    roles: Collection[str],
    clauses: Collection[str] | None,
    messages: Collection[str] | None = None,
    most_instances: int = MOST_INSTANCES,
    starts: int | None = None,
) -> list[Refusal]:
    """Give the refusals of the rules; where there are none, those of the engine that will run the process.

    ``starts`` is at how many of its start events the engine opens the process, None for all.
    """
    refusals = checks.check(files, roles=roles, clauses=clauses, messages=messages, most_instances=most_instances)
    procedure, _ = bundle.read_procedure(files)
    if refusals or procedure is None:
        return refusals
    try:
        definition = definitions.load(files, process_id=procedure.process, bpmn=procedure.bpmn, sla=procedure.sla)
        for start in itertools.islice(definition.start_events, starts):
            definition.opened_at(start)
    except errors.DefinitionInvalidError as invalid:
        reason = str(invalid.ids.get("reason") or invalid.code)
        return [ENGINE.named(procedure.bpmn, str(invalid.ids.get("element_id") or ""), "", reason=reason)]
    return []


if __name__ == "__main__":  # pragma: no cover - runs in the child process only
    main(sys.stdin.buffer, sys.stdout.buffer)

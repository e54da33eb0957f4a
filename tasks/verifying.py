"""Checks the record part by part, each part in a transaction of its own that only reads: others write meanwhile."""

from collections.abc import Iterable

from engine.domain.people import actors
from engine.domain.verification.findings import Finding
from engine.runtime import Runtime
from engine.services.log import checking as log_check
from engine.services.verification import log, runs

JOBS = actors.system("jobs")


def log_findings(runtime: Runtime, kept: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Check the log against its checkpoints, and those that others kept; give all that differs."""
    with runtime.transaction(JOBS, reads_only=True) as tx:
        check = log_check.begin(tx, kept)
    while not check.is_done:
        with runtime.transaction(JOBS, reads_only=True) as tx:
            log_check.step(tx, check)
    return tuple(log.findings(check))


def check_part(runtime: Runtime, portion: runs.Portion) -> None:
    """Check the next part of a run, the log with the first one, and note what was found."""
    of_log = log_findings(runtime) if portion.first else ()
    with runtime.transaction(JOBS, reads_only=True) as tx:
        done = runs.look(tx, portion)
    with runtime.transaction(JOBS) as tx:
        runs.note(tx, portion, done, more=of_log)

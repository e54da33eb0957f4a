"""The check of the log in the words of all findings: what differs from what a checkpoint promised."""

from collections.abc import Iterator

from engine.domain.verification.findings import Finding
from engine.services.log.checking import LogCheck, LogFinding


def findings(check: LogCheck) -> Iterator[Finding]:
    """Give what a check of the log found; before the first checkpoint nothing was promised, so nothing is missed."""
    for one in check.findings:
        if one.code == "record_without_leaf" and check.at is None:
            continue
        yield finding(one)


def finding(one: LogFinding) -> Finding:
    """Give one of them; what names no record is named by its leaf, or by the size of the checkpoint."""
    place = next((str(value) for value in (one.leaf, one.size) if value is not None), "log")
    return Finding(
        code=one.code,
        part="log" if one.kind is None else f"log.{one.kind}",
        instance_id=one.subject if one.kind == "history" else None,
        seq=one.seq,
        subject=place if one.subject is None else one.subject,
    )

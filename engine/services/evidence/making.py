"""Makes an evidence package: files that explain themselves, and that anybody can check without this house.

The same request over the same record gives the same bytes: moments in it are those of the record and of its newest
checkpoint. Who made which bytes for whom is an event of the register, written before they are handed out.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.evidence import packages, readme
from engine.domain.evidence.packages import Package
from engine.domain.letters import indonesian
from engine.services.audit import exporting, history, sights, timeline
from engine.services.base import access, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.evidence import packing, report, requests
from engine.services.log import checkpoints, kept_checkpoints
from engine.services.people import agencies
from engine.settings import ROOT
from engine.store.cases import cases
from engine.store.policy import definitions
from engine.store.tables.cases import Case

VERIFIER = "verify_lindung.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """A package as it is handed out: the name of its file, its bytes (ZIP) and their SHA-256 in hex."""

    name: str
    content: bytes
    sha256: str


def make(tx: Transaction, package_id: str, *, kept_note: str = "") -> PackageFile:
    """Make a package that is ready, for who asked for it; the readings and the package are recorded.

    ``kept_note`` is a checkpoint that the recipient kept: the package then proves that the log only grew since.
    Raises NotFoundError, NotPermittedError, EvidenceNotReadyError, NothingSealedError, LogSizesError,
    KeptNoteInvalidError for a checkpoint that this log did not sign, LetterFailedError.
    """
    package, case = requests.require_ready(tx, package_id)
    if package.with_values:
        seen = access.subject_of(tx, case)
        tx.require(sights.READ_VALUES, seen)
        reads.note(tx, case.id, what=sights.READ_VALUES, seen=seen, subject=package.basis)
    content = packing.packed(files(tx, package, case, kept_note=kept_note))
    made = hashlib.sha256(content).hexdigest()
    data = {
        "case": case.number,
        "recipient": package.recipient,
        "letter_number": package.letter_number,
        "values": package.with_values,
        "sha256": made,
    }
    requests.note(tx, packages.MADE, package.id, agency=case.agency, data=data)
    return PackageFile(name=f"bukti-{case.number}.zip", content=content, sha256=made)


def files(tx: Transaction, package: Package, case: Case, *, kept_note: str = "") -> dict[str, bytes]:
    """Give the files of a package by path, the first to read first and the sums of all others last."""
    sizes = [kept_checkpoints.opened(tx, kept_note).size] if kept_note else []
    scope = exporting.Scope(outside=True, reasoned=package.with_values)
    proved = exporting.of_case(tx, case.number, kept=sizes, scope=scope)
    document = timeline.for_outside(tx, case.number, reasoned=package.with_values)
    told = {
        **_explained(tx, package, case, with_kept=bool(kept_note)),
        **proved,
        "timeline.json": canonical.text(document).encode(),
        **_versions(tx, case),
        **({readme.KEPT: kept_checkpoints.plain(kept_note).encode()} if kept_note else {}),
        VERIFIER: (ROOT / "docs" / VERIFIER).read_bytes(),
    }
    return told | {packing.SUMS: packing.summed(told)}


def _explained(tx: Transaction, package: Package, case: Case, *, with_kept: bool) -> Mapping[str, bytes]:
    """Give what is read first: how to check the package, and the report."""
    newest = checkpoints.require_newest(tx)
    zone = agencies.profile(tx, case.agency).zone.key
    said = {
        "case": case.number,
        "recipient": packages.RECIPIENTS[package.recipient],
        "basis": packages.BASES[package.basis],
        "letter_number": package.letter_number,
        "sealed": indonesian.moment(newest.at, zone),
        "key": checkpoints.key(tx).vkey,
    }
    first = readme.text(said, size=newest.size, with_values=package.with_values, with_kept=with_kept)
    return {"README.txt": first.encode(), "laporan.pdf": report.pdf(tx, package, case, said=said)}


def _versions(tx: Transaction, case: Case) -> dict[str, bytes]:
    """Give the diagrams with what was done, and the files of each version that the case ran on."""
    found: dict[str, bytes] = {}
    for number, one in enumerate(cases.of_case(tx.session, case.id), start=1):
        name = "diagram.svg" if number == 1 else f"diagram-{number}.svg"
        found[name] = history.diagram(tx, one.instance.id).encode()
        folder = f"bundle/{one.bundle.key}-v{one.bundle.version}"
        stored = definitions.files(tx.session, one.bundle.id)
        found |= {f"{folder}/{path}": stored[path] for path in sorted(stored)}
    return found

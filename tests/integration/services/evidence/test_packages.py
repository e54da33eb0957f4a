"""Evidence packages: what stands in them, and that anybody can check them offline, with nothing of this house."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.domain.evidence import packages, readme
from engine.domain.people import actors
from engine.services.audit import exporting
from engine.services.evidence import making, packing, requests
from engine.services.log import checkpoints, kept_checkpoints
from engine.store.tables.audit import AccessEvent, RegisterEvent
from tasks import keeping
from tests.support.files import verifier
from tests.support.offices import watched
from tests.support.offices.factories import CLI, Office

LETTER = "123/LHP/XII/2026"
VALUES = (watched.REASONED, watched.NEVER, watched.KIND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An office with one sealed case, its auditor, and the head who may release."""

    office: Office
    number: str
    auditor: actors.Actor
    head: actors.Actor

    def asked(self, *, with_values: bool = False) -> str:
        """Ask for a package, as the auditor; one with values is released by the head."""
        with self.office.acting(self.auditor) as tx:
            package = requests.ask(
                tx,
                self.number,
                recipient="bpk",
                basis="pemeriksaan",
                letter_number=LETTER,
                with_values=with_values,
            )
        if with_values:
            with self.office.acting(self.head) as tx:
                requests.release(tx, package)
        return package

    def made(self, package: str, *, kept: str = "") -> making.PackageFile:
        """Make a package, as the auditor."""
        with self.office.acting(self.auditor) as tx:
            return making.make(tx, package, kept_note=kept)

    def key(self) -> str:
        """Give the log's key as it is handed over."""
        with self.office.acting(CLI) as tx:
            return checkpoints.key(tx).vkey

    def note(self) -> str:
        """Give the newest checkpoint as somebody keeps it."""
        with self.office.acting(CLI) as tx:
            return checkpoints.require_newest(tx).note


@pytest.fixture
def desk(office: Office) -> Desk:
    """Furnish an office whose one case went to its end."""
    office.deploy(watched.files())
    started = watched.told(office, office.user("siti", "petugas_pengaduan"))
    auditor, head = office.user("andi", "auditor"), office.user("ratna", "kepala")
    keeping.seal(office.runtime)
    office.clock.advance(timedelta(minutes=1))
    return Desk(office=office, number=started.case_number, auditor=auditor, head=head)


def unpacked(file: making.PackageFile, folder: Path) -> Path:
    """Unpack a package as its recipient does."""
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        archive.extractall(folder / "paket")
    return folder / "paket"


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / exporting.EVENTS).read_text().splitlines()]


def test_a_package_is_whole_for_a_verifier_that_knows_nothing_of_the_product(desk: Desk, tmp_path: Path) -> None:
    file = desk.made(desk.asked())

    folder = unpacked(file, tmp_path)
    verdict = verifier.run(folder, desk.key())

    assert (verdict.code, verdict.lines[0]) == (0, "UTUH")
    assert {one.name for one in folder.iterdir()} == {
        *("README.txt", "laporan.pdf", "events.jsonl", "timeline.json", "diagram.svg", "bundle"),
        *("proofs.json", "checkpoint", "verify_lindung.py", "SHA256SUMS"),
    }
    assert (folder / "bundle" / "uji-v1" / "jenis.dmn").read_bytes() == watched.files()["jenis.dmn"]
    assert (folder / "verify_lindung.py").read_bytes() == verifier.FILE.read_bytes()
    assert (folder / "laporan.pdf").read_bytes().startswith(b"%PDF")
    assert desk.key() in (folder / "README.txt").read_text()


def test_its_sums_name_every_other_file(desk: Desk, tmp_path: Path) -> None:
    folder = unpacked(desk.made(desk.asked()), tmp_path)

    sums = dict(line.split("  ")[::-1] for line in (folder / packing.SUMS).read_text().splitlines())
    found = {
        str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file() and one.name != packing.SUMS
    }

    assert sums == found


def _edit(name: str, old: bytes, new: bytes) -> Callable[[Path], object]:
    def edited(folder: Path) -> None:
        content = (folder / name).read_bytes()
        assert old in content
        (folder / name).write_bytes(content.replace(old, new, 1))

    return edited


def _sum_again(folder: Path) -> None:
    """Make the sums fit what was changed, as a forger would."""
    files = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    del files[packing.SUMS]
    (folder / packing.SUMS).write_bytes(packing.summed(files))


FORGERIES: dict[str, Callable[[Path], object]] = {
    "an event": _edit("events.jsonl", b'"role":"petugas_pengaduan"', b'"role":"penyelia"'),
    "a withheld event": _edit("events.jsonl", b'"leaf_hash":"', b'"leaf_hash":"00'),
    "a proof": lambda folder: (folder / "proofs.json").write_text('{"consistency":{},"inclusion":{}}'),
    "the checkpoint": _edit("checkpoint", b"\n", b"\n1"),
}


@pytest.mark.parametrize("forged", FORGERIES)
def test_what_was_forged_in_it_is_found_even_when_its_sums_fit(desk: Desk, tmp_path: Path, forged: str) -> None:
    folder = unpacked(desk.made(desk.asked()), tmp_path)

    FORGERIES[forged](folder)
    _sum_again(folder)

    verdict = verifier.run(folder, desk.key())
    assert (verdict.code, verdict.lines[0] == "UTUH") == (1, False)


@pytest.mark.parametrize("name", ["laporan.pdf", "README.txt", "diagram.svg", "bundle/uji-v1/jenis.dmn"])
def test_a_file_that_was_exchanged_or_lost_is_named_by_its_sum(desk: Desk, tmp_path: Path, name: str) -> None:
    folder = unpacked(desk.made(desk.asked()), tmp_path)

    (folder / name).write_bytes(b"lain")
    exchanged = verifier.run(folder, desk.key())
    (folder / name).unlink()
    lost = verifier.run(folder, desk.key())

    assert (exchanged.code, exchanged.lines[:2]) == (1, ["BERUBAH", f"{name}: bukan berkas yang diserahkan"])
    assert lost.lines[1] == exchanged.lines[1]


def test_without_values_nobody_outside_learns_one(desk: Desk, tmp_path: Path) -> None:
    folder = unpacked(desk.made(desk.asked()), tmp_path)

    told = "".join((folder / name).read_text() for name in ("events.jsonl", "timeline.json", "diagram.svg"))
    withheld = [one for one in lines(folder) if one.get("gap") == "withheld"]

    assert not any(value in told for value in VALUES)
    assert {one["told"]["type"] for one in withheld} == {"user_task.completed"}
    assert all(set(one["told"]) == {"at", "type", "element", "role"} for one in withheld)


def test_an_export_of_ones_own_shows_what_its_reader_may_see(desk: Desk) -> None:
    files = {}
    for who in (desk.auditor, desk.head):
        with desk.office.acting(who) as tx:
            files[who.id] = exporting.of_case(tx, desk.number)[exporting.EVENTS].decode()

    assert not any(value in files[desk.auditor.id] for value in VALUES)
    assert all(value in files[desk.head.id] for value in VALUES)


def test_with_values_two_people_hand_out_what_a_reason_opens_and_nothing_more(desk: Desk, tmp_path: Path) -> None:
    folder = unpacked(desk.made(desk.asked(with_values=True)), tmp_path)

    timeline = (folder / "timeline.json").read_text()
    events = (folder / "events.jsonl").read_text()

    assert watched.REASONED in timeline
    assert watched.NEVER not in timeline + events
    assert not any(b"Ditulis orang" in one.read_bytes() for one in folder.rglob("*") if one.is_file())
    assert "RAHASIA" in (folder / "README.txt").read_text()
    assert verifier.run(folder, desk.key()).code == 0


def test_who_may_read_what_people_wrote_hands_out_no_more_than_others(desk: Desk, tmp_path: Path) -> None:
    with desk.office.acting(desk.head) as tx:
        package = requests.ask(
            tx, desk.number, recipient="ombudsman", basis="keberatan", letter_number=LETTER, with_values=False
        )
    with desk.office.acting(desk.head) as tx:
        folder = unpacked(making.make(tx, package), tmp_path)

    told = "".join((folder / name).read_text() for name in ("events.jsonl", "timeline.json"))
    assert not any(value in told for value in VALUES)


def test_the_same_request_over_the_same_record_gives_the_same_bytes(desk: Desk) -> None:
    package = desk.asked()

    first = desk.made(package)
    desk.office.clock.advance(timedelta(hours=1))
    second = desk.made(package)

    assert first == second


def test_who_made_which_bytes_for_whom_is_in_the_register(desk: Desk) -> None:
    file = desk.made(desk.asked(with_values=True))

    with desk.office.acting(CLI) as tx:
        [*_, event] = tx.session.scalars(
            select(RegisterEvent).where(RegisterEvent.register == "exports").order_by(RegisterEvent.seq)
        )

    assert (event.type, event.actor, event.role) == (packages.MADE, desk.auditor.id, "auditor")
    assert json.loads(event.data) == {
        "case": desk.number,
        "letter_number": LETTER,
        "recipient": "bpk",
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "values": True,
    }


def test_the_readings_are_recorded_that_of_the_values_with_its_reason(desk: Desk) -> None:
    desk.made(desk.asked(with_values=True))

    with desk.office.acting(CLI) as tx:
        rows = tx.session.scalars(select(AccessEvent).where(AccessEvent.actor == desk.auditor.id)).all()

    assert ("history.read_values", "pemeriksaan", "audit") in {(one.what, one.subject, one.purpose) for one in rows}
    assert "history.read" in {one.what for one in rows}


def test_it_proves_to_who_kept_a_checkpoint_that_the_log_only_grew(desk: Desk, tmp_path: Path) -> None:
    kept = desk.note()
    desk.office.start(desk.office.user("joko", "petugas_pengaduan"))
    keeping.seal(desk.office.runtime)

    folder = unpacked(desk.made(desk.asked(), kept=kept.replace("\n", "\r\n")), tmp_path)
    verdict = verifier.run(folder, desk.key(), folder / readme.KEPT)

    assert (verdict.code, (folder / readme.KEPT).read_text()) == (0, kept)


def test_a_checkpoint_of_another_log_is_refused(desk: Desk) -> None:
    package = desk.asked()

    with pytest.raises(kept_checkpoints.KeptNoteInvalidError):
        desk.made(package, kept="catatan lain\n1\nAAAA\n")

"""An export is checked by the stand-alone verifier alone, and whatever an owner changed in it is found."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from engine import errors
from engine.services.audit import exporting
from engine.services.base import canonical
from engine.services.cases import cases
from engine.services.log import checkpoints
from engine.store.cases import cases as stored
from engine.store.log import log
from engine.store.tables.audit import HistoryEvent
from tests.support.files import verifier
from tests.support.offices import owner as owners
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.owner import ATTACKS, Owner
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with three sealed cases."""
    return sealed_office.sealed(office, 3)


def number_of(sealed: SealedOffice, instance: str) -> str:
    """Give the number of an instance's case."""
    with sealed.office.acting(CLI) as tx:
        return stored.known_instance(tx.session, instance).case.number


def export(sealed: SealedOffice, case: int = 0, *kept: int) -> dict[str, bytes]:
    """Export a case as the auditor."""
    number = number_of(sealed, sealed.instances[case])
    with sealed.office.acting(sealed.officer) as tx:
        return exporting.of_case(tx, number, kept=kept)


def key(sealed: SealedOffice) -> str:
    """Give the log's key as it is handed over."""
    with sealed.office.acting(CLI) as tx:
        return checkpoints.key(tx).vkey


def size_of(sealed: SealedOffice) -> int:
    """Give how many leaves the log has."""
    return len(sealed.leaves())


def lines(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[exporting.EVENTS].decode().splitlines()]


def with_lines(files: dict[str, bytes], changed: list[dict[str, Any]]) -> dict[str, bytes]:
    """Give an export with other records."""
    return files | {exporting.EVENTS: "".join(f"{canonical.text(one)}\n" for one in changed).encode()}


def test_an_untouched_export_is_whole(sealed: SealedOffice, tmp_path: Path) -> None:
    folder = verifier.write(tmp_path / "ekspor", export(sealed))

    verdict = verifier.run(folder, key(sealed))

    chains = f"history {sealed.instances[0]}: sampai nomor 3"
    assert (verdict.code, verdict.lines[:2]) == (
        0,
        ["UTUH", f"lindung.127.0.0.1/lindung: {size_of(sealed)} catatan dijamin"],
    )
    assert (len(verdict.lines), verdict.lines[3]) == (4, chains)
    assert [(one["kind"], one["seq"]) for one in lines(export(sealed))[:4]] == [
        ("access", 1),
        ("history", 1),
        ("history", 2),
        ("history", 3),
    ]


def test_who_exports_a_case_is_recorded_as_a_reader_of_it(sealed: SealedOffice) -> None:
    export(sealed)

    last = lines(export(sealed))[-1]
    assert (last["leaf"], last["record"]["actor"], last["record"]["what"]) == (None, sealed.officer.id, "history.read")


def test_what_no_checkpoint_covers_yet_is_said(sealed: SealedOffice, tmp_path: Path) -> None:
    export(sealed)

    verdict = verifier.run(verifier.write(tmp_path / "ekspor", export(sealed)), key(sealed))

    assert (verdict.code, verdict.lines[0]) == (0, "UTUH")
    assert sum("belum dijamin" in line for line in verdict.lines) == 1


def test_a_log_that_grew_extends_what_was_kept(sealed: SealedOffice, tmp_path: Path) -> None:
    kept, size = tmp_path / "kemarin", size_of(sealed)
    kept.write_text(sealed.note())
    sealed.office.clock.advance(timedelta(days=1))
    sealed.work(2)
    sealed.seal()

    verdict = verifier.run(verifier.write(tmp_path / "ekspor", export(sealed, 4, size)), key(sealed), kept)

    assert (verdict.code, verdict.lines[0]) == (0, "UTUH")


def test_a_proof_from_a_checkpoint_that_was_not_asked_for_is_missed(sealed: SealedOffice, tmp_path: Path) -> None:
    kept = tmp_path / "kemarin"
    kept.write_text(sealed.note())
    sealed.work()
    sealed.seal()

    verdict = verifier.run(verifier.write(tmp_path / "ekspor", export(sealed)), key(sealed), kept)

    assert (verdict.code, verdict.lines[0]) == (1, "BERUBAH")


EDITS: dict[str, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {
    "an actor is changed": lambda all_: [_changed(all_[0], actor="lain"), *all_[1:]],
    "a moment is changed": lambda all_: [*all_[:2], _changed(all_[2], at="2026-01-01T00:00:00+00:00"), *all_[3:]],
    "data is changed": lambda all_: [*all_[:3], _changed(all_[3], data="{}")],
    "the first is removed": lambda all_: [all_[0], *all_[2:]],
    "one in the middle is removed": lambda all_: [*all_[:2], *all_[3:]],
    "two are exchanged": lambda all_: [all_[0], all_[2], all_[1], all_[3]],
    "a leaf is claimed twice": lambda all_: [*all_[:3], all_[3] | {"leaf": all_[2]["leaf"]}],
    "a place beyond the log": lambda all_: [*all_[:3], all_[3] | {"leaf": 4000}],
    "a record is said to be another's": lambda all_: [*all_[:3], all_[3] | {"subject": "lain"}],
    "a record is left out as deleted": lambda all_: [*all_[:3], _gap(all_[3], "expunged")],
}


def _changed(line: dict[str, Any], **values: Any) -> dict[str, Any]:
    return line | {"record": line["record"] | values}


def _gap(line: dict[str, Any], why: str) -> dict[str, Any]:
    """Give a line without its record, with the right hash of its leaf."""
    record = canonical.digest(canonical.text(line["record"]).encode())
    leaf = canonical.digest(b"\0" + record).hex()
    kept = {name: line[name] for name in ("leaf", "kind", "subject", "seq")}
    return kept | {"gap": why, "leaf_hash": leaf}


@pytest.mark.parametrize("edit", EDITS)
def test_an_export_that_was_edited_is_changed(sealed: SealedOffice, tmp_path: Path, edit: str) -> None:
    files = export(sealed)

    folder = verifier.write(tmp_path / "ekspor", with_lines(files, EDITS[edit](lines(files))))

    verdict = verifier.run(folder, key(sealed))
    assert (verdict.code, verdict.lines[0]) == (1, "BERUBAH")
    assert len(verdict.lines) > 2


def test_values_that_were_withheld_are_a_gap_that_is_printed(sealed: SealedOffice, tmp_path: Path) -> None:
    files = export(sealed)
    all_ = lines(files)

    folder = verifier.write(tmp_path / "ekspor", with_lines(files, [*all_[:2], _gap(all_[2], "withheld"), all_[3]]))

    verdict = verifier.run(folder, key(sealed))
    assert (verdict.code, verdict.lines[-1].partition(": ")[2]) == (0, "tidak disertakan (withheld)")


def test_a_key_that_was_destroyed_is_printed_and_the_chain_holds(sealed: SealedOffice, tmp_path: Path) -> None:
    number = number_of(sealed, sealed.instances[0])
    with sealed.office.acting(CLI) as tx:
        cases.destroy_key(tx, number)
    sealed.seal()

    verdict = verifier.run(verifier.write(tmp_path / "ekspor", export(sealed)), key(sealed))

    assert (verdict.code, verdict.lines[0]) == (0, "UTUH")
    assert any("kunci kasus dimusnahkan" in line for line in verdict.lines)


def test_an_expunged_case_is_a_lawful_gap_only_when_a_sealed_record_says_so(
    sealed: SealedOffice, tmp_path: Path
) -> None:
    gone = delete(HistoryEvent).where(HistoryEvent.instance_id == sealed.instances[0])
    Owner(sealed=sealed).does(gone)
    before = verifier.run(verifier.write(tmp_path / "sebelum", export(sealed)), key(sealed))

    owners.records_a_deletion(sealed, first=1, last=3)
    sealed.seal()
    after = verifier.run(verifier.write(tmp_path / "sesudah", export(sealed)), key(sealed))

    assert (before.code, sum("(expunged)" in line for line in before.lines)) == (1, 3)
    assert (after.code, sum("(expunged)" in line for line in after.lines)) == (0, 3)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_owner_who_makes_everything_anew_is_found_offline(sealed: SealedOffice, tmp_path: Path, attack: str) -> None:
    kept, size = tmp_path / "kemarin", size_of(sealed)
    kept.write_text(sealed.note())
    with sealed.office.acting(CLI) as tx:
        (tmp_path / "kemarin.leaves").write_bytes(log.tile(tx.session, 0, 0))
    sealed.work(2)
    sealed.seal()

    ATTACKS[attack](owner := Owner(sealed=sealed))
    owner.remakes_everything()

    folder = verifier.write(tmp_path / "ekspor", export(sealed, 1, size))
    assert verifier.run(folder, key(sealed)).code == 0  # the owner signed it anew
    verdict = verifier.run(folder, key(sealed), kept, tmp_path / "kemarin.leaves")
    assert (verdict.code, verdict.lines[0]) == (1, "BERUBAH")
    assert any(f"bukan kelanjutan dari {size} catatan" in line for line in verdict.lines)


def test_another_key_opens_nothing(sealed: SealedOffice, tmp_path: Path) -> None:
    folder = verifier.write(tmp_path / "ekspor", export(sealed))
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    verdict = verifier.run(folder, other)

    assert verdict.code == 1
    assert verdict.lines[-1] == "ValueError: checkpoint tidak ditandatangani oleh PeterNeumann"


def test_a_case_that_may_not_be_read_is_not_exported(sealed: SealedOffice) -> None:
    number = number_of(sealed, sealed.instances[0])
    stranger = sealed.office.user("orang", "pengelola_data")

    for actor, wanted in ((stranger, number), (sealed.officer, "TTG-2026-99999")):
        with sealed.office.acting(actor) as tx, pytest.raises(errors.NotFoundError):
            exporting.of_case(tx, wanted)


def test_who_may_not_know_the_readers_exports_the_history_alone(sealed: SealedOffice) -> None:
    number = number_of(sealed, sealed.instances[0])
    supervisor = sealed.office.user("penyelia", "penyelia")

    with sealed.office.acting(supervisor) as tx:
        files = exporting.of_case(tx, number)

    assert [(one["kind"], one["seq"]) for one in lines(files)] == [("history", 1), ("history", 2), ("history", 3)]

"""A checkpoint that somebody kept: kept by an honest log, broken by its owner, and refused when it is none."""

import pytest

from engine import errors
from engine.services.log import checkpoints, kept_checkpoints
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.owner import Owner
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with sealed cases."""
    return sealed_office.sealed(office, 2)


def compared(sealed: SealedOffice, note: str) -> kept_checkpoints.KeptNote:
    with sealed.office.acting(CLI) as tx:
        return kept_checkpoints.compare(tx, note)


def test_a_log_that_only_grew_keeps_what_it_promised(sealed: SealedOffice) -> None:
    kept = sealed.note()
    sealed.work()
    sealed.seal()

    found = compared(sealed, kept)

    assert (found.held, found.root == found.root_now) == (True, True)
    assert found.size < found.now


@pytest.mark.parametrize("changed", [str, lambda note: note.replace("\n", "\r\n"), lambda note: f"\n\n{note}\n\n"])
def test_a_note_is_read_as_mails_and_editors_keep_it(sealed: SealedOffice, changed: type[str]) -> None:
    assert compared(sealed, changed(sealed.note())).held


def test_a_log_that_was_made_anew_breaks_what_it_promised(sealed: SealedOffice) -> None:
    kept, owner = sealed.note(), Owner(sealed=sealed)
    owner.changes_an_actor()
    owner.remakes_everything()

    found = compared(sealed, kept)

    assert not found.held
    assert found.root_now not in {None, found.root}


def test_a_log_that_was_cut_has_no_root_of_that_size(sealed: SealedOffice) -> None:
    kept, owner = sealed.note(), Owner(sealed=sealed)
    owner.removes_a_reader()
    owner.removes_a_case()
    owner.remakes_everything()

    found = compared(sealed, kept)

    assert (found.held, found.root_now) == (False, None)
    assert found.now < found.size


@pytest.mark.parametrize("note", ["", "bukan catatan", "x" * (kept_checkpoints.LONGEST + 1)])
def test_what_is_no_note_is_refused(sealed: SealedOffice, note: str) -> None:
    with pytest.raises(kept_checkpoints.KeptNoteInvalidError):
        compared(sealed, note)


def test_a_note_with_another_root_is_not_signed(sealed: SealedOffice) -> None:
    first, size, root, *rest = sealed.note().split("\n")

    with pytest.raises(kept_checkpoints.KeptNoteInvalidError):
        compared(sealed, "\n".join([first, size, root[::-1], *rest]))


def test_before_anything_was_sealed_there_is_nothing_to_compare_with(office: Office, sealed: SealedOffice) -> None:
    kept = sealed.note()
    Owner(sealed=sealed).forgets_the_log()

    with pytest.raises(checkpoints.NothingSealedError):
        compared(sealed, kept)


def test_only_who_may_verify_compares(sealed: SealedOffice) -> None:
    note, other = sealed.note(), sealed.office.user("joko", "petugas_pengaduan")

    with pytest.raises(errors.NotPermittedError), sealed.office.acting(other) as tx:
        kept_checkpoints.compare(tx, note)

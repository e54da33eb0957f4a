"""What people write: readable with the right key, row and case only."""

import stat
from pathlib import Path

import pytest

from engine.store.base import key_files, sealing

CASE = "kasus-1"


@pytest.fixture
def vault(tmp_path: Path) -> sealing.Vault:
    """Make the key of a new installation."""
    return made(tmp_path)


def made(folder: Path) -> sealing.Vault:
    vault = sealing.Vault.open(folder)
    vault.file.make()
    return vault


def test_what_was_sealed_opens_again(vault: sealing.Vault) -> None:
    key = vault.new_case_key(case_id=CASE)

    sealed = vault.seal({"nama": "Ani Contoh"}, case_id=CASE, wrapped_key=key, bound_to="baris-1")

    assert b"Ani" not in sealed
    assert vault.unseal(sealed, case_id=CASE, wrapped_key=key, bound_to="baris-1") == {"nama": "Ani Contoh"}


def test_a_key_that_is_wrapped_again_is_the_same_key_for_another_case(vault: sealing.Vault) -> None:
    key = vault.new_case_key(case_id=CASE)

    again = vault.key_again(key, case_id=CASE, for_id="berkas-1")

    sealed = vault.seal({"a": 1}, case_id=CASE, wrapped_key=key, bound_to="baris-1")
    assert vault.unseal(sealed, case_id="berkas-1", wrapped_key=again, bound_to="baris-1") == {"a": 1}
    assert (vault.opens(again, case_id=CASE), vault.opens(again, case_id="berkas-1")) == (False, True)


@pytest.mark.parametrize(("case", "row"), [("kasus-2", "baris-1"), (CASE, "baris-2")])
def test_another_case_or_row_does_not_open_it(vault: sealing.Vault, case: str, row: str) -> None:
    key = vault.new_case_key(case_id=CASE)
    sealed = vault.seal({"a": 1}, case_id=CASE, wrapped_key=key, bound_to="baris-1")

    with pytest.raises(sealing.SealBrokenError):
        vault.unseal(sealed, case_id=case, wrapped_key=key, bound_to=row)


def test_a_changed_byte_is_noticed(vault: sealing.Vault) -> None:
    key = vault.new_case_key(case_id=CASE)
    sealed = bytearray(vault.seal({"a": 1}, case_id=CASE, wrapped_key=key, bound_to="baris-1"))
    sealed[-1] ^= 1

    with pytest.raises(sealing.SealBrokenError):
        vault.unseal(bytes(sealed), case_id=CASE, wrapped_key=key, bound_to="baris-1")


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first, second = made(tmp_path), made(tmp_path)

    (file,) = (tmp_path / "keys").iterdir()
    assert first.key == second.key == file.read_bytes()
    assert (len(first.key), stat.S_IMODE(file.stat().st_mode)) == (32, 0o600)


def test_a_key_is_never_made_by_being_asked_for(tmp_path: Path) -> None:
    with pytest.raises(key_files.KeyMissingError):
        sealing.Vault.open(tmp_path).new_case_key(case_id=CASE)

    assert list(tmp_path.iterdir()) == []


def test_the_key_is_not_shown(vault: sealing.Vault) -> None:
    assert vault.key.hex() not in repr(vault)
    assert repr(vault.key) not in repr(vault)


def test_a_blinded_name_is_the_same_each_time_and_tells_nothing(vault: sealing.Vault, tmp_path: Path) -> None:
    other = made(tmp_path / "lain")

    assert vault.blind("siti") == vault.blind("siti")
    assert vault.blind("siti") != other.blind("siti")

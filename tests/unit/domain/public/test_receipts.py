"""Receipt codes: read however they were typed, and never taken for another one."""

import secrets

import pytest

from engine.domain.public import receipts

CODE = receipts.of(bytes(range(32)))


def test_a_code_belongs_to_its_secret() -> None:
    assert receipts.of(bytes(range(32))) == CODE
    assert receipts.of(bytes(31) + b"\1") != receipts.of(bytes(32))
    assert len(CODE) == receipts.LENGTH


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), receipts.shown(CODE), f"  {receipts.shown(CODE).replace('-', ' ')}\n"]
)
def test_a_code_is_read_however_it_was_spaced(typed: str) -> None:
    assert receipts.read(typed) == CODE


@pytest.mark.parametrize("typed", ["", CODE[:-1], f"{CODE}2", CODE[:-1] + "0", "kode saya hilang 123", "é" * 20])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert receipts.read(typed) is None


def test_one_wrong_character_or_two_exchanged_ones_are_noticed() -> None:
    code = receipts.of(secrets.token_bytes(32))
    changed = {
        code[:at] + other + code[at + 1 :]
        for at in range(len(code))
        for other in receipts.ALPHABET
        if code[at] != other
    }
    exchanged = {
        code[:left] + code[right] + code[left + 1 : right] + code[left] + code[right + 1 :]
        for right in range(len(code))
        for left in range(right)
        if code[left] != code[right]
    }

    assert len(changed) == 20 * 30
    assert {one for one in changed | exchanged if receipts.read(one) is not None} == set()


def test_no_character_is_mistaken_for_another() -> None:
    assert set("01ILO").isdisjoint(receipts.ALPHABET)
    assert len(set(receipts.ALPHABET)) ** (receipts.LENGTH - 1) > 2**80

"""Places in a list: given out and taken back; anything else is refused in words."""

import pytest

from engine.services.base import cursors

ID = "00000000-0000-4000-8000-000000000001"


def test_a_cursor_comes_back_as_it_was_given() -> None:
    assert cursors.decode(cursors.encode("a", ID), parts=2) == ("a", ID)
    assert cursors.decode_id(cursors.encode(ID)) == ID


def test_no_cursor_is_the_first_page() -> None:
    assert cursors.decode(None, parts=2) is None
    assert cursors.decode_id(None) is None


@pytest.mark.parametrize("cursor", ["x", "%%%", "e30", cursors.encode("a", "b"), cursors.encode("bukan-id"), "WzFd"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(cursors.CursorInvalidError):
        cursors.decode_id(cursor)


@pytest.mark.parametrize("text", ["kemarin", "2026-11-20T10:00:00"])
def test_a_moment_without_zone_is_no_place(text: str) -> None:
    with pytest.raises(cursors.CursorInvalidError):
        cursors.decode_moment(text)


@pytest.mark.parametrize("text", ["-1", "x", "²", ""])
def test_a_sequence_number_is_plain_digits(text: str) -> None:
    with pytest.raises(cursors.CursorInvalidError):
        cursors.decode_number(text)

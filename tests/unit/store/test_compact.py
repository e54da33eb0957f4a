"""Event data on the disk: shorter, the same text byte for byte when read, and never a crash over other bytes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.services.base import canonical
from engine.store.base import compact

TEXTS = st.text(max_size=20)
VALUES = TEXTS | st.lists(TEXTS | st.integers() | st.none(), max_size=4)
TASK = "427ca919-8b51-5173-8775-3c18bf10d2e7"
COMPLETED = {
    "after": {"risiko": "tinggi"},
    "calendar": "29b23aab2f64414d",
    "effects": {"completed": [[TASK, "tanggapi"]], "passed": [["tanggapi"], ["alir_2"]]},
    "input": {"task_id": TASK, "variables": {"risiko": "tinggi"}},
}

# COMPLETED as it was first written: it becomes unreadable when somebody changes a word of the dictionary.
WRITTEN = bytes.fromhex(
    "018dd1c10a80201004d07fe92eb4abb6fa35b16a82d021bafbef49446a41749dcbcc631ac7fdc375634f41eb50323b8c"
    "9352a0c2f00151489e2d58619c06a181a430445a480fc64518032e74ee2a3dbca5b2bfa3d5bcd8784dfb8c0f6215fdac"
    "6ad56f68ce07"
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
@example({"panjang": "Jalan Melati 7 ✓ " * 5000})
def test_every_event_comes_back_byte_for_byte(data: dict[str, object]) -> None:
    text = canonical.text(data)

    assert compact.restore(compact.shorten(text)) == text


def test_a_usual_event_takes_less_than_half() -> None:
    text = canonical.text(COMPLETED)

    assert len(compact.shorten(text)) < len(text) / 2


def test_what_was_written_before_stays_readable() -> None:
    assert compact.restore(WRITTEN) == canonical.text(COMPLETED)


@pytest.mark.parametrize("stored", ['{"a":1}', b'{"a":1}', memoryview(b'{"a":1}')])
def test_plain_json_is_read_as_it_stands(stored: str | bytes | memoryview) -> None:
    assert compact.restore(stored) == '{"a":1}'


@pytest.mark.parametrize("stored", [b"", b"\x01", b"\x01\xff\xff", b"\x02x", b"{\xff", b"\x01" + b"\x00" * 9])
def test_bytes_that_nobody_wrote_are_unreadable_instead_of_a_crash(stored: bytes) -> None:
    assert compact.restore(stored) == compact.UNREADABLE


def test_nothing_stays_nothing() -> None:
    assert compact.restore(None) is None

"""A parcel arrives as it was sent, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.checking import parcels
from engine.bpmn.checking.parcels import Parcel

SENT = Parcel(head={"kind": "check", "roles": ["penyelia"]}, files={"a\nb.bpmn": b"\n\0{}", "kosong": b"", "c": b"x"})


@given(head=st.dictionaries(st.text(), st.text() | st.none()), files=st.dictionaries(st.text(), st.binary()))
def test_it_arrives_as_it_was_sent(head: dict[str, str | None], files: dict[str, bytes]) -> None:
    head.pop("sizes", None)

    assert parcels.unpacked(parcels.packed(Parcel(head=head, files=files))) == Parcel(head=head, files=files)


def test_what_follows_it_is_not_looked_at() -> None:
    assert parcels.unpacked(parcels.packed(SENT) + b"\0") == SENT


@pytest.mark.parametrize("missing", range(1, len(parcels.packed(SENT)) + 1))
def test_one_that_is_not_whole_is_none(missing: int) -> None:
    assert parcels.unpacked(parcels.packed(SENT)[:-missing]) is None

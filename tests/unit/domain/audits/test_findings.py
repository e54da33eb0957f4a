"""The way of a finding, and what its texts may be."""

import pytest

from engine.domain.audits import findings
from engine.domain.audits.findings import FindingInvalidError, FindingNotReadyError


def test_the_way_from_draft_to_close() -> None:
    state, seen = findings.DRAFT, []
    for act in ("send", "answer", "follow_up", "return", "follow_up", "close"):
        state = findings.after(act, state)
        seen.append(state)

    assert seen == ["disampaikan", "ditanggapi", "ditindaklanjuti", "ditanggapi", "ditindaklanjuti", "selesai"]


def test_every_state_is_reached_and_only_by_known_states() -> None:
    assert {findings.DRAFT, *(act.after for act in findings.ACTS.values())} == set(findings.STATES)
    assert {state for act in findings.ACTS.values() for state in act.before} <= set(findings.STATES)


@pytest.mark.parametrize("state", findings.STATES)
@pytest.mark.parametrize("act", findings.ACTS)
def test_an_act_is_taken_exactly_from_the_states_before_it(act: str, state: str) -> None:
    if state in findings.ACTS[act].before:
        assert findings.after(act, state) == findings.ACTS[act].after
    else:
        with pytest.raises(FindingNotReadyError):
            findings.after(act, state)


def test_no_act_leaves_a_closed_finding() -> None:
    assert not any({findings.DONE, findings.IMPOSSIBLE} & act.before for act in findings.ACTS.values())


def test_the_diagram_tells_of_every_act_but_the_sending_that_begins_it() -> None:
    assert set(findings.BY_MESSAGE.values()) == set(findings.ACTS) - {"send"}
    assert {name for name, act in findings.ACTS.items() if act.by_head} == {"answer", "follow_up"}


def test_a_text_is_kept_without_the_space_around_it() -> None:
    assert findings.checked(" Dua baris.\nYa. ", field="cause") == "Dua baris.\nYa."


@pytest.mark.parametrize("text", ["", " \n ", "x" * 8001])
def test_no_text_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(FindingInvalidError) as refused:
        findings.checked(text, field="cause")

    assert refused.value.ids == {"field": "cause"}

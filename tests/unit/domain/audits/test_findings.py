"""The way of a finding, and what its texts may be."""

from datetime import date

import pytest

from engine.domain.audits import findings
from engine.domain.audits.findings import FindingInvalidError, FindingNotReadyError


def test_the_way_from_draft_to_close() -> None:
    state, seen = findings.DRAFT, []
    for act in ("send", "answer", "follow_up", "return", "follow_up", "close"):
        state = findings.after(act, state)
        seen.append(state)

    assert seen == ["disampaikan", "ditanggapi", "ditindaklanjuti", "ditanggapi", "ditindaklanjuti", "selesai"]


def test_no_act_leaves_a_closed_finding() -> None:
    for state in (findings.DONE, findings.IMPOSSIBLE):
        assert findings.possible(state, by="auditor") == findings.possible(state, by="head") == ()


def test_every_state_is_reached_and_only_by_known_states() -> None:
    assert {findings.DRAFT, *(act.after for act in findings.ACTS.values())} == set(findings.STATES)
    assert {state for act in findings.ACTS.values() for state in act.before} <= set(findings.STATES)


@pytest.mark.parametrize("state", findings.STATES)
@pytest.mark.parametrize("act", findings.ACTS)
def test_an_act_is_offered_exactly_when_it_is_taken(act: str, state: str) -> None:
    by = findings.ACTS[act].by
    if act in findings.possible(state, by=by):
        assert findings.after(act, state) == findings.ACTS[act].after
    else:
        with pytest.raises(FindingNotReadyError):
            findings.after(act, state)


def test_no_side_is_offered_an_act_of_the_other() -> None:
    assert findings.possible(findings.SENT, by="auditor") == ()
    assert findings.possible(findings.SENT, by="head") == ("answer",)


def test_the_answer_is_due_sixty_days_after_it_was_sent() -> None:
    assert findings.due(date(2026, 11, 20)) == date(2027, 1, 19)


def test_a_text_is_kept_without_the_space_around_it() -> None:
    assert findings.checked(" Dua baris.\nYa. ", field="cause") == "Dua baris.\nYa."


@pytest.mark.parametrize("text", ["", " \n ", "x" * 8001])
def test_no_text_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(FindingInvalidError) as refused:
        findings.checked(text, field="cause")

    assert refused.value.ids == {"field": "cause"}

"""Which waits ended, where the history only says how many."""

from engine.domain.audit import waits


def test_a_wait_begins_with_a_name_of_its_own() -> None:
    still, begun, over = waits.after([], {"awaits": [["a", "kabar"], ["a", "kabar"]]}, step="3")

    assert still == begun == [("a", "3:0"), ("a", "3:1")]
    assert over == []


def test_of_several_those_whose_element_was_passed_end_first_then_the_oldest() -> None:
    open_ = [("a", "1"), ("b", "2"), ("c", "3")]

    assert waits.after(open_, {"awaits_no_more": ["x"], "passed": [["c"], []]}, step="4")[0] == open_[:2]
    assert waits.after(open_, {"awaits_no_more": ["x", "y"], "passed": [["c"], []]}, step="4")[0] == [("b", "2")]
    assert waits.after(open_, {}, step="4")[0] == open_

"""A refusal speaks through its docstring and the table of Indonesian sentences."""

from engine import errors


class LostError(errors.NotFoundError):
    """The parcel is lost. Ask at
    the counter.

    ``parcel`` names it.
    """

    code = "parcel_lost"


class _SilentError(LostError):
    code = "silent"


def test_the_first_paragraph_of_the_docstring_is_the_sentence() -> None:
    assert LostError.sentence_en == LostError().sentence_en == "The parcel is lost. Ask at the counter."


def test_a_class_that_says_nothing_of_its_own_says_what_its_base_says() -> None:
    assert _SilentError.sentence_en == LostError.sentence_en
    assert _SilentError.sentence_id == errors.SENTENCES["not_found"]


def test_a_refusal_in_a_log_names_code_sentence_and_ids() -> None:
    assert str(LostError(parcel="p-1")) == "parcel_lost: The parcel is lost. Ask at the counter. parcel=p-1"

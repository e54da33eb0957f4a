"""What is said of a change is complete and short; a file's name leads nowhere else."""

import pytest

from engine.domain.changes import changes
from engine.domain.changes.changes import ChangeInvalidError, ChangePathInvalidError, Wanted

WANTED = Wanted(procedure="uji", title="Satu", reason="Dua")


def test_what_was_said_is_folded() -> None:
    said = changes.checked(
        Wanted(procedure="uji", title=" Satu \n dua ", reason=" a\nb ", decree=" 1  /2 ", clauses=("A", "", "B", "A"))
    )

    assert said == Wanted(procedure="uji", title="Satu dua", reason="a\nb", decree="1 /2", clauses=("A", "B"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("title", "a" * 121),
        ("title", "a\u202eb"),
        ("reason", " \n"),
        ("reason", "a" * 4001),
        ("decree", "a" * 121),
        ("decree", "a\u202eb"),
    ],
)
def test_what_does_not_fit_is_named(field: str, value: str) -> None:
    said = {"procedure": "uji", "title": "Satu", "reason": "Dua", field: value}
    with pytest.raises(ChangeInvalidError) as caught:
        changes.checked(Wanted(**said))
    assert caught.value.ids == {"field": field}


@pytest.mark.parametrize("path", ["a.bpmn", "forms/b_1.form", "shared/documents/_dasar.typ", "procedure.toml"])
def test_names_of_files(path: str) -> None:
    assert changes.checked_path(path) == path


@pytest.mark.parametrize(
    "path", ["", "/a.bpmn", "../a.bpmn", "a/../b.dmn", "A.bpmn", "a.py", "a", "a" * 200 + ".dmn", "a\n.dmn"]
)
def test_names_that_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(ChangePathInvalidError):
        changes.checked_path(path)

"""The server's side of the vectors; ``tests/browser/test_form_vectors.py`` holds the browser's viewer to the same."""

import pytest

from engine.domain.forms import forms
from tests.support.files import form_vectors

VECTORS = list(form_vectors.all_of_them())


@pytest.mark.parametrize("vector", VECTORS, ids=[one.name for one in VECTORS])
def test_the_server_finds_what_the_vector_says(vector: form_vectors.Vector) -> None:
    try:
        forms.parse(vector.source).check(vector.answers)
        found: list[str] = []
    except forms.FormInvalidError as refusal:
        found = sorted(problem.pointer for problem in refusal.problems)

    assert found == vector.faults

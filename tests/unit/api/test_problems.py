"""Every refusal has one status and tells nothing but codes, ids and fixed sentences."""

from typing import Any

import pytest
from flask import Flask, json
from werkzeug import exceptions

from api import problems, refusals
from engine import errors
from engine.domain.forms import forms
from engine.services.people import auth


class TakenError(errors.ConflictError):
    """A refusal that the table does not list by its own code."""

    code = "taken"


@pytest.fixture
def app() -> Flask:
    """Give an application: an unexpected exception is logged with the endpoint of its request."""
    return Flask("problems")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFoundError(), 404),
        (errors.NotPermittedError(), 403),
        (TakenError(), 409),
        (errors.LindungError(), 422),
        (refusals.BodyMalformedError(), 400),
        (refusals.ContentTypeUnsupportedError(), 415),
        (auth.CredentialRefusedError(), 401),
        (auth.LoginDelayedError(retry_after_seconds=8), 429),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_a_code_has_one_status(error: errors.LindungError, status: int) -> None:
    assert problems.of(error).status == status


def test_a_refusal_keeps_its_words_and_ids() -> None:
    answer = problems.answer(problems.of(errors.NotFoundError(user_task="t-1")))

    body = json.loads(answer.data)
    assert answer.mimetype == "application/problem+json"
    assert body["code"] == "not_found"
    assert body["status"] == 404
    assert body["ids"] == {"user_task": "t-1"}
    assert body["sentences"]["id"] == errors.NotFoundError.sentence_id


def test_a_form_points_to_each_wrong_field() -> None:
    wrong = forms.FieldProblem(pointer="/nama", code="required", sentence_id="Wajib.", sentence_en="Required.")

    problem = problems.of(forms.FormInvalidError((wrong,)))

    assert problem.status == 422
    assert [(one.pointer, one.code) for one in problem.faults] == [("/form/nama", "required")]


def test_waiting_and_signing_in_are_told_in_headers() -> None:
    assert problems.of(auth.LoginDelayedError(retry_after_seconds=8)).headers == {"Retry-After": "8"}
    assert "Bearer" in problems.of(refusals.CredentialMissingError()).headers["WWW-Authenticate"]


def test_a_wrong_method_names_the_right_ones() -> None:
    problem = problems.of(exceptions.MethodNotAllowed(valid_methods=["POST", "GET"]))

    assert (problem.status, problem.code, problem.headers) == (405, "method_not_allowed", {"Allow": "GET, POST"})


@pytest.mark.parametrize(
    ("error", "code"),
    [(exceptions.ImATeapot(), "request_malformed"), (exceptions.BadGateway(), "internal_error")],
)
def test_a_status_without_words_takes_those_of_its_family(error: exceptions.HTTPException, code: str) -> None:
    problem = problems.of(error)

    assert (problem.status, problem.code) == (error.code, code)


def test_wrong_shapes_become_pointers_and_query_names() -> None:
    error: Any = exceptions.UnprocessableEntity()
    error.data = {
        "messages": {
            "json": {"form": {"a/b": {"value": ["Not a valid string."]}}, "_schema": ["Invalid input type."]},
            "query": {"limt": ["Unknown field."]},
        }
    }

    found = {one.pointer: one.sentence_id for one in problems.of(error).faults}

    assert found == {
        "/form/a~1b": "Isi harus berupa teks.",
        "": "Isi harus berupa objek.",
        "?limt": "Bidang ini tidak dikenal.",
    }


def test_an_unexpected_exception_tells_nothing_of_its_text(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with app.test_request_context("/tugas"):
        problem = problems.of(KeyError("Siti Aminah"))

    written = capsys.readouterr()
    assert (problem.status, problem.code) == (500, "internal_error")
    assert "Siti" not in problems.answer(problem).get_data(as_text=True) + written.out + written.err
    assert "KeyError" in written.out + written.err


def _all_refusals(base: type[errors.LindungError]) -> list[type[errors.LindungError]]:
    return [base] + [found for child in base.__subclasses__() for found in _all_refusals(child)]


def test_every_code_is_stable_text_and_every_status_one_of_http() -> None:
    for refusal in _all_refusals(errors.LindungError):
        assert refusal.code == refusal.code.lower().replace(" ", "_")
        assert refusal.sentence_id.endswith(".")
        assert refusal.sentence_en.endswith(".")

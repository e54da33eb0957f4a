"""What the command line says of refusals: one line a kind, every element in it."""

import pytest

from api.cli import refused, report
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal
from engine.services.policy import definitions

BASIS = Fault("basis_missing", "Tanpa dasar.", "No basis.", "Isi dasarnya.", "Fill it in.")
FORM = Fault("form_unknown", "Formulir '{form}' tidak ada.", "No form '{form}'.", "Buat.", "Make it.")


def basis(number: int, name: str = "") -> Refusal:
    return BASIS.named("a.bpmn", f"u{number}", name)


def test_one_kind_is_one_line_that_names_every_element() -> None:
    found = [basis(1, "Terima"), FORM.named("a.bpmn", "x", "", form="y"), basis(2), BASIS.named("b.bpmn", "u3", "")]

    assert refused.lines(found) == [
        "a.bpmn [basis_missing] (2 unsur): Tanpa dasar. Isi dasarnya. Unsurnya: u1 'Terima', u2.",
        "a.bpmn x '' [form_unknown]: Formulir 'y' tidak ada. Buat.",
        "b.bpmn u3 '' [basis_missing]: Tanpa dasar. Isi dasarnya.",
    ]


def test_what_differs_is_not_put_together() -> None:
    found = [FORM.named("a.bpmn", name, "", form=name) for name in ("satu", "dua")]

    assert len(refused.lines(found)) == 2


def test_two_hundred_elements_are_one_line() -> None:
    (line,) = refused.lines([basis(number) for number in range(225)])

    assert line.count(" u") >= 225 - 1


def test_a_refused_deployment_groups_them_too(capsys: pytest.CaptureFixture[str]) -> None:
    error = definitions.DefinitionRefusedError((basis(1), basis(2)))

    assert report.refused(error, as_json=False) == 1
    assert "Unsurnya: u1, u2." in capsys.readouterr().err
    assert report.refused(error, as_json=True) == 1
    assert capsys.readouterr().err.count("basis_missing") == 2

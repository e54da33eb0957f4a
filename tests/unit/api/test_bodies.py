"""What may enter as JSON: only what can be stored and compared later."""

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from api import bodies, refusals


def _request(**options: object) -> Request:
    return Request(EnvironBuilder(method="POST", **options).get_environ())  # type: ignore[arg-type]  # options by name


def test_an_ordinary_body_is_read() -> None:
    assert bodies.read(b'{"form": {"nama": "\xc3\xa9", "umur": 7, "ya": true, "kosong": null}}') == {
        "form": {"nama": "é", "umur": 7, "ya": True, "kosong": None}
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'["\\u0000"]',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b"[" * 40 + b"]" * 40,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_cannot_be_stored_is_refused(data: bytes) -> None:
    with pytest.raises(refusals.BodyMalformedError):
        bodies.read(data)


@pytest.mark.parametrize(("text", "clean"), [("Siti\nAminah", True), ("", True), ("\x00", False), ("\ud800", False)])
def test_clean_text_holds_neither_nul_nor_surrogates(text: str, clean: bool) -> None:  # noqa: FBT001 - a table column
    assert bodies.is_clean(text) is clean


@pytest.mark.parametrize("declared", ["application/json", "application/json; charset=utf-8", "application/merge+json"])
def test_json_is_taken_however_it_is_declared(declared: str) -> None:
    bodies.require_json(_request(data=b"{}", content_type=declared))


def test_another_content_type_is_refused() -> None:
    with pytest.raises(refusals.ContentTypeUnsupportedError):
        bodies.require_json(_request(data=b"<a/>", content_type="application/xml"))


def test_a_request_without_body_needs_no_type() -> None:
    bodies.require_json(_request())

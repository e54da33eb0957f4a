"""What answers tell the browser, and which forms are believed."""

from collections.abc import Mapping

import pytest
from flask import Flask, Response

from api import refusals, security


@pytest.fixture
def app() -> Flask:
    """Give an application without any route: only a request context is needed."""
    return Flask("security")


def test_no_inline_code_or_style_is_allowed() -> None:
    assert "unsafe" not in security.POLICY
    assert "default-src 'none'" in security.POLICY
    assert "frame-ancestors 'none'" in security.POLICY


def test_an_answer_is_hardened_and_not_kept(app: Flask) -> None:
    with app.test_request_context("/tugas"):
        response = security.harden(Response("x"))

    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_static_files_may_be_kept(app: Flask) -> None:
    with app.test_request_context("/static/lindung.css"):
        assert "Cache-Control" not in security.harden(Response("x")).headers


def test_a_form_token_belongs_to_one_session() -> None:
    token = security.form_token("a session")

    security.require_form_token("a session", token)
    with pytest.raises(refusals.ForgeryRefusedError):
        security.require_form_token("another session", token)


@pytest.mark.parametrize("offered", ["", "é", "0" * 64, "0" * 128, "0" * 130])
def test_a_made_up_token_is_refused(offered: str) -> None:
    with pytest.raises(refusals.ForgeryRefusedError):
        security.require_form_token("a session", offered)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_a_form_of_another_site_is_refused(app: Flask, headers: Mapping[str, str]) -> None:
    context = app.test_request_context("/keluar", method="POST", headers=headers)

    with context, pytest.raises(refusals.ForgeryRefusedError):
        security.require_own_site()


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}]
)
def test_our_own_forms_are_taken(app: Flask, headers: Mapping[str, str]) -> None:
    with app.test_request_context("/keluar", method="POST", headers=headers):
        security.require_own_site()


def test_a_link_from_another_site_may_be_followed(app: Flask) -> None:
    with app.test_request_context("/tugas", headers={"Sec-Fetch-Site": "cross-site"}):
        security.require_own_site()

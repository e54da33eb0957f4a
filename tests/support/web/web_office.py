"""A web application over a small office: programs with tokens and people with browsers, without a server process."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from engine.services.people import tokens
from tests.support.offices.factories import AGENCY, CLI, PASSWORD, Office

REPORT: Mapping[str, Any] = {"process_definition": "uji", "agency": AGENCY, "channel": "datang"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered; ``json`` is None for what is no JSON."""

    status_code: int
    mimetype: str
    headers: Headers
    data: bytes
    json: Any

    @property
    def text(self) -> str:
        """Give the body as text."""
        return self.data.decode()


def reply(response: TestResponse) -> Reply:
    """Give what a test looks at of an answer."""
    mimetype = response.mimetype or ""
    return Reply(
        status_code=response.status_code,
        mimetype=mimetype,
        headers=response.headers,
        data=response.get_data(),
        json=response.get_json(silent=True) if "json" in mimetype else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that calls the interface with the token of a user."""

    client: FlaskClient
    token: str

    def get(self, path: str, **headers: str) -> Reply:
        """Ask for an address below /api/v1."""
        return reply(self.client.get(f"/api/v1/{path}", headers=self._headers(headers)))

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        """Post JSON to an address below /api/v1; ``If_Match`` names the header ``If-Match``."""
        sent = {} if body is None else body
        return reply(self.client.post(f"/api/v1/{path}", json=sent, headers=self._headers(headers)))

    def start(self) -> dict[str, Any]:
        """Register a report and give the instance."""
        started: dict[str, Any] = self.post("process-instances", REPORT).json
        return started

    def claimed(self) -> str:
        """Register a report, claim its first task and give the task's id."""
        task_id = str(self.start()["open_user_tasks"][0]["id"])
        assert self.post(f"user-tasks/{task_id}/claim").status_code == HTTPStatus.OK
        return task_id

    def _headers(self, others: Mapping[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | {key.replace("_", "-"): it for key, it in others.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOffice:
    """The office and its web application."""

    office: Office
    app: Flask

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> Reply:
        """Send a request without credentials."""
        return reply(self.app.test_client().open(path, method=method, headers=headers, buffered=True))

    def program(self, username: str, *roles: str) -> Program:
        """Create a user with these roles and give a program with their token."""
        self.office.user(username, *roles)
        with self.office.acting(CLI) as tx:
            token = tokens.create(tx, username=username, name="uji", days=1)
        return Program(client=self.app.test_client(), token=token)

    def browser(self, username: str, *roles: str) -> FlaskClient:
        """Create a user with these roles and give a browser in which they have signed in."""
        self.office.user(username, *roles)
        client = self.app.test_client()
        client.post("/masuk", data={"username": username, "password": PASSWORD})
        return client

"""The interface against its own OpenAPI document: generated requests for every operation."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi import checks

from tests.support.web.web_office import WebOffice

EVERY_ROLE = ("petugas_pengaduan", "penyelia", "kepala", "auditor", "pemeriksa", "admin_kebijakan", "admin_sistem")
# A shape cannot say everything (that files are a procedure, that a code exists): such a refusal is no fault.
SPARED = [checks.positive_data_acceptance]


@pytest.fixture
def headers(web: WebOffice) -> dict[str, str]:
    """Give the credentials of somebody who may do nearly everything, with a case to find."""
    program = web.program("semua", *EVERY_ROLE)
    program.start()
    return {"Authorization": f"Bearer {program.token}"}


def test_no_generated_request_meets_an_undocumented_answer(web: WebOffice, headers: dict[str, str]) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", web.app)

    operations: list[Any] = [getattr(found, "ok", lambda: None)() for found in document.get_all_operations()]

    assert len(operations) > 25
    assert None not in operations
    for operation in operations:
        _attack(operation, headers)


def _attack(operation: Any, headers: dict[str, str]) -> None:
    """Send a few generated requests; fails on a 500, an undocumented status, type or shape."""

    @given(case=operation.as_strategy())
    @settings(max_examples=5, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def send(case: Any) -> None:
        # The test's transport hands compressed bytes on as they are.
        case.call_and_validate(headers={**headers, "Accept-Encoding": "identity"}, excluded_checks=SPARED)

    send()

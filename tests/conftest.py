"""Fixtures of every test: real servers, migrated databases, a fixed clock; and no way out to the network."""

import sys

import hypothesis
import pytest

from tests.support.servers import network

pytest_plugins = [
    "tests.support.house.garbage",
    "tests.support.house.traced",
    "tests.support.servers.databases",
    "tests.support.servers.seeded",
    "tests.support.offices.factories",
]
sys.addaudithook(network.refuse_strangers)
# A busy machine must not turn a test red: what a property shows does not depend on how long its examples take.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Name the event loop of libraries that ask for one."""
    return "asyncio"

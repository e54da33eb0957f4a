"""Fixtures of every test: real servers, migrated databases, a fixed clock; and no way out to the network."""

import sys

import pytest

from tests.support.servers import network

pytest_plugins = ["tests.support.servers.databases", "tests.support.offices.factories"]
sys.addaudithook(network.refuse_strangers)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Name the event loop of libraries that ask for one."""
    return "asyncio"

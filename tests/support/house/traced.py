"""What coverage counts: what a test itself calls, once.

A fixture proves nothing about what it runs, and on the second database a test runs the same lines again. Tracing costs
half as much again as running, so neither is traced; the promises of coverage are then kept by less, not by more.
"""

from collections.abc import Generator
from typing import Any

import pytest


def counts(item: pytest.Item) -> bool:
    """Tell whether a test counts: on PostgreSQL it does not when it is the second run of the same test."""
    callspec = getattr(item, "callspec", None)
    return callspec is None or "postgres" not in callspec.params.values()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, Any, Any]:
    """Stop tracing once everything is imported, and go on when the last test is over."""
    controller = _controller(session.config)
    if controller is None:
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Trace the test itself."""
    controller = _controller(item.config)
    if controller is None or not counts(item):
        return (yield)
    controller.resume()
    try:
        return (yield)
    finally:
        controller.pause()


def _controller(config: pytest.Config) -> Any:
    """Give what starts and stops tracing in this process; None without ``--cov``, and where others run the tests."""
    plugin = config.pluginmanager.getplugin("_cov")
    return None if plugin is None or config.getoption("dist", "no") != "no" else plugin.cov_controller

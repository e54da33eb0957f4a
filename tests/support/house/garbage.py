"""What is imported and collected stays until the end: the garbage collector is told so.

It would look through a million objects again and again while they are made, and in each later round of its own.
"""

import gc
from collections.abc import Generator
from typing import Any

import pytest

gc.disable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop() -> Generator[None, Any, Any]:
    """Collect garbage from the first test on."""
    gc.freeze()
    gc.enable()
    return (yield)

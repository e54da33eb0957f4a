"""Tests talk to this machine only: a connection to any other address fails the test that tried."""

from typing import Any

_LOOPBACK = ("127.", "::1", "localhost")


class OutsideNetworkError(AssertionError):
    """A test tried to reach another machine."""


def refuse_strangers(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: let loopback addresses and local sockets pass, refuse the rest."""
    if event not in {"socket.connect", "socket.sendto"}:
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
        raise OutsideNetworkError(f"tests may not reach {address[0]}")

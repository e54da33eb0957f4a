"""An end to whatever another house's server makes us wait for, however it dawdles."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any, Protocol


class Connected(Protocol):
    """What holds a socket once it is connected."""

    sock: Any


@contextlib.contextmanager
def within(connection: Connected, seconds: float) -> Iterator[None]:
    """End what takes longer as a whole; TimeoutError then.

    The socket's own limit counts from each byte: a server that sends one now and then would never end.
    """
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        # Closing alone would not wake whoever reads; it may also have ended by itself meanwhile.
        with contextlib.suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(seconds, hang_up)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
    if late.is_set():  # what was read last may have been cut off
        raise TimeoutError

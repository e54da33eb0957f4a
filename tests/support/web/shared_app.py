"""One web application for the tests of a process: composing it and compiling its pages takes longer than most tests."""

from typing import Any

from flask import Flask

from api import edge, meters
from api.app import create_app
from engine.runtime import Runtime

_COMPOSED: list[tuple[Flask, dict[str, Any]]] = []


def over(runtime: Runtime) -> Flask:
    """Give the application over this runtime, until the next test asks.

    All that an application knows of an installation lies in its extensions, and these are put back as composed.
    Whoever needs two applications at once, or one behind a proxy, composes them (``create_app``).
    """
    if not _COMPOSED:
        made = create_app(runtime)
        _COMPOSED.append((made, dict(made.extensions)))
    app, composed = _COMPOSED[0]
    app.extensions.clear()
    app.extensions.update(composed | {edge.EXTENSION: runtime, meters.EXTENSION: meters.Meters()})
    return app

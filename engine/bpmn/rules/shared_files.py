"""Which shared files a procedure reaches, so that its bundle holds what it runs and nothing else.

A shared part is found by its name: process ``x`` is ``x.bpmn``, decision ``x`` is ``x.dmn``, form ``x`` is
``forms/x.form``, letter ``x`` is ``documents/x.*``. What all letters need begins with an underscore.
"""

from collections.abc import Collection, Iterator, Mapping

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model

COMMON = "documents/_"


def reached(own: Mapping[str, bytes], shared: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the shared files, by path in their folder, that a procedure's diagrams name, and that those name in turn.

    A file of the procedure replaces the shared one of the same path. What cannot be read or is not there is left to
    the check before deployment.
    """
    found: dict[str, bytes] = {}
    waiting = [data for path, data in own.items() if path.endswith(xml.DIAGRAMS)]
    while waiting:
        fresh = {path for path in _named(waiting.pop(), shared) if path not in own and path not in found}
        found |= {path: shared[path] for path in fresh}
        waiting += [shared[path] for path in sorted(fresh) if path.endswith(xml.DIAGRAMS)]
    if any(path.startswith("documents/") for path in (*own, *found)):
        found |= {path: data for path, data in shared.items() if path.startswith(COMMON) and path not in own}
    return found


def _named(diagram: bytes, shared: Collection[str]) -> Iterator[str]:
    """Give the shared paths that a diagram's elements name."""
    try:
        root = xml.parse(diagram)
    except xml.RefusedXmlError:
        return
    wanted = {path for element in root.iter(f"{{{xml.BPMN}}}*") for path in _paths(element)}
    yield from (path for path in shared if path in wanted or path.rpartition(".")[0] in wanted)


def _paths(element: xml.Element) -> Iterator[str]:
    """Give what an element names: whole paths, and letters without their ending."""
    called = (element.get("calledElement") or "").rpartition(":")[2]
    decision, form = element.get(xml.lindung("decision")), element.get(xml.lindung("form"))
    yield from (
        path
        for name, path in ((called, f"{called}.bpmn"), (called, f"{called}.bpmn2"), (decision, f"{decision}.dmn"))
        if name
    )
    if form:
        yield f"forms/{form}.form"
    yield from (f"documents/{letter}" for letter in model.words(element, "document"))

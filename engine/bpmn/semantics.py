"""Which engine computes: what a start event names, so that a later engine that computes otherwise can be told.

Each number says how a part means what it is given, and rises when that changes. A house test keeps a digest of the
part's code beside the number: whoever changes the code decides whether it still means the same.
"""

from functools import cache
from importlib import metadata

from engine import dmn, feel

PATCHES = 1
"""How ``engine.bpmn.mended`` makes the library run what BPMN says."""


@cache
def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in ("lindung", "spiffworkflow")}


def engine() -> dict[str, str | int]:
    """Give the versions of product and library, and the numbers of patches, FEEL and DMN."""
    return {**_versions(), "patches": PATCHES, "feel": feel.SEMANTICS, "dmn": dmn.SEMANTICS}

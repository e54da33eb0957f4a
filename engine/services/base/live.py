"""Live instances kept in memory between requests: an optimisation that may be switched off without any change.

An entry is taken out before a step and put back after the commit, with the revision that was stored. A step that failed
therefore leaves no half-changed state behind, and another process's step shows as a revision that does not match.
"""

import threading
from collections import OrderedDict

from engine.bpmn import runner


class Instances:
    """A bounded memory of (instance id, revision) -> state; ``capacity`` 0 keeps nothing."""

    def __init__(self, *, capacity: int) -> None:
        """Begin empty."""
        self._capacity = capacity
        self._states: OrderedDict[str, tuple[int, runner.State]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, instance_id: str, *, revision: int) -> runner.State | None:
        """Give the state of that revision and forget it; None when it is not here."""
        with self._guard:
            found = self._states.pop(instance_id, None)
        return found[1] if found is not None and found[0] == revision else None

    def put(self, instance_id: str, *, revision: int, state: runner.State) -> None:
        """Remember the state that was committed; the least recently used one makes room."""
        with self._guard:
            self._states[instance_id] = (revision, state)
            self._states.move_to_end(instance_id)
            while len(self._states) > self._capacity:
                self._states.popitem(last=False)

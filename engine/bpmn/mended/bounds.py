"""How much one step of an instance may do, so that one diagram or one answer never holds up everybody else.

The bounds refuse a step and never change what it does: a step within them has the same effects whatever they are. A
replay therefore runs without them, and re-executes what was once accepted even after an installation lowered a bound.
"""

import math
import sys
import time
from dataclasses import dataclass

from engine import settings
from engine.bpmn.base.errors import StepTooLargeError, StepTooSlowError


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The most instances of one multi-instance activity, the most tokens of an instance (finished ones count, they
    stay in the snapshot: about 25 bytes each), and the most processor seconds of a step.
    """

    instances: int = settings.MOST_INSTANCES
    tokens: int = 20_000
    seconds: float = settings.STEP_SECONDS


UNBOUNDED = Bounds(instances=sys.maxsize, tokens=sys.maxsize, seconds=math.inf)


class Allowance:
    """What one step may still do. It belongs to the thread that began it."""

    def __init__(self, bounds: Bounds = UNBOUNDED, *, tokens: int = 0) -> None:
        """Begin a step of an instance that already has so many tokens."""
        self.instances = bounds.instances
        self._tokens = bounds.tokens - tokens
        # Processor time: a busy machine makes a step wait, and that is no fault of the step.
        self._until = time.thread_time() + bounds.seconds

    def take_token(self) -> None:
        """Count a new token; StepTooLargeError when the instance would have too many, StepTooSlowError as below."""
        self._tokens -= 1
        if self._tokens < 0:
            raise StepTooLargeError
        self.look_at_time()

    def look_at_time(self) -> None:
        """Raise StepTooSlowError when the step has used up its time."""
        if self._until != math.inf and time.thread_time() >= self._until:
            raise StepTooSlowError

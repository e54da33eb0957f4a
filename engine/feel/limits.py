"""How much one evaluation may use: a diagram must never be able to stop the server.

Steps count evaluated nodes of loop bodies, function bodies and touched list items: the text itself is short, so
whatever is long is a repetition, and every repetition pays here before it runs. A step stands for about a microsecond;
what takes longer (a pattern, a logarithm, a time zone) pays for more. Nothing pays less because a cache helped, for an
evaluation that is run again must end as it did.
"""

from dataclasses import dataclass

from engine.feel import errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one evaluation; each has its own name in FeelLimitError.limit."""

    steps: int = 100_000
    depth: int = 80
    list_length: int = 50_000
    string_length: int = 100_000
    pattern_length: int = 500


DEFAULT = Limits()
TEXT_LENGTH = 10_000  # characters of one expression
CHAIN = 200  # operators, dots or filters behind each other
NESTING = 80  # brackets, conditionals and functions inside each other
ROUND = 8  # what a round of a loop or a call costs besides its body
_CHARACTERS_PER_STEP = 16  # a built character is cheaper than an evaluated node


class Budget:
    """What is left of one evaluation's limits."""

    __slots__ = ("depth", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        """Start full."""
        self.limits = limits
        self.steps = limits.steps
        self.depth = limits.depth

    def spend(self, steps: int) -> None:
        """Pay for work before it is done; FeelLimitError "steps" when nothing is left."""
        self.steps -= steps
        if self.steps < 0:
            raise errors.FeelLimitError("steps")

    def list_of(self, length: int) -> None:
        """Allow a list of that length and pay for it, or raise FeelLimitError "list_length"."""
        if length > self.limits.list_length:
            raise errors.FeelLimitError("list_length")
        self.spend(length)

    def string_of(self, length: int) -> None:
        """Allow a string of that many code points and pay for it, or raise FeelLimitError "string_length"."""
        if length > self.limits.string_length:
            raise errors.FeelLimitError("string_length")
        self.spend(length // _CHARACTERS_PER_STEP)

    def pattern_of(self, length: int) -> None:
        """Allow a regular expression of that length, or raise FeelLimitError "pattern_length"."""
        if length > self.limits.pattern_length:
            raise errors.FeelLimitError("pattern_length")

    def enter(self) -> None:
        """Go one function call deeper, or raise FeelLimitError "depth"."""
        self.depth -= 1
        if self.depth < 0:
            raise errors.FeelLimitError("depth")

    def leave(self) -> None:
        """Come back from a function call."""
        self.depth += 1

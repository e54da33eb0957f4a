"""Nested blocks of BPMN, and what BPMN says of them: a model to hold the engine against.

A block is drawn with its gateways, and it can also play itself: by its structure alone, knowing nothing of tokens.
"""

import itertools
import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from tests.support.diagrams.bpmn_text import chain, document, end, flow, node, start, users

Choices = Mapping[str, bool]


class Block(ABC):
    """A part of a process with one way in and one way out."""

    def __init__(self, number: int) -> None:
        """Take a number that makes its ids unique."""
        self.number = number
        self.first, self.last = f"in{number}", f"out{number}"

    @abstractmethod
    def draw(self) -> str:
        """Give the BPMN text."""

    @abstractmethod
    def begin(self, choices: Choices) -> None:
        """Let a token in."""

    @abstractmethod
    def open(self) -> list[str]:
        """Give the tasks that wait."""

    @abstractmethod
    def complete(self, task: str, choices: Choices) -> None:
        """Complete a waiting task."""

    @property
    def is_done(self) -> bool:
        """Tell whether nothing waits inside."""
        return not self.open()


class Task(Block):
    """One user task."""

    def __init__(self, number: int) -> None:
        """Be closed at first."""
        super().__init__(number)
        self.first = self.last = f"t{number}"
        self.waits = False

    def draw(self) -> str:
        """Give the task."""
        return users(self.first)

    def begin(self, _choices: Choices) -> None:
        """Wait for a person."""
        self.waits = True

    def open(self) -> list[str]:
        """Give the task itself while it waits."""
        return [self.first] * self.waits

    def complete(self, _task: str, _choices: Choices) -> None:
        """Be done from now on."""
        self.waits = False


class Several(Block):
    """Blocks side by side between two gateways of a kind; the kind says which of them get a token."""

    def __init__(self, number: int, kind: str, parts: Sequence[Block]) -> None:
        """Take the gateways' kind: parallelGateway, inclusiveGateway or exclusiveGateway."""
        super().__init__(number)
        self.kind, self.parts = kind, parts

    def draw(self) -> str:
        """Give both gateways, the parts and their flows; the last part is the default."""
        inside = "".join(part.draw() for part in self.parts)
        default = {} if self.kind == "parallelGateway" else {"default": f"{self.first}-{self.parts[-1].first}"}
        text = node(self.kind, self.first, **default) + node(self.kind, self.last)
        for part in self.parts:
            guarded = default and part is not self.parts[-1]
            text += flow(self.first, part.first, f"{part.first} = true" if guarded else None)
            text += chain(part.last, self.last)
        return text + inside

    def begin(self, choices: Choices) -> None:
        """Begin the parts whose condition holds, else the last one."""
        chosen = [part for part in self.parts[:-1] if choices[part.first]] or [self.parts[-1]]
        if self.kind == "parallelGateway":
            chosen = list(self.parts)
        for part in chosen[:1] if self.kind == "exclusiveGateway" else chosen:
            part.begin(choices)

    def open(self) -> list[str]:
        """Give what waits in any part."""
        return [task for part in self.parts for task in part.open()]

    def complete(self, task: str, choices: Choices) -> None:
        """Pass the completion to the part that waits for it."""
        next(part for part in self.parts if task in part.open()).complete(task, choices)


class Row(Block):
    """Blocks one after the other, alone or inside a sub-process, once or in a loop."""

    def __init__(self, number: int, parts: Sequence[Block], *, inside: bool, loops: bool) -> None:
        """Take the parts; with ``inside`` they stand in a sub-process, with ``loops`` they may come again."""
        super().__init__(number)
        self.parts, self.inside, self.loops, self.at = parts, inside, loops, 0

    def draw(self) -> str:
        """Give a gateway to come back to, the parts, and a gateway that goes on or back."""
        ends = {"default": f"{self.last}-after{self.number}"} if self.loops else {}
        body = node("exclusiveGateway", self.first) + "".join(part.draw() for part in self.parts)
        body += chain(self.first, self.parts[0].first)
        body += "".join(chain(one.last, other.first) for one, other in itertools.pairwise(self.parts))
        body += node("exclusiveGateway", self.last, **ends) + chain(self.parts[-1].last, self.last)
        if not self.loops:
            return self._wrapped(body)
        after = f"after{self.number}"
        again = flow(self.last, self.first, f"{self.first} = true") + chain(self.last, after)
        text = self._wrapped(body + node("exclusiveGateway", after) + again, last=after)
        self.last = self.last if self.inside else after
        return text

    def _wrapped(self, body: str, *, last: str = "") -> str:
        if not self.inside:
            return body
        opens, closes, whole = f"is{self.number}", f"ie{self.number}", f"sub{self.number}"
        ways = chain(opens, self.first) + chain(last or self.last, closes)
        self.first = self.last = whole
        return node("subProcess", whole, start(opens) + body + ways + end(closes))

    def begin(self, choices: Choices) -> None:
        """Begin the first part."""
        self.at = 0
        self.parts[0].begin(choices)

    def open(self) -> list[str]:
        """Give what waits in the present part."""
        return self.parts[self.at].open()

    def complete(self, task: str, choices: Choices) -> None:
        """Complete, and go to the next part, or back to the first, when the present one is done."""
        self.parts[self.at].complete(task, choices)
        if not self.parts[self.at].is_done:
            return
        if self.at + 1 < len(self.parts):
            self.at += 1
            self.parts[self.at].begin(choices)
        elif self.loops and choices[f"in{self.number}"]:
            self.begin(choices)


def grow(chance: random.Random, depth: int, numbers: "itertools.count[int]") -> Block:
    """Give a random block of at most this depth."""
    number = next(numbers)
    if depth == 0:
        return Task(number)
    parts = [
        grow(chance, depth - 1 - chance.randrange(2) if depth > 1 else 0, numbers)
        for _ in range(chance.choice([2, 2, 3]))
    ]
    kind = chance.choice(["row", "row", "parallelGateway", "inclusiveGateway", "exclusiveGateway"])
    if kind == "row":
        return Row(number, parts, inside=chance.random() < 0.4, loops=chance.random() < 0.5)
    return Several(number, kind, parts)


def drawn(block: Block) -> bytes:
    """Give the block as a whole process ``p``."""
    body = block.draw()
    return document(start(), body, end(), chain("s", block.first), chain(block.last, "e"))

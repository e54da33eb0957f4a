"""The context of a command: the installation's settings and clock, and a runtime once one is needed."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from api.cli.report import Report
from engine.clock import Clock
from engine.domain.audit.reads import COMMAND
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.base.transaction import Transaction
from engine.settings import Settings

ACTOR = actors.system("cli")
"""Whoever may run the command line owns the machine; the history says so instead of naming a person."""


class Commands(Protocol):
    """The part of argparse's sub-command list that a group of commands uses."""

    def add_parser(self, name: str, *, parents: Sequence[ArgumentParser] = ..., help: str = ...) -> ArgumentParser:  # noqa: A002 - argparse's word
        """Add one command."""
        ...


@dataclass(frozen=True)
class Context:
    """One call of the command line."""

    settings: Settings
    clock: Clock

    @cached_property
    def runtime(self) -> Runtime:
        """Give the runtime, built on first use: ``check`` and usage errors need none."""
        return Runtime.build(self.settings, self.clock)

    def close(self) -> None:
        """Let go of the database, if it was needed at all."""
        if "runtime" in self.__dict__:
            self.runtime.close()

    @contextmanager
    def transaction(self, *, via: str = COMMAND) -> Iterator[Transaction]:
        """Open the one transaction of a command; ``via`` is the way by which it reads cases."""
        with self.runtime.transaction(ACTOR, via=via) as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that only reads: on one PC nobody waits for it."""
        with self.runtime.transaction(ACTOR, reads_only=True) as tx:
            yield tx


Command = Callable[[Context, Namespace], Report]

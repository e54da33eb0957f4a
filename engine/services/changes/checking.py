"""Checks what a change would be refused for, by the rules that stand before every version, without holding anybody up.

The files are read in one transaction; the check itself runs outside of it, in a confined process.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.checking.checker import Checker
from engine.domain.policy.refusals import Refusal
from engine.services.base.transaction import Transaction
from engine.services.changes import changes, files


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is checked: the files of a change at a revision, and what the installation knows."""

    change: str
    revision: int
    files: Mapping[str, bytes]
    roles: frozenset[str]
    messages: frozenset[str]
    most_instances: int


def question(tx: Transaction, change_id: str) -> Question:
    """Give what is to be checked of a change as it is now; NotFoundError."""
    change = changes.get(tx, change_id)
    return Question(
        change=change.id,
        revision=change.revision,
        files=files.of_change(tx, change_id),
        roles=frozenset(tx.installation.rights.roles),
        messages=frozenset(tx.installation.messages),
        most_instances=tx.installation.settings.most_instances,
    )


def answer(checker: Checker, asked: Question) -> tuple[Refusal, ...]:
    """Give everything that keeps the files from being a version, but for their letters; hold no transaction meanwhile.

    CheckSupersededError when a newer revision of the change is asked for, CheckerBusyError when others come first.
    """
    return checker.check(
        asked.files,
        draft=asked.change,
        revision=asked.revision,
        roles=asked.roles,
        messages=asked.messages,
        most_instances=asked.most_instances,
    )

"""What a person may choose from while editing a diagram: roles, forms, letters, decisions, clauses with their words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.services.base.transaction import Transaction
from engine.services.changes import changes, files
from engine.store.changes import changes as stored
from engine.store.policy import definitions

_DECISION = re.compile(rb'<(?:\w+:)?decision\s[^>]*?\bid="(\w+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Keys to choose from; ``roles`` with what they are called, ``clauses`` with their words as the decree has them."""

    roles: Mapping[str, str]
    forms: tuple[str, ...]
    documents: tuple[str, ...]
    decisions: tuple[str, ...]
    clauses: Mapping[str, str]


def of_change(tx: Transaction, change_id: str) -> Choices:
    """Give what the files of a change offer; NotFoundError.

    Clauses are those of the version from which the change began.
    """
    found = files.of_change(tx, change_id)
    row = changes.seen(tx, stored.get(tx.session, change_id), change_id)
    base = definitions.bundle(tx.session, row.base_bundle_id)
    deployed = tx.installation.procedures.get(tx.session, base.id, version=base.version)
    tables = [data for path, data in found.items() if path.endswith(".dmn")]
    return Choices(
        roles={key: wording.label for key, wording in tx.installation.rights.roles.items()},
        forms=_stems(found, ".form"),
        documents=tuple(name for name in _stems(found, ".toml") if name != "procedure"),
        decisions=tuple(sorted({one.decode() for data in tables for one in _DECISION.findall(data)})),
        clauses={
            name: clause.text for document in deployed.documents for name, clause in sorted(document.clauses.items())
        },
    )


def _stems(found: Mapping[str, bytes], ending: str) -> tuple[str, ...]:
    return tuple(sorted({path.rpartition("/")[2].removesuffix(ending) for path in found if path.endswith(ending)}))

"""Letters before they count: the letters that a step would produce with the answers typed so far, kept nowhere."""

from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.services.base import access
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.services.letters import files as letter_files
from engine.services.running import steps
from engine.services.user_tasks import life_cycle, user_tasks
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.typesetting import joining, typesetting

READ = "document.read"
DRAFT = "KONSEP"
MAIN = "_konsep.typ"
OVER = (
    '#set page(foreground: rotate(-35deg, text(96pt, fill: rgb(160, 20, 20, 45))[{mark}]))\n#include "{letter}.typ"\n'
)


class NoLetterError(errors.ConflictError):
    """With these answers this step produces no letter."""

    code = "no_letter"


def may_come(tx: Transaction, task_id: str) -> bool:
    """Tell whether the step of a task names a document of its own that the actor may read."""
    task = user_tasks.seen(tx, task_id)
    case = stored.known(tx.session, task.case_number)
    named = steps.deployed_of(tx, task.process_instance).definition.side_table[task.element_id].documents
    return bool(named) and tx.allows(READ, access.subject_of(tx, case))


def preview(tx: Transaction, task_id: str, *, form: Mapping[str, Any]) -> bytes:
    """Give the letters that completing the actor's task would produce, as one PDF marked as a draft.

    Nothing is kept and no number is used; that a document was read is recorded. A letter tells what others wrote at
    earlier steps, so the right to the task is not enough. The transaction must be one that may write.

    Raises as ``user_tasks.complete`` does, NoLetterError, and LetterFailedError for a fault of a template.
    """
    task = user_tasks.seen(tx, task_id)
    case = stored.known(tx.session, task.case_number)
    seen = access.subject_of(tx, case)
    tx.require(READ, seen)
    known = {row.id for row in stored_documents.documents(tx.session, case.id)}
    with tx.savepoint(keep=False) as trial:
        life_cycle.complete(trial, task_id, form=form)
        fresh = [
            row for row in stored_documents.documents(trial.session, case.id) if row.id not in known and row.number
        ]
        drafts = [(row.document, row.at, *letter_files.material(trial, case, row)) for row in fresh]
    if not drafts:
        raise NoLetterError(user_task=task_id)
    reads.note(tx, case.id, what="document.preview", seen=seen, subject=task_id)
    return joining.joined(
        typesetting.pdf(
            {**files, MAIN: OVER.format(mark=DRAFT, letter=name).encode()}, main=MAIN, data=_unnumbered(data), at=at
        )
        for name, at, files, data in drafts
    )


def _unnumbered(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give a letter's content without the number and code that it does not have yet."""
    return {
        **data,
        "surat": {**data["surat"], "nomor": DRAFT},
        "verifikasi": {**data["verifikasi"], "kode": DRAFT},
    }

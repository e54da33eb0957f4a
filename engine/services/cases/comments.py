"""Comments on a case: sealed like all narrative. A mention notifies a colleague who may read the case."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from engine import errors
from engine.services.base import access, canonical
from engine.services.base.transaction import Transaction
from engine.services.chains import chain, reads
from engine.services.content import sealed_texts
from engine.services.notifying import notifications
from engine.services.user_tasks import user_tasks
from engine.store.cases import cases, comments
from engine.store.tables.cases import Comment

LONGEST = 4000
MENTION = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9_.-]{0,79})", re.ASCII)


class CommentUnfitError(errors.LindungError):
    """Write a comment of 1 to 4000 characters."""

    code = "comment_unfit"


class MentionUnknownError(errors.LindungError):
    """The mentioned person is no officer of this agency who may read this case. Check the name after @."""

    code = "mention_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """One comment; ``text`` is None once the case's key is destroyed."""

    id: str
    author: str
    author_name: str
    at: datetime
    text: str | None


def of_task(tx: Transaction, task_id: str) -> tuple[CommentView, ...] | None:
    """Give the comments on a task's case as ``of_case`` does; NotFoundError for a task that the actor may not see."""
    return of_case(tx, user_tasks.seen(tx, task_id).case_number)


def of_case(tx: Transaction, case_number: str) -> tuple[CommentView, ...] | None:
    """Give the comments on a case, oldest first, and record that they were read; None for who may not.

    A case without comments was not read.
    """
    case = cases.known(tx.session, case_number)
    seen = access.seen(tx, case, "case.read_narrative")
    if seen is None:
        return None
    rows = comments.comments(tx.session, case.id)
    if rows:
        reads.note(tx, case.id, what="comment.read", seen=seen)
    return tuple(
        CommentView(
            id=row.id,
            author=row.author,
            author_name=name,
            at=row.at,
            text=sealed_texts.opened(tx, case, row.ciphertext, bound_to=row.id),
        )
        for row, name in rows
    )


def mentionable(tx: Transaction, task_id: str) -> tuple[str, ...]:
    """Give the usernames of the colleagues who may be mentioned at a task: those who may read its case."""
    return tuple(
        sorted(access.readers(tx, cases.known(tx.session, user_tasks.seen(tx, task_id).case_number), "case.read"))
    )


def write(tx: Transaction, task_id: str, *, text: str) -> str:
    """Keep a comment, leave word for whom it mentions, and give its id.

    For who may read the case's narrative. Raises NotFoundError, NotPermittedError, CommentUnfitError,
    MentionUnknownError, CaseErasedError.
    """
    shown = user_tasks.seen(tx, task_id)
    found = cases.lock_known(tx.session, shown.process_instance)
    tx.require("case.read_narrative", access.subject_of(tx, found.case))
    if not 0 < len(text.strip()) <= LONGEST:
        raise CommentUnfitError(user_task=task_id)
    readers = access.readers(tx, found.case, "case.read")
    mentioned = set(MENTION.findall(text.casefold()))
    if mentioned - readers.keys():
        raise MentionUnknownError(user_task=task_id)
    comment_id = str(uuid.uuid4())
    ciphertext = sealed_texts.sealed(tx, found.case, text.strip(), bound_to=comment_id)
    tx.session.add(
        Comment(
            id=comment_id,
            case_id=found.case.id,
            task_id=task_id,
            author=tx.actor.id,
            at=tx.now,
            ciphertext=ciphertext,
        )
    )
    data = {"digests": {comment_id: canonical.digest(ciphertext).hex()}, "mentioned": len(mentioned)}
    chain.append(tx, found.instance, type_="comment.written", version=found.bundle.version, data=data, task_id=task_id)
    for user_id in sorted({readers[name] for name in mentioned} - {tx.actor.id}):
        notifications.tell(tx, user_id, kind="mentioned", case_number=found.case.number, task_id=task_id)
    return comment_id

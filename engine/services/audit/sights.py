"""How far a reader sees into the values of a case's history, by their rights; and the reading that has a reason."""

from engine import errors
from engine.domain.audit import sight
from engine.services.base import access
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import reads
from engine.store.cases import cases

READ_VALUES = "history.read_values"
REASONS = ("pemeriksaan", "keberatan", "temuan", "permintaan_klien", "perkara")
"""Why somebody may look at withheld values: examination, objection, finding, a client's request, a court case."""


class ReasonUnknownError(errors.LindungError):
    """Name a reason for reading these values, by one of the codes listed.

    ``ids`` name those that there are.
    """

    code = "reason_unknown"


def of(
    tx: Transaction, found: cases.Found, deployed: Deployed, *, reasoned: bool = False, outside: bool = False
) -> sight.Sight:
    """Give what the actor sees of an instance's values; whoever may read what people wrote sees them all.

    ``outside`` gives what somebody outside is shown, whoever the actor is.
    """
    whole = not outside and tx.allows("case.read_narrative", access.subject_of(tx, found.case))
    return sight.Sight(
        marks=deployed.audit_marks,
        decided=deployed.decided,
        questions=deployed.questions,
        whole=whole,
        reasoned=reasoned,
    )


def require_reason(tx: Transaction, found: cases.Found, *, reason: str) -> None:
    """Let the actor see what is withheld, for a reason, and record that as a reading of its own.

    Raises NotFoundError for who may not read the history, NotPermittedError for who may not see its values,
    ReasonUnknownError.
    """
    _, subject = access.require_readable(tx, found, "history.read", asked=found.instance.id)
    tx.require(READ_VALUES, subject)
    if reason not in REASONS:
        raise ReasonUnknownError(known=", ".join(REASONS))
    reads.note(tx, found.case.id, what=READ_VALUES, seen=subject, subject=reason)

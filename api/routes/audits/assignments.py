"""``/api/v1/audit-assignments``: who may look at which cases, by which letter, until when."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audits import assignments as schemas
from engine.domain.audits.assignments import Wanted
from engine.services.audits import assignments
from engine.services.audits.assignments import AssignmentView
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction

noun = Noun("audit-assignments", description="Assignments of auditors: their letter, scope, members and end.")
SHAPE = derived.answer(AssignmentView, "AuditAssignment")


@noun.get("", answer=derived.page(AssignmentView, "AuditAssignmentsPage", item="AuditAssignment"))
def search(tx: Transaction) -> Page[AssignmentView]:
    """List the assignments that name the caller, and those of agencies whose assignments they may see, newest first.

    403 ``not_permitted`` for whoever has nothing to do with audits.
    """
    tx.require_anywhere(assignments.READ)
    return Page(items=assignments.search(tx), next=None)


@noun.post("", body=schemas.Wanted, answer=SHAPE, status=201)
def open_assignment(tx: Transaction, body: base.Checked) -> AssignmentView:
    """Open an assignment, which gives its members their rights from now on.

    403 ``not_permitted`` unless the caller may assign in each of the agencies, 422 ``assignment_invalid`` for a letter
    of tomorrow, an unknown procedure, days in the wrong order or somebody who is no auditor there.
    """
    return assignments.open_assignment(tx, Wanted(**body))


@noun.get("/<assignment_id>", answer=SHAPE)
def get(tx: Transaction, assignment_id: str) -> AssignmentView:
    """Give one assignment.

    404 ``not_found`` for whoever it does not name and who may not see the assignments of its agencies.
    """
    return assignments.get(tx, assignment_id)


@noun.post("/<assignment_id>/end", answer=SHAPE)
def end(tx: Transaction, assignment_id: str) -> AssignmentView:
    """End an assignment: its members have no rights by it from now on. Ending it again does nothing.

    403 ``not_permitted`` for whoever may see it and not end it.
    """
    assignments.end(tx, assignment_id)
    return assignments.get(tx, assignment_id)

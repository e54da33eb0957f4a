"""What stands beside a task's form: why it is there, what comes next, the case at hand, its files and comments."""

from collections.abc import Mapping
from typing import Any

from flask import request

from api.web.forms import answered
from api.web.frame import page
from engine.services.audits import findings
from engine.services.base.transaction import Transaction
from engine.services.cases import cases, comments, files, reports
from engine.services.letters import preview
from engine.services.public import reporter_thread
from engine.services.running import steps
from engine.services.user_tasks import colleagues, completions, drafts, user_tasks
from engine.services.user_tasks.results import UserTaskView

EARLIER = "isi"
"""Name of the query's flag that asks for what was written before."""


def beside(tx: Transaction, task: UserTaskView, draft: drafts.DraftView | None) -> Mapping[str, Any]:
    """Give what the page's template shows beside the form."""
    held = draft is not None and draft.held_until is not None
    said = comments.of_task(tx, task.id)
    contact = reports.contact(tx, task.case_number)
    return {
        "successors": colleagues.successors(tx, task),
        "letter_may_come": preview.may_come(tx, task.id),
        "may_claim": user_tasks.may_claim(tx, task.id),
        "rests": user_tasks.rests(tx, task.id),
        "clauses": user_tasks.clause_of(tx, task.id),
        "next_steps": user_tasks.next_of(tx, task.id),
        "expected": completions.expected(tx, task.id) if held else None,
        "contact": contact,
        "contact_told": contact_told(tx, contact, task.agency),
        "earlier": _earlier(tx, task) if EARLIER in request.args else None,
        "finding": findings.of_file(tx, task.case_number),
        "comments": said,
        "mentionable": comments.mentionable(tx, task.id) if said is not None else (),
        "files": files.of_task(tx, task.id),
        "reporter": reporter(tx, task.case_number),
    }


def reporter(tx: Transaction, case_number: str) -> Mapping[str, Any] | None:
    """Give what ``reporter_thread.html`` shows of a case; None without a reporter who can come back, or a right."""
    messages = reporter_thread.of_case(tx, case_number)
    return None if messages is None else {"number": case_number, "messages": messages}


def contact_told(tx: Transaction, shown: reports.ContactView | None, agency: str) -> tuple[tuple[str, str], ...]:
    """Give the sheet that was told at the door, in the words of its form; nothing for who may not read it."""
    if shown is None:
        return ()
    sheet = {key: value for key, value in shown.sheet.items() if value not in (False, [], "")}
    return answered.answers(reports.sheet(tx), sheet, zone=page.zone_of(tx, agency))


def _earlier(tx: Transaction, task: UserTaskView) -> list[answered.Submission]:
    """Give what was written at earlier steps, the newest first; empty for who may not read it."""
    zone = page.zone_of(tx, task.agency)
    case = cases.get(tx, task.case_number)
    versions = [steps.deployed_of(tx, one.id) for one in case.instances]
    found = []
    for one in reversed(case.submissions):
        run = next(version for version in versions if one.element_id in version.definition.side_table)
        form = None if one.form is None else run.form(one.form)
        answers = None if one.answers is None else answered.answers(form, one.answers, zone=zone)
        found.append(
            answered.Submission(name=run.definition.side_table[one.element_id].name, at=one.at, answers=answers)
        )
    return found

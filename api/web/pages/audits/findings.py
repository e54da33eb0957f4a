"""Findings: written about a recorded event, sent, and read by both sides; what follows is done in the inbox."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.forms import answered
from api.web.frame import page
from api.web.words.language import mark
from engine import errors
from engine.domain.audits.findings import FindingInvalidError, FindingNotReadyError
from engine.domain.people import permissions
from engine.services.audits import assignments, findings
from engine.services.audits.findings import FindingView
from engine.services.base.transaction import Transaction
from engine.services.cases import files
from engine.services.running import steps

pages = Blueprint("findings", __name__)
STATES = {
    "draf": mark("Draf"),
    "disampaikan": mark("Sudah disampaikan"),
    "ditanggapi": mark("Ditanggapi"),
    "ditindaklanjuti": mark("Ditindaklanjuti"),
    "selesai": mark("Selesai diperiksa"),
    "tidak_dapat_ditindaklanjuti": mark("Tidak dapat ditindaklanjuti"),
}
PARTS = {
    "condition": mark("Kondisi"),
    "cause": mark("Penyebab"),
    "effect": mark("Akibat"),
    "recommendation": mark("Rekomendasi"),
}
LONGEST_NUMBER = 9


@pages.get("/audit/temuan")
def show() -> Response:
    """List the findings that the reader may read."""
    with edge.for_person() as tx:
        _require_side(tx)
        return page.show(tx, "audits/findings.html", findings=findings.search(tx), states=STATES)


@pages.get("/audit/temuan/baru")
def begin() -> Response:
    """Show the form for a finding about one event."""
    with edge.for_person() as tx:
        tx.require_anywhere(permissions.WRITE)
        return _form(tx, said=request.args, refused=None)


@pages.post("/audit/temuan/baru")
def write() -> Answer:
    """Write a draft."""
    page.require_form()
    form = request.form
    event = (form.get("proses", ""), _number("peristiwa"))
    texts = {name: form.get(name, "") for name in PARTS}
    try:
        with edge.for_person() as tx:
            written = findings.write(
                tx, form.get("penugasan", ""), clause=form.get("pasal", "").strip(), events=[event], texts=texts
            )
    except FindingInvalidError as refusal:
        with edge.for_person() as tx:
            return _form(tx, said=form, refused=refusal)
    return redirect(f"/audit/temuan/{written.id}", code=303)


@pages.get("/audit/temuan/<finding_id>")
def look(finding_id: str) -> Response:
    """Show one finding."""
    with edge.for_person() as tx:
        return _one(tx, finding_id, refused=None)


@pages.post("/audit/temuan/<finding_id>/sampaikan")
def send(finding_id: str) -> Answer:
    """Send a draft to the head of the agency."""
    page.require_form()
    try:
        with edge.for_person() as tx:
            findings.send(tx, finding_id)
    except (findings.FollowUpMissingError, FindingNotReadyError) as refusal:
        with edge.for_person() as tx:
            return _one(tx, finding_id, refused=refusal)
    return redirect(f"/audit/temuan/{finding_id}", code=303)


def _require_side(tx: Transaction) -> None:
    """Refuse whoever neither writes findings nor answers them."""
    tx.require_anywhere(permissions.WRITE if tx.scopes(permissions.WRITE) else permissions.ANSWER)


def _form(tx: Transaction, *, said: Mapping[str, str], refused: errors.LindungError | None) -> Response:
    mine = [one for one in assignments.search(tx) if one.is_member and one.closed_at is None]
    return page.show(
        tx,
        "audits/new_finding.html",
        status=200 if refused is None else problems.status_of(refused),
        assignments=mine,
        parts_of=PARTS,
        said=said,
        refused=refused,
    )


def _one(tx: Transaction, finding_id: str, *, refused: errors.LindungError | None) -> Response:
    finding = findings.get(tx, finding_id)
    return page.show(
        tx,
        "audits/finding.html",
        status=200 if refused is None else problems.status_of(refused),
        finding=finding,
        said=_said(tx, finding),
        files=() if finding.file is None else files.of_case(tx, finding.file.number),
        states=STATES,
        parts_of=PARTS,
        refused=refused,
    )


def _said(tx: Transaction, finding: FindingView) -> list[answered.Submission]:
    """Give what both sides wrote once the finding was sent, in the words of the forms, oldest first."""
    if finding.file is None:
        return []
    run, zone = steps.deployed_of(tx, finding.file.process_instance), page.zone_of(tx, finding.agency)
    return [
        answered.Submission(
            name=run.definition.side_table[one.element_id].name,
            at=one.at,
            answers=None
            if one.answers is None
            else answered.answers(None if one.form is None else run.form(one.form), one.answers, zone=zone),
        )
        for one in finding.file.said
    ]


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0

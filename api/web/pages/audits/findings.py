"""Findings: written about a recorded event, sent, and read by both sides; what follows is done in the inbox."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web.forms import answered, answers, form_page
from api.web.frame import page
from api.web.words.language import mark
from engine import errors
from engine.domain.audits.findings import FindingInvalidError, FindingNotReadyError
from engine.domain.people import permissions
from engine.services.audits import findings, grounds
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
FIELDS = PARTS | {"clause": mark("Kriteria")}
"""Part of a finding that can be refused -> what the form calls it."""
HINTS = {
    "condition": mark("Apa yang terjadi, menurut catatan."),
    "cause": mark("Mengapa hal itu terjadi."),
    "effect": mark("Apa akibatnya bagi klien atau layanan."),
    "recommendation": mark("Apa yang harus dilakukan, oleh siapa, dan sampai kapan."),
}


@pages.get("/audit/temuan")
def show() -> Response:
    """List the findings that the reader may read."""
    with edge.for_person() as tx:
        _require_side(tx)
        may_write = bool(tx.scopes(permissions.WRITE))
        return page.show(tx, "audits/findings.html", findings=findings.search(tx), states=STATES, may_write=may_write)


@pages.get("/audit/temuan/baru")
def begin() -> Response:
    """Show the form for a finding about one event, or how to come to one."""
    with edge.for_person() as tx:
        tx.require_anywhere(permissions.WRITE)
        return _form(tx, said=request.args, refused=None)


@pages.post("/audit/temuan/baru")
def write() -> Answer:
    """Write a draft, once; what does not fit, or was typed before the session ended, comes back with the form."""
    form = request.form
    event = (form.get("proses", ""), page.number(form.get("peristiwa")) or 0)
    texts = {name: form.get(f"{answers.PREFIX}.{name}", "") for name in PARTS}

    def work(inside: Transaction) -> edge.Answer:
        clause = form.get("pasal", "").strip()
        return edge.Answer(
            body=findings.write(inside, form.get("penugasan", ""), clause=clause, events=[event], texts=texts).id
        )

    try:
        page.require_form()
        with edge.for_person() as tx:
            written = form_page.once(tx, work)
    except (FindingInvalidError, refusals.ForgeryRefusedError) as refusal:
        with edge.for_person() as tx:
            return _form(tx, said=form, refused=refusal)
    return redirect(f"/audit/temuan/{written}", code=303)


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
    instance = said.get("proses", "")
    about = grounds.get(tx, instance, seq=page.number(said.get("peristiwa")) or 0) if instance else None
    return page.show(
        tx,
        "audits/new_finding.html",
        status=200 if refused is None else problems.status_of(refused),
        about=about,
        field=page.refused_part(refused, FIELDS),
        works=bool(grounds.writing(tx)),
        parts_of=PARTS,
        hints=HINTS,
        said=said,
        prefix=answers.PREFIX,
        key=form_page.fresh_key(),
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

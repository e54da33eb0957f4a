"""Assignments of auditors: listed, opened by the head of an agency, looked at by their members, ended."""

from datetime import date

from flask import Blueprint, Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.frame import page
from api.web.words.language import mark
from engine import errors
from engine.domain.audits import drawing
from engine.domain.audits.assignments import AssignmentInvalidError, Wanted
from engine.services.audits import assignments, findings, samples
from engine.services.audits.samples import Plan
from engine.services.base.transaction import Transaction
from engine.services.policy import definitions
from engine.services.policy.results import DefinitionView

pages = Blueprint("assignments", __name__)
NOBODY = MultiDict[str, str]()
INSTITUTIONS = {
    "inspektorat": mark("Inspektorat"),
    "bpk": mark("BPK"),
    "ombudsman": mark("Ombudsman"),
    "pengawas": mark("Pengawas lembaga sendiri"),
}
STRATA = {
    "none": mark("Tidak dibagi"),
    "agency": mark("Menurut lembaga"),
    "procedure": mark("Menurut prosedur"),
    "breached": mark("Menurut terlambat atau tidak"),
}


@pages.get("/audit/penugasan")
def show() -> Response:
    """List the assignments that concern the reader."""
    with edge.for_person() as tx:
        tx.require_anywhere(assignments.READ)
        return _listed(tx, said=NOBODY, refused=None)


@pages.post("/audit/penugasan")
def open_assignment() -> Answer:
    """Open an assignment as its letter says; what does not fit is told above the form, which keeps what was typed."""
    page.require_form()
    try:
        with edge.for_person() as tx:
            opened = assignments.open_assignment(tx, _wanted())
    except AssignmentInvalidError as refusal:
        with edge.for_person() as tx:
            return _listed(tx, said=request.form, refused=refusal)
    return redirect(f"/audit/penugasan/{opened.id}", code=303)


@pages.get("/audit/penugasan/<assignment_id>")
def look(assignment_id: str) -> Response:
    """Show one assignment with its samples and findings."""
    with edge.for_person() as tx:
        return _one(tx, assignment_id, refused=None)


@pages.post("/audit/penugasan/<assignment_id>/akhiri")
def end(assignment_id: str) -> Answer:
    """End an assignment."""
    page.require_form()
    with edge.for_person() as tx:
        assignments.end(tx, assignment_id)
    return redirect(f"/audit/penugasan/{assignment_id}", code=303)


@pages.post("/audit/penugasan/<assignment_id>/sampel")
def promise(assignment_id: str) -> Answer:
    """Promise how a sample will be drawn, and the word of its drawer."""
    page.require_form()
    count = request.form.get("jumlah", "")
    size = int(count) if count.isdecimal() and len(count) <= len(str(drawing.MOST_UNITS)) else 0
    plan = Plan(size=size, strata=request.form.get("lapisan", ""))
    try:
        with edge.for_person() as tx:
            samples.promise(tx, assignment_id, plan, word=request.form.get("kata", "").strip())
    except drawing.SampleInvalidError as refusal:
        with edge.for_person() as tx:
            return _one(tx, assignment_id, refused=refusal)
    return redirect(f"/audit/penugasan/{assignment_id}#sampel", code=303)


@pages.post("/audit/penugasan/<assignment_id>/sampel/<sample_id>")
def draw(assignment_id: str, sample_id: str) -> Answer:
    """Draw a promised sample with the word that was promised."""
    page.require_form()
    try:
        with edge.for_person() as tx:
            samples.draw(tx, sample_id, word=request.form.get("kata", "").strip())
    except (drawing.SampleInvalidError, drawing.CheckpointMissingError) as refusal:
        with edge.for_person() as tx:
            return _one(tx, assignment_id, refused=refusal)
    return redirect(f"/audit/penugasan/{assignment_id}#sampel", code=303)


def _listed(tx: Transaction, *, said: MultiDict[str, str], refused: errors.LindungError | None) -> Response:
    mine = sorted({scope.agency for scope in tx.scopes(assignments.ASSIGN)})
    return page.show(
        tx,
        "audits/assignments.html",
        status=200 if refused is None else problems.status_of(refused),
        assignments=assignments.search(tx),
        institutions=INSTITUTIONS,
        mine=mine,
        procedures=_procedures(tx, mine),
        said=said,
        refused=refused,
    )


def _procedures(tx: Transaction, mine: list[str]) -> list[DefinitionView]:
    """Give each procedure once that an agency runs whose assignments the reader opens."""
    return list({one.key: one for one in definitions.search(tx) if set(one.agencies) & set(mine)}.values())


def _one(tx: Transaction, assignment_id: str, *, refused: errors.LindungError | None) -> Response:
    found = assignments.get(tx, assignment_id)
    works = found.is_member and found.closed_at is None
    return page.show(
        tx,
        "audits/assignment.html",
        status=200 if refused is None else problems.status_of(refused),
        assignment=found,
        works=works,
        institutions=INSTITUTIONS,
        strata=STRATA,
        samples=samples.of_assignment(tx, assignment_id) if works else (),
        findings=[one for one in findings.search(tx) if one.assignment == assignment_id],
        refused=refused,
    )


def _wanted() -> Wanted:
    form = request.form
    return Wanted(
        letter_number=form.get("nomor", ""),
        letter_date=_day("tanggal", field="letter_date"),
        institution=form.get("lembaga", ""),
        agencies=form.getlist("diperiksa"),
        procedures=form.getlist("prosedur"),
        first=_day("sejak", field="first"),
        last=_day("sampai", field="last"),
        members=form.get("anggota", "").replace(",", " ").split(),
    )


def _day(name: str, *, field: str) -> date:
    """Give a typed day; AssignmentInvalidError for what is none."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise AssignmentInvalidError(field=field) from None

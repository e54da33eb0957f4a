"""Assignments of auditors: listed, opened by the head of an agency, looked at by their members, ended."""

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.forms import form_page
from api.web.frame import page
from api.web.pages.audits.findings import STATES
from api.web.words import moments
from api.web.words.language import mark, say
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
TIMELY = {"ya": mark("Hanya yang pernah terlambat"), "tidak": mark("Hanya yang tidak pernah terlambat")}
FIELDS = {
    "letter_number": mark("Nomor surat tugas"),
    "letter_date": mark("Tanggal surat tugas"),
    "institution": mark("Lembaga pemeriksa"),
    "agencies": mark("Lembaga yang diperiksa"),
    "procedures": mark("Prosedur yang diperiksa"),
    "first": mark("Kasus yang dibuka sejak"),
    "last": mark("Sampai dengan"),
    "members": mark("Nama pengguna para pemeriksa"),
}
"""Part of an assignment that can be refused -> what the form calls it."""


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
        wanted = _wanted()
        with edge.for_person() as tx:
            opened = form_page.once(tx, lambda inside: edge.Answer(body=assignments.open_assignment(inside, wanted).id))
    except AssignmentInvalidError as refusal:
        with edge.for_person() as tx:
            return _listed(tx, said=request.form, refused=refusal)
    return redirect(f"/audit/penugasan/{opened}", code=303)


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
    plan, word = _plan(), request.form.get("kata", "").strip()
    try:
        with edge.for_person() as tx:
            form_page.once(
                tx, lambda inside: edge.Answer(body=samples.promise(inside, assignment_id, plan, word=word).id)
            )
    except drawing.SampleInvalidError as refusal:
        with edge.for_person() as tx:
            return _one(tx, assignment_id, said=request.form, refused=refusal)
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
        key=form_page.fresh_key(),
        field=page.refused_part(refused, FIELDS),
        refused=refused,
    )


def _procedures(tx: Transaction, mine: list[str]) -> list[DefinitionView]:
    """Give each procedure once that an agency runs whose assignments the reader opens."""
    return list({one.key: one for one in definitions.search(tx) if set(one.agencies) & set(mine)}.values())


def _one(
    tx: Transaction,
    assignment_id: str,
    *,
    said: MultiDict[str, str] = NOBODY,
    refused: errors.LindungError | None,
) -> Response:
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
        timely=TIMELY,
        names={one.key: one.name for one in definitions.search(tx)},
        first_day=_first_day,
        last_day=_last_day,
        told=_told,
        states=STATES,
        said=said,
        key=form_page.fresh_key(),
        samples=samples.of_assignment(tx, assignment_id) if works else (),
        findings=[one for one in findings.search(tx) if one.assignment == assignment_id],
        refused=refused,
    )


def _plan() -> Plan:
    """Give what a sample is to be drawn from, as the form says it."""
    form = request.form
    return Plan(
        size=page.number(form.get("jumlah")) or 0,
        strata=form.get("lapisan", ""),
        procedure=form.get("prosedur") or None,
        breached={"ya": True, "tidak": False}.get(form.get("terlambat", "")),
        first_month=form.get("dari") or None,
        last_month=form.get("sampai") or None,
    )


def _told(plan: Plan, names: Mapping[str, str]) -> list[str]:
    """Say what a sample is drawn from, beside its size."""
    months = [None if one is None else moments.month(one) for one in (plan.first_month, plan.last_month)]
    told = [say(STRATA[plan.strata])]
    if plan.procedure is not None:
        told.append(names.get(plan.procedure, plan.procedure))
    if plan.breached is not None:
        told.append(say(TIMELY["ya" if plan.breached else "tidak"]))
    if months[0] is not None:
        told.append(say(mark("dari %(month)s"), month=months[0]))
    if months[1] is not None:
        told.append(say(mark("sampai %(month)s"), month=months[1]))
    return told


def _first_day(scope: assignments.ScopeView, zone: str) -> str:
    return moments.day(scope.starts_at.astimezone(ZoneInfo(zone)).date())


def _last_day(scope: assignments.ScopeView, zone: str) -> str:
    """Say the last day of a scope, which ends when that day is over."""
    return moments.day((scope.ends_at - timedelta(days=1)).astimezone(ZoneInfo(zone)).date())


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

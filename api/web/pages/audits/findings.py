"""Findings: written about a recorded event, read by both sides, moved on by the one whose turn it is."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems, refusals
from api.web.forms import answers, form_page
from api.web.frame import page
from api.web.words.language import mark
from engine import errors
from engine.domain.audits.findings import FindingInvalidError, FindingNotReadyError
from engine.services.audits import findings, grounds
from engine.services.base.transaction import Transaction

pages = Blueprint("findings", __name__)
STATES = {
    "draf": mark("Draf"),
    "disampaikan": mark("Sudah disampaikan"),
    "ditanggapi": mark("Ditanggapi"),
    "ditindaklanjuti": mark("Ditindaklanjuti"),
    "selesai": mark("Selesai diperiksa"),
    "tidak_dapat_ditindaklanjuti": mark("Tidak dapat ditindaklanjuti"),
}
ACTS = {
    "send": mark("Sampaikan kepada kepala"),
    "answer": mark("Tanggapi"),
    "follow_up": mark("Catat tindak lanjut"),
    "return": mark("Kembalikan"),
    "close": mark("Nyatakan selesai"),
    "give_up": mark("Nyatakan tidak dapat ditindaklanjuti"),
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
WITH_WORDS = frozenset({"answer", "follow_up"})


@pages.get("/audit/temuan")
def show() -> Response:
    """List the findings that the reader may read."""
    with edge.for_person() as tx:
        _require_side(tx)
        may_write = bool(tx.scopes(findings.WRITE))
        return page.show(tx, "audits/findings.html", findings=findings.search(tx), states=STATES, may_write=may_write)


@pages.get("/audit/temuan/baru")
def begin() -> Response:
    """Show the form for a finding about one event, or how to come to one."""
    with edge.for_person() as tx:
        tx.require_anywhere(findings.WRITE)
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


@pages.post("/audit/temuan/<finding_id>")
def act(finding_id: str) -> Answer:
    """Move a finding on."""
    page.require_form()
    name = request.form.get("langkah", "")
    if name not in ACTS:
        raise errors.NotFoundError(finding=finding_id)
    try:
        with edge.for_person() as tx:
            findings.act(tx, finding_id, name, text=request.form.get(name, ""))
    except (FindingInvalidError, FindingNotReadyError) as refusal:
        with edge.for_person() as tx:
            return _one(tx, finding_id, refused=refusal)
    return redirect(f"/audit/temuan/{finding_id}", code=303)


def _require_side(tx: Transaction) -> None:
    """Refuse whoever neither writes findings nor answers them."""
    tx.require_anywhere(findings.WRITE if tx.scopes(findings.WRITE) else findings.ANSWER)


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
    return page.show(
        tx,
        "audits/finding.html",
        status=200 if refused is None else problems.status_of(refused),
        finding=findings.get(tx, finding_id),
        states=STATES,
        acts=ACTS,
        parts_of=PARTS,
        with_words=WITH_WORDS,
        refused=refused,
    )

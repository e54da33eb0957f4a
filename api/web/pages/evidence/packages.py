"""Evidence packages of a case: the form that asks for one, what becomes of it, and the file itself."""

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Answer

from api import edge, problems
from api.web.forms import form_page
from api.web.frame import page, toast
from api.web.pages.accesses import accesses
from api.web.words.language import mark, say
from engine import errors
from engine.domain.audit import reads
from engine.domain.evidence import packages
from engine.services.audit import sights
from engine.services.base.transaction import Transaction
from engine.services.evidence import making, requests
from engine.services.log import checkpoints, kept_checkpoints

pages = Blueprint("evidence", __name__)
FIELDS = {
    "recipient": mark("Penerima tidak dikenal."),
    "basis": mark("Dasar tidak dikenal."),
    "letter_number": mark("Nomor surat terdiri atas 2 sampai 60 huruf, angka, spasi, titik, garis, atau garis miring."),
}
"""What is wrong with a field, by its name."""
STATES = {
    packages.WAITING: mark("Menunggu orang kedua"),
    packages.READY: mark("Siap dibuat"),
    packages.LAPSED: mark("Waktunya sudah lewat"),
    "refused": mark("Ditolak"),
}


@pages.get("/audit/bukti")
def search() -> Response:
    """Show the packages of the reader's agencies, those that wait for them first."""
    with edge.for_person() as tx:
        return page.show(tx, "evidence/packages.html", found=_told(requests.search(tx)), number=None)


@pages.get("/audit/kasus/<number>/bukti")
def of_case(number: str) -> Response:
    """Show the packages of a case, and the form that asks for another."""
    with edge.for_person() as tx:
        return _draw(tx, number)


@pages.post("/audit/kasus/<number>/bukti")
def ask(number: str) -> Answer:
    """Ask for a package; what does not fit comes back with the form."""
    page.require_form()
    given = request.form

    def work(inside: Transaction) -> edge.Answer:
        asked = requests.ask(
            inside,
            number,
            recipient=given.get("penerima", ""),
            basis=given.get("dasar", ""),
            letter_number=given.get("surat", "").strip(),
            with_values=given.get("nilai") == "ya",
        )
        return edge.Answer(body=asked)

    try:
        with edge.for_person() as tx:
            form_page.once(tx, work)
    except packages.EvidenceRequestInvalidError as refusal:
        return _refused(number, refusal)
    return _back(number, "evidence_asked")


@pages.post("/audit/kasus/<number>/bukti/<package_id>/lepas")
def release(number: str, package_id: str) -> Answer:
    """Release a package as its second person."""
    page.require_form()
    with edge.for_person() as tx:
        requests.release(tx, package_id)
    return _back(number, "evidence_released")


@pages.post("/audit/kasus/<number>/bukti/<package_id>/tolak")
def refuse(number: str, package_id: str) -> Answer:
    """Refuse a package, or take one's own request back."""
    page.require_form()
    with edge.for_person() as tx:
        requests.refuse(tx, package_id)
    return _back(number, "evidence_refused")


@pages.post("/audit/kasus/<number>/bukti/<package_id>/buat")
def make(number: str, package_id: str) -> Answer:
    """Make a package and give it as a file to be kept."""
    page.require_form()
    try:
        with edge.for_person(via=reads.EXPORT) as tx:
            made = making.make(tx, package_id, kept_note=request.form.get("catatan", ""))
    except (kept_checkpoints.KeptNoteInvalidError, checkpoints.NothingSealedError) as refusal:
        return _refused(number, refusal)
    return edge.kept(made.content, name=made.name)


def _refused(number: str, refusal: errors.LindungError) -> Response:
    with edge.for_person() as tx:
        return _draw(tx, number, refusal=refusal)


def _back(number: str, said: str) -> Answer:
    answer = redirect(f"/audit/kasus/{number}/bukti", code=303)
    toast.leave(answer, said)
    return answer


def _draw(tx: Transaction, number: str, *, refusal: errors.LindungError | None = None) -> Response:
    """Draw the page of a case, with what was typed when it comes back."""
    return page.show(
        tx,
        "evidence/packages.html",
        status=200 if refusal is None else problems.status_of(refusal),
        found=_told(requests.of_case(tx, number)),
        number=number,
        refused=refusal,
        wrong=None if refusal is None else say(FIELDS[str(refusal.ids["name"])]) if "name" in refusal.ids else None,
        recipients=packages.RECIPIENTS,
        bases={code: say(text) for code, text in accesses.REASONS.items()},
        may_see_values=bool(tx.scopes(sights.READ_VALUES)),
        typed=request.form,
        key=form_page.fresh_key(),
    )


def _told(found: tuple[requests.PackageView, ...]) -> list[tuple[requests.PackageView, str, str, str]]:
    """Give each package with its recipient, its basis and its state in words."""
    return list(_rows(found))


def _rows(found: tuple[requests.PackageView, ...]) -> Iterator[tuple[requests.PackageView, str, str, str]]:
    for one in sorted(found, key=lambda each: not (each.may_release or each.may_make)):
        basis = say(accesses.REASONS[one.package.basis])
        yield one, packages.RECIPIENTS[one.package.recipient], basis, say(STATES[one.state])

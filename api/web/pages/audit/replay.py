"""The replay of a case: the page, and what its island asks for while somebody looks back.

The page itself tells nothing of the case but its number; the time line, values, readers and proofs are fetched, and
each fetching is recorded by the service that gives it.
"""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request

from api import edge
from api.web.frame import page
from api.web.pages.accesses import accesses as accesses_page
from api.web.pages.audit import line_as_rows
from api.web.words import moments, replay_words
from api.web.words.language import say
from engine.services.accesses import accesses
from engine.services.audit import decisions, history, pictures, proofs, sights, timeline
from engine.services.base.transaction import Transaction

pages = Blueprint("replay_page", __name__)
FOR_EVER = "private, max-age=31536000, immutable"
"""A picture's address carries the hash of what it is drawn from."""
PER_PAGE, MOST_PAGES = 200, 10


@pages.get("/audit/kasus/<number>/putar-ulang")
def show(number: str) -> Response:
    """Show the page on which a case is replayed."""
    with edge.for_person(reads_only=True) as tx:
        known = timeline.require(tx, number)
        return page.show(
            tx,
            "audit/replay.html",
            number=known,
            words=replay_words.spoken(page.roles(tx)),
            reasons={code: say(text) for code, text in accesses_page.REASONS.items()},
            may_read_values=bool(tx.scopes(sights.READ_VALUES)),
            may_write_findings=bool(tx.scopes("finding.write")),
            may_read_accesses=bool(tx.scopes("access.read")),
            may_execute=bool(tx.scopes(history.REPLAY)),
        )


@pages.get("/audit/kasus/<number>/putar-ulang/tabel")
def table(number: str) -> Response:
    """Show all events of the case as a table; it needs no script, and prints."""
    with edge.for_person() as tx:
        document = timeline.of_case(tx, number).document
        return page.show(
            tx,
            "audit/replay_table.html",
            number=document["case"],
            zone=document["zone"],
            runs=document["runs"],
            rows=line_as_rows.rows(document, roles=page.roles(tx)),
            may_write_findings=bool(tx.scopes("finding.write")),
        )


@pages.get("/audit/kasus/<number>/jalankan-ulang")
def execute(number: str) -> Response:
    """Execute the case again and show what comes of it; the look is recorded."""
    with edge.for_person() as tx:
        found = history.replay_case(tx, number)
        return page.show(tx, "audit/reexecution.html", number=found[0].case_number, found=found)


@pages.get("/audit/kasus/<number>/putar-ulang/garis-waktu")
def line(number: str) -> Response:
    """Give the time line of the case; 304 to a browser that has it."""
    with edge.for_person() as tx:
        found = timeline.of_case(tx, number)
        return edge.document(found.document, etag=found.etag)


@pages.post("/audit/kasus/<number>/putar-ulang/nilai")
def values(number: str) -> Response:
    """Give the values that the time line withholds, for the reason that was chosen."""
    page.require_form()
    with edge.for_person() as tx:
        found = timeline.values(tx, number, reason=request.form.get("alasan", ""))
        return jsonify(values=found.values, decisions=found.decisions, labels=found.labels)


@pages.get("/audit/kasus/<number>/putar-ulang/masukan")
def asked(number: str) -> Response:
    """Give what the decisions of an event were asked, with the answers that the reader may see."""
    with edge.for_person() as tx:
        timeline.require(tx, number)
        reason = request.args.get("alasan") or None
        found = decisions.asked(
            tx, request.args.get("instance", ""), seq=page.number(request.args.get("seq")) or 0, reason=reason
        )
        return jsonify(decisions=found)


@pages.get("/audit/kasus/<number>/putar-ulang/bukti/<instance_id>/<int:seq>")
def proof(number: str, instance_id: str, seq: int) -> Response:
    """Give what proves one event."""
    with edge.for_person() as tx:
        timeline.require(tx, number)
        return jsonify(proofs.of_event(tx, instance_id, seq=seq))


@pages.get("/audit/kasus/<number>/putar-ulang/pembaca")
def readers(number: str) -> Response:
    """Give who read the case, newest first."""
    with edge.for_person() as tx:
        found = list(_reads(tx, number))
        zone = page.zone_of(tx, found[0].agency)
        reads = [one for each in found for one in each.page.items]
        return jsonify(
            reads=[
                {"at": one.at.isoformat(), "said_at": moments.brief(one.at, zone), "reader": who, "part": part}
                for one in reads
                for who, part in (accesses_page.told(tx, one),)
            ]
        )


@pages.get("/audit/diagram/<sha256>/<name>.svg")
def picture(sha256: str, name: str) -> Response:
    """Give a diagram of a deployed version, without a mark of any case."""
    with edge.for_person(reads_only=True) as tx:
        answer = Response(pictures.svg(tx, sha256, name), mimetype="image/svg+xml")
        answer.headers["Cache-Control"] = FOR_EVER
        return answer


def _reads(tx: Transaction, number: str) -> Iterator[accesses.Accesses]:
    """Give the pages of who read the case, as many as one looks through."""
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        found = accesses.of_case(tx, number, cursor=cursor, limit=PER_PAGE)
        yield found
        cursor = found.page.next
        if cursor is None:
            return

"""Verification: anybody who holds a letter can ask whether it is genuine, without signing in."""

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from api import edge
from engine.domain.people import actors
from engine.services.letters import verification
from engine.services.log import checkpoints

pages = Blueprint("verification", __name__)
DOOR = actors.system("verification")
LONGEST = 60
"""Characters of a code that are looked at; a code has sixteen, and people put spaces between them."""


@pages.get("/verifikasi")
def ask() -> Answer:
    """Ask for a code, or go on to the page of the one that was typed."""
    code = request.args.get("kode", "").strip()[:LONGEST]
    if code:
        return redirect(f"/verifikasi/{quote(code, safe='')}", code=303)
    return Response(render_template("letters/verification.html", asked=False, found=None))


@pages.get("/verifikasi/<code>")
def show(code: str) -> Response:
    """Tell kind, number, date and agency of the letter with this code; a code that no letter has gets a calm page."""
    with edge.runtime().transaction(DOOR) as tx:
        found = verification.verify(tx, code[:LONGEST], address=request.remote_addr or "")
        promised = checkpoints.newest(tx) if found else None
    text = render_template("letters/verification.html", asked=True, found=found, log=promised)
    return Response(text, status=200 if found else 404)

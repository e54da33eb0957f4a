"""Parts that every page of a signed-in person shares: who they are, their agencies' zones, the token of their forms."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template, request

from api import auth, bodies, refusals, security
from api.web.frame import menu, toast
from api.web.words.language import say
from engine import errors
from engine.services.base.transaction import Transaction
from engine.services.inbox import team
from engine.services.notifying import notifications
from engine.services.people import agencies, users
from engine.services.people.results import AgencyView

REGISTER = "report.register"
FALLBACK_ZONE = "Asia/Jakarta"
"""For an agency that the reader does not belong to."""
MOST_DIGITS = 9
"""Digits of a typed number that are read: no column holds a larger one."""


def show(tx: Transaction, template: str, *, status: int = 200, **values: Any) -> Response:
    """Draw a page of the signed-in person."""
    known = {one.code: one for one in agencies.search(tx)}
    zones = {code: one.zone for code, one in known.items()}
    shared = {
        "me": users.me(tx),
        "now": tx.now,
        "agencies": known,
        "role_label": lambda agency, role: role_label(tx, known.get(agency), role),
        "zone_of": lambda agency: zones.get(agency, FALLBACK_ZONE),
        "places": menu.places(tx),
        "room_places": menu.within(tx, request.path),
        "may_register": bool(tx.scopes(REGISTER)),
        "leads": team.agencies(tx),
        "form_token": security.form_token(auth.session(request).token),
        "messages": toast.read(),
        "unread": notifications.unread(tx),
    }
    answer = Response(render_template(template, **shared, **values), status=status)
    toast.forget(answer)
    return answer


def role_label(tx: Transaction, agency: AgencyView | None, role: str) -> str:
    """Give a role's name as its agency says it, else as everybody does."""
    own = {} if agency is None else agency.data.get("role_labels", {})
    wording = tx.installation.rights.roles.get(role)
    return str(own.get(role) or (role if wording is None else wording.label))


def roles(tx: Transaction) -> dict[str, str]:
    """Give what each role is called by everybody."""
    return {role: wording.label for role, wording in tx.installation.rights.roles.items()}


def own_agency(tx: Transaction, code: str) -> AgencyView | None:
    """Give an agency of the reader; None for another."""
    return next((one for one in agencies.search(tx) if one.code == code), None)


def require_form() -> None:
    """Refuse a posted form that is not this session's, or that holds what cannot be stored."""
    session = auth.session(request)
    security.require_form_token(session.token, request.form.get(security.FORM_FIELD, ""))
    texts = [text for pair in request.form.items(multi=True) for text in pair]
    if not all(map(bodies.is_clean, texts)):
        raise refusals.CharacterRefusedError


def number(text: str | None) -> int | None:
    """Give the whole number that a field or an address holds; None for what is none, or has too many digits."""
    return int(text) if text is not None and text.isdecimal() and len(text) <= MOST_DIGITS else None


def refused_part(refusal: errors.LindungError | None, names: Mapping[str, str]) -> str | None:
    """Give what a form calls the field that a refusal names; None where it names none of them."""
    name = None if refusal is None else names.get(str(refusal.ids.get("field")))
    return None if name is None else say(name)


def for_script() -> bool:
    """Tell whether a page's own script asks: it reads JSON, people read pages."""
    return request.accept_mimetypes.best == "application/json"


def zone_of(tx: Transaction, agency: str) -> str:
    """Give the zone in which an agency's times are shown and typed."""
    found = {one.code: one.zone for one in agencies.search(tx)}
    return found.get(agency, FALLBACK_ZONE)

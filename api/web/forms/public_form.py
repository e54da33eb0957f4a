"""The form that anybody may send: what keeps it from being sent twice, by machines, or by another site.

Nobody is signed in and no cookie is set, so the form carries a mark of ours instead: when it was drawn and a random
number, signed. The same number makes a form that is pressed twice one report.
"""

import hmac
import secrets
from datetime import timedelta

from flask import request

from api import bodies, refusals
from api.web.forms import form_page
from engine.services.base.transaction import Transaction

ONCE = "once"
GOOD_FOR = timedelta(hours=24)
"""How long a form may lie open; its answer is remembered for longer than that."""

TRAP = "situs"
"""Name of a field that no person sees; what machines fill in is not taken."""


class TrapFilledError(refusals.ForgeryRefusedError):
    """A field that must stay empty was filled in. It has been emptied; please send once more.

    A machine fills the field that nobody sees, and so does a browser that fills in forms by itself.
    """

    code = "trap_filled"


def fresh(tx: Transaction) -> str:
    """Give the mark of a new form."""
    drawn = f"{int(tx.now.timestamp())}.{secrets.token_urlsafe(18)}"
    return f"{drawn}.{_signature(tx, drawn)}"


def require(tx: Transaction) -> None:
    """Refuse a form that is not ours or too old (ForgeryRefusedError), was filled by a machine, or cannot be kept."""
    if not all(bodies.is_clean(text) for pair in request.form.items(multi=True) for text in pair):
        raise refusals.CharacterRefusedError
    drawn, _, signature = request.form.get(ONCE, "").rpartition(".")
    if not hmac.compare_digest(_signature(tx, drawn).encode(), signature.encode()):
        raise refusals.ForgeryRefusedError
    if tx.now.timestamp() - float(drawn.partition(".")[0]) >= GOOD_FOR.total_seconds():
        raise refusals.ForgeryRefusedError
    if request.form.get(TRAP):
        raise TrapFilledError


def secret(tx: Transaction) -> bytes:
    """Give 32 secret bytes of exactly this form as it was filled: the same for one that is sent again.

    Made of the form's random number, which is stored nowhere, so nothing in the database leads to them.
    """
    text = f"receipt:{request.form[ONCE]}:{form_page.form_digest().hex()}"
    return bytes.fromhex(tx.installation.vault.blind(text))


def _signature(tx: Transaction, drawn: str) -> str:
    return tx.installation.vault.blind(f"public_form:{drawn}")

"""``/api/v1/trace-exports``: traces of a procedure under pseudonyms of one export; who takes them, and why, is kept.

A file is made anew for whoever asks again, under other pseudonyms: each is one more event of the register.
"""

from api import edge
from api.nouns import Noun
from api.schemas import base
from api.schemas.exports import trace_exports as schemas
from engine.domain.exports.formats import FORMATS
from engine.services.base.transaction import Transaction
from engine.services.exports import exporting

noun = Noun("trace-exports", description="Traces of an agency's processes for process mining, under pseudonyms.")


@noun.file("/ocel", body=schemas.Export, kind=FORMATS["ocel"][1])
def ocel(tx: Transaction, body: base.Checked) -> edge.File:
    """Give traces as OCEL 2.0 (JSON): cases, processes, tasks and people as objects.

    403 ``not_permitted``, 404 ``not_found`` for a procedure of which the agency has no process.
    """
    return _exported(tx, body, form="ocel")


@noun.file("/xes", body=schemas.Export, kind=FORMATS["xes"][1])
def xes(tx: Transaction, body: base.Checked) -> edge.File:
    """Give traces as XES (IEEE 1849-2016), a trace a process.

    403 ``not_permitted``, 404 ``not_found`` for a procedure of which the agency has no process.
    """
    return _exported(tx, body, form="xes")


@noun.file("/csv", body=schemas.Export, kind=FORMATS["csv"][1])
def csv(tx: Transaction, body: base.Checked) -> edge.File:
    """Give traces as CSV (RFC 4180), a row a step; no cell is a formula.

    403 ``not_permitted``, 404 ``not_found`` for a procedure of which the agency has no process.
    """
    return _exported(tx, body, form="csv")


def _exported(tx: Transaction, body: base.Checked, *, form: str) -> edge.File:
    wanted = dict(body)
    pieces = exporting.export(tx, wanted.pop("process_definition"), form=form, **wanted)
    return edge.File(name=f"jejak.{form}", content="".join(pieces).encode())

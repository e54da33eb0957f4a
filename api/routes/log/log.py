"""``/api/v1/log``: the Merkle log of all records as C2SP writes it, for anybody: it holds hashes and nothing else.

No account is asked for. A checkpoint or a tile that only a signed-in person could fetch would be no promise to others.
The paths and texts are those of tlog-tiles and tlog-witness, so that tools made for other logs read this one.
"""

import re

from flask import Blueprint, Response, jsonify, request

from api import bodies, edge
from api.nouns import PREFIX
from engine import errors
from engine.domain.people import actors
from engine.services.log import checkpoints, witnesses
from engine.services.log.checkpoints import LogSizesError, ProofView

door = Blueprint("log", __name__, url_prefix=f"{PREFIX}/log")
READER = actors.system("log")
NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
FOR_EVER = "public, max-age=31536000, immutable"
LARGEST_SUBMISSION = 32 * 1024


@door.get("/checkpoint")
def checkpoint() -> Response:
    """Give the newest checkpoint, with the lines of witnesses; 404 before anything was sealed."""
    with edge.runtime().transaction(READER, reads_only=True) as tx:
        note = checkpoints.require_newest(tx).note
    return _text(note)


@door.get("/key")
def keys() -> Response:
    """Give the key of the log and the one under which this installation cosigns, a line each."""
    with edge.runtime().transaction(READER, reads_only=True) as tx:
        return _text(f"{checkpoints.key(tx).vkey}\n{witnesses.own_key(tx).vkey}\n")


@door.get("/tile/<path:path>")
def tile(path: str) -> Response:
    """Give a tile of the tree; 404 for one that the newest checkpoint does not promise."""
    with edge.runtime().transaction(READER, reads_only=True) as tx:
        hashes = checkpoints.tile(tx, path)
    if hashes is None:
        raise errors.NotFoundError
    return Response(hashes, mimetype="application/octet-stream", headers={"Cache-Control": FOR_EVER})


@door.get("/proof")
def proof() -> Response:
    """Prove that ``leaf`` is in the tree, or that the tree of ``old`` leaves is its beginning; ``size`` is the tree's.

    422 ``log_sizes`` for sizes that the log does not have.
    """
    leaf, old, size = (_number(name) for name in ("leaf", "old", "size"))
    with edge.runtime().transaction(READER, reads_only=True) as tx:
        match leaf, old:
            case int(), None:
                found = checkpoints.inclusion(tx, leaf, size=size)
            case None, int():
                found = checkpoints.consistency(tx, old, size=size)
            case _:
                raise LogSizesError
    return jsonify(_shown(found))


@door.post("/witness")
@door.post(f"/witness{witnesses.PATH}")
def witness() -> Response:
    """Cosign a neighbour's checkpoint as tlog-witness says; the signature on it is the only credential."""
    request.max_content_length = LARGEST_SUBMISSION
    body = request.get_data().decode("utf-8", errors="replace")
    if not bodies.is_clean(body):
        return Response(status=400)
    with edge.runtime().transaction(witnesses.DOOR) as tx:
        found = witnesses.add_checkpoint(tx, body)
    return Response(found.text, status=found.status, content_type=found.kind)


def _number(name: str) -> int | None:
    """Give a size from the query, None when it is not asked; LogSizesError for what is no size."""
    text = request.args.get(name)
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise LogSizesError
    return int(text)


def _shown(found: ProofView) -> dict[str, object]:
    """Give a proof as JSON: only what belongs to its kind."""
    named = {name: getattr(found, name) for name in ("leaf", "leaf_hash", "old", "old_root", "size", "root")}
    return {name: value for name, value in named.items() if value is not None} | {"proof": list(found.proof)}


def _text(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")

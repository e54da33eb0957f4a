"""The diagrams of deployed versions, without a mark of any case: addressed by the bundle's hash, so kept for ever."""

from engine import errors
from engine.bpmn.drawing import picture
from engine.services.base.transaction import Transaction
from engine.store.policy import definitions


def svg(tx: Transaction, sha256: str, name: str) -> str:
    """Give one picture of a bundle as SVG, by the name of its file without ending.

    Raises NotPermittedError for who may read no procedure, NotFoundError for a bundle or picture that is not there.
    """
    tx.require_anywhere("definition.read")
    bundle = definitions.of_content(tx.session, bytes.fromhex(sha256)) if _is_hash(sha256) else None
    if bundle is None:
        raise errors.NotFoundError(bundle=sha256)
    deployed = tx.installation.procedures.get(tx.session, bundle.id, version=bundle.version)
    if name not in deployed.pictures:
        raise errors.NotFoundError(bundle=sha256, picture=name)
    return picture.svg(deployed.pictures[name], title=deployed.procedure.name)


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)

"""The proof of one event: its hash, and once it is sealed a path from its leaf to the root of a checkpoint."""

import base64

import pytest

from engine import errors
from engine.domain.log import merkle
from engine.services.audit import proofs
from engine.services.log import checkpoints
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with cases that nobody has sealed yet."""
    furnished = sealed_office.furnished(office)
    furnished.work(2)
    return furnished


def proof(sealed: SealedOffice, seq: int) -> proofs.Proof:
    with sealed.office.acting(sealed.officer) as tx:
        return proofs.of_event(tx, sealed.instances[1], seq=seq)


def test_an_event_that_is_not_sealed_has_its_hashes_only(sealed: SealedOffice) -> None:
    first, second = proof(sealed, 1), proof(sealed, 2)

    assert (first.leaf, first.size, first.root, first.path) == (None, None, None, ())
    assert (second.previous, first.previous) == (first.hash, "00" * merkle.HASH_BYTES)


def test_a_sealed_event_is_proved_by_its_path_to_the_root_of_the_newest_checkpoint(sealed: SealedOffice) -> None:
    sealed.seal()

    found = proof(sealed, 2)

    with sealed.office.acting(CLI) as tx:
        newest = checkpoints.require_newest(tx)
    assert found.leaf is not None
    assert (found.size, found.root) == (newest.size, base64.b64decode(newest.root).hex())
    path = [bytes.fromhex(one) for one in found.path]
    leaf = merkle.leaf_hash(bytes.fromhex(found.hash))
    assert merkle.is_included(found.leaf, newest.size, leaf, path, base64.b64decode(newest.root))


def test_an_event_that_never_was_is_not_found(sealed: SealedOffice) -> None:
    with pytest.raises(errors.NotFoundError):
        proof(sealed, 99)

"""The log over HTTP: open to anybody, in the words of C2SP; exports and slips for who may read or verify."""

import io
import zipfile
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.domain.log import merkle, tiles
from engine.domain.log.signed_note import Checkpoint, Note, PublicKey
from engine.store.base.signing import is_signed
from tasks import keeping
from tests.support.files import verifier
from tests.support.web.web_office import Program, WebOffice


@pytest.fixture
def auditor(web: WebOffice, officer: Program) -> Program:
    """Give the program of an auditor, after two reports that were sealed."""
    officer.start()
    officer.start()
    keeping.seal(web.office.runtime)
    return web.program("ani", "auditor")


@pytest.fixture
def anybody(web: WebOffice, auditor: Program) -> FlaskClient:
    """Give a client that carries no credential."""
    return web.app.test_client()


def checkpoint(anybody: FlaskClient) -> Checkpoint:
    return Checkpoint.parse(Note.parse(anybody.get("/api/v1/log/checkpoint").text).text)


def test_anybody_may_take_the_checkpoint_and_its_key(anybody: FlaskClient) -> None:
    note = anybody.get("/api/v1/log/checkpoint")
    log, witness = anybody.get("/api/v1/log/key").text.splitlines()

    assert (note.status_code, note.content_type) == (HTTPStatus.OK, "text/plain; charset=utf-8")
    assert note.headers["Cache-Control"] == "no-store"
    assert Note.parse(note.text).by(PublicKey.parse(log), is_signed) is not None
    assert PublicKey.parse(witness).name == PublicKey.parse(log).name


def test_the_tiles_are_the_tree_of_the_checkpoint(anybody: FlaskClient) -> None:
    found = checkpoint(anybody)
    (tile,) = tiles.of_size(found.size)

    answer = anybody.get(f"/api/v1/log/tile/{tile.path}")

    edge = merkle.Edge()
    list(edge.append(tiles.hashes_of(answer.data)))
    assert (answer.mimetype, edge.root()) == ("application/octet-stream", found.root)
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["0/000", "0/000.p/200", "1/000.p/1", "0/001.p/1", "entries/000", "0/0", "..%2f..%2fkeys"]
)
def test_no_other_tile_is_there(anybody: FlaskClient, path: str) -> None:
    assert anybody.get(f"/api/v1/log/tile/{path}").status_code == HTTPStatus.NOT_FOUND


def test_anybody_may_ask_for_proofs(anybody: FlaskClient) -> None:
    found = checkpoint(anybody)

    included = anybody.get("/api/v1/log/proof?leaf=1").get_json()
    grown = anybody.get(f"/api/v1/log/proof?old=1&size={found.size}").get_json()

    steps = [bytes.fromhex(one) for one in included["proof"]]
    assert merkle.is_included(1, found.size, bytes.fromhex(included["leaf_hash"]), steps, found.root)
    assert set(included) == {"leaf", "leaf_hash", "proof", "root", "size"}
    steps = [bytes.fromhex(one) for one in grown["proof"]]
    assert merkle.is_consistent(1, found.size, bytes.fromhex(grown["old_root"]), found.root, steps)
    assert set(grown) == {"old", "old_root", "proof", "root", "size"}


@pytest.mark.parametrize(
    "query",
    ["", "leaf=1&old=1", "leaf=4000", "old=4000", "leaf=0&size=0", "leaf=0&size=4000", "leaf=-1", "leaf=x", "old=01"],
)
def test_sizes_that_the_log_has_not_are_refused(anybody: FlaskClient, query: str) -> None:
    answer = anybody.get(f"/api/v1/log/proof?{query}")

    assert (answer.status_code, answer.get_json()["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "log_sizes")


def test_before_anything_was_sealed_there_is_no_checkpoint(web: WebOffice) -> None:
    client = web.app.test_client()

    assert client.get("/api/v1/log/checkpoint").get_json()["code"] == "nothing_sealed"
    assert client.get("/api/v1/log/tile/0/000").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/api/v1/log/proof?old=0").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["witness", "witness/add-checkpoint"])
def test_a_witness_answers_in_the_words_of_its_specification(anybody: FlaskClient, path: str) -> None:
    note = anybody.get("/api/v1/log/checkpoint").text

    assert anybody.post(f"/api/v1/log/{path}", data=f"old 0\n\n{note}").status_code == HTTPStatus.NOT_FOUND
    assert anybody.post(f"/api/v1/log/{path}", data=b"\xff\x00").status_code == HTTPStatus.BAD_REQUEST
    assert anybody.post(f"/api/v1/log/{path}", data="x" * 40_000).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_an_export_is_a_zip_that_the_verifier_takes(auditor: Program, anybody: FlaskClient, tmp_path: Path) -> None:
    kept = tmp_path / "kemarin"
    kept.write_bytes(anybody.get("/api/v1/log/checkpoint").data)
    size = checkpoint(anybody).size
    key = anybody.get("/api/v1/log/key").text.splitlines()[0]

    answer = auditor.get(f"history-events/export?case_number=TTG-2026-00001&kept={size}")

    assert (answer.status_code, answer.mimetype) == (HTTPStatus.OK, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    verdict = verifier.run(verifier.write(tmp_path / "ekspor", files), key, kept)
    assert (verdict.code, verdict.lines[0]) == (0, "UTUH")


def test_an_export_asks_for_what_the_log_has(auditor: Program, officer: Program) -> None:
    assert auditor.get("history-events/export?case_number=TTG-2026-00001&kept=4000").json["code"] == "log_sizes"
    assert auditor.get("history-events/export?case_number=TTG-2026-09999").status_code == HTTPStatus.NOT_FOUND
    assert auditor.get("history-events/export").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_slip_is_for_who_may_verify(web: WebOffice, auditor: Program, officer: Program) -> None:
    slip = auditor.get("history-events/daily-slip.pdf")

    assert (slip.status_code, slip.mimetype, slip.data[:5]) == (HTTPStatus.OK, "application/pdf", b"%PDF-")
    assert officer.get("history-events/daily-slip.pdf").status_code == HTTPStatus.FORBIDDEN
    person = web.browser("budi", "auditor")
    assert person.get("/audit/lembar-harian").mimetype == "application/pdf"

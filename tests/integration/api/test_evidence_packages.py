"""Evidence packages over the interface: asked for, released by another person, made, refused with a code."""

import io
import zipfile
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import select

from engine.store.tables.audit import AccessEvent, ReaderEvent, RegisterEvent
from tests.support.files import verifier
from tests.support.offices import sealed_office
from tests.support.offices.factories import CLI
from tests.support.offices.sealed_office import SealedOffice
from tests.support.web.web_office import Program, WebOffice

NUMBER, NOUN = "TTG-2026-00001", "evidence-packages"
WANTED = {"case_number": NUMBER, "recipient": "ombudsman", "basis": "keberatan", "letter_number": "0123/ORI/XII/2026"}


@pytest.fixture
def sealed(web: WebOffice) -> SealedOffice:
    """Furnish the office with a sealed case."""
    furnished = sealed_office.furnished(web.office)
    furnished.work()
    furnished.seal()
    return furnished


@pytest.fixture
def auditor(web: WebOffice, sealed: SealedOffice) -> Program:
    return web.program("andi", "auditor")


@pytest.fixture
def head(web: WebOffice, sealed: SealedOffice) -> Program:
    return web.program("ratna", "kepala")


def asked(program: Program, **other: Any) -> dict[str, Any]:
    found: dict[str, Any] = program.post(NOUN, WANTED | other).json
    return found


def test_a_package_is_asked_for_and_made(auditor: Program) -> None:
    package = asked(auditor)
    made = auditor.post(f"{NOUN}/{package['package']['id']}/make")
    after = auditor.get(f"{NOUN}/{package['package']['id']}").json

    assert (package["state"], package["may_make"], package["package"]["case"]) == ("ready", True, NUMBER)
    assert (made.mimetype, f"bukti-{NUMBER}.zip" in made.headers["Content-Disposition"]) == ("application/zip", True)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.read("verify_lindung.py") == verifier.FILE.read_bytes()
    assert [len(one["sha256"]) for one in after["package"]["made"]] == [64]
    assert [one["package"]["id"] for one in auditor.get(NOUN).json["items"]] == [package["package"]["id"]]
    assert auditor.get(f"{NOUN}?case_number={NUMBER}").json["items"] == [after]


def test_values_are_handed_out_by_two_people(auditor: Program, head: Program) -> None:
    package = asked(auditor, with_values=True)
    address = f"{NOUN}/{package['package']['id']}"

    alone, early = auditor.post(f"{address}/release"), auditor.post(f"{address}/make")
    released = head.post(f"{address}/release").json
    again = head.post(f"{address}/release")

    assert (package["state"], package["may_release"], package["may_make"]) == ("waiting", False, False)
    assert [alone.json["code"], early.json["code"]] == ["released_by_another", "evidence_not_ready"]
    assert (released["state"], set(released["names"].values())) == ("ready", {"Andi", "Ratna"})
    assert (again.status_code, again.json["code"]) == (HTTPStatus.CONFLICT, "evidence_not_ready")
    assert auditor.post(f"{address}/make").status_code == HTTPStatus.OK


def test_a_request_is_taken_back(auditor: Program) -> None:
    address = f"{NOUN}/{asked(auditor, with_values=True)['package']['id']}"

    assert auditor.post(f"{address}/refuse").json["state"] == "refused"
    assert auditor.post(f"{address}/refuse").json["code"] == "evidence_not_ready"


def test_a_package_asked_for_twice_under_one_key_is_one(auditor: Program) -> None:
    first, again = (auditor.post(NOUN, WANTED, Idempotency_Key="satu") for _ in range(2))

    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert len(auditor.get(NOUN).json["items"]) == 1


@pytest.mark.parametrize("other", [{"recipient": "tetangga"}, {"basis": "penasaran"}, {"letter_number": "?"}])
def test_what_does_not_fit_is_refused(auditor: Program, other: dict[str, str]) -> None:
    assert auditor.post(NOUN, WANTED | other).json["code"] == "shape_invalid"


def test_a_number_that_no_letter_has_is_refused(auditor: Program) -> None:
    assert asked(auditor, letter_number="surat (?)")["code"] == "evidence_request_invalid"


def test_a_kept_checkpoint_that_is_none_is_refused(auditor: Program, sealed: SealedOffice) -> None:
    address = f"{NOUN}/{asked(auditor)['package']['id']}/make"

    wrong, right = (auditor.post(address, {"kept_note": note}) for note in ("halo", sealed.note()))

    assert (wrong.status_code, right.status_code) == (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.OK)
    assert wrong.json["code"] == "kept_note_invalid"
    assert auditor.post(f"{address}?x=1").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_looking_and_making_are_recorded(web: WebOffice, auditor: Program) -> None:
    package = asked(auditor)
    auditor.post(f"{NOUN}/{package['package']['id']}/make")

    with web.office.acting(CLI) as tx:
        lists = set(tx.session.scalars(select(ReaderEvent.what)))
        reads = {(one.what, one.via) for one in tx.session.scalars(select(AccessEvent))}
        told = list(tx.session.scalars(select(RegisterEvent.type).where(RegisterEvent.register == "exports")))

    assert "evidence.list" in lists
    assert ("history.read", "export") in reads
    assert told == ["evidence.asked", "evidence.made"]


def test_for_officers_there_are_no_packages(web: WebOffice, auditor: Program) -> None:
    package = asked(auditor, with_values=True)["package"]["id"]
    officer = web.program("joko", "petugas_pengaduan")

    assert officer.get(NOUN).status_code == HTTPStatus.FORBIDDEN
    assert officer.get(f"{NOUN}?case_number={NUMBER}").status_code == HTTPStatus.NOT_FOUND
    assert officer.get(f"{NOUN}/{package}").status_code == HTTPStatus.NOT_FOUND
    for verb in ("release", "refuse", "make"):
        assert officer.post(f"{NOUN}/{package}/{verb}").status_code == HTTPStatus.NOT_FOUND
    assert officer.post(NOUN, WANTED).status_code == HTTPStatus.NOT_FOUND

"""Holes between rights: what one address refuses, no other may give; what is one agency's, no other may change."""

from collections.abc import Callable
from typing import Any

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.base.transaction import Transaction
from engine.services.cases import cases
from engine.services.letters import register
from engine.services.people import tokens, users
from engine.services.policy import definitions
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

ELSEWHERE = "uptd_ppa_lain"
BLIND = ("auditor", "pengelola_data")


def _with_document() -> dict[str, bytes]:
    """Give a procedure whose first step produces a document."""
    paper = ' lindung:document="tanda_terima"'
    content = procedures.start() + procedures.task("terima", "Terima", extra=paper) + procedures.end()
    content += procedures.flows("mulai", "terima", "selesai")
    lanes = {"petugas_pengaduan": ["mulai", "terima", "selesai"]}
    return procedures.bundle(content, lanes=lanes) | procedures.letter()


def _documented(office: Office) -> str:
    """Complete a case that produced a document, and give its number."""
    office.deploy(_with_document())
    officer = office.user("siti", "petugas_pengaduan")
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id)
    return started.case_number


@pytest.mark.parametrize("role", BLIND)
def test_a_case_shows_no_documents_to_whom_their_register_is_closed(role: str, office: Office) -> None:
    number = _documented(office)
    reader = office.user("budi", role)

    with pytest.raises(errors.NotFoundError), office.acting(reader) as tx:
        register.search(tx, case_number=number)
    with office.acting(reader) as tx:
        case = cases.get(tx, number)
    assert (case.narrative, case.documents, case.submissions) == (False, (), ())


def test_a_case_shows_its_documents_to_whom_they_are_open(office: Office) -> None:
    number = _documented(office)

    with office.acting(office.user("ida", "penyelia")) as tx:
        assert [one.document for one in cases.get(tx, number).documents] == ["tanda_terima"]


def _moved(*agencies: str) -> dict[str, bytes]:
    """Give the procedure of two steps for these agencies."""
    files = procedures.two_steps()
    listed = ", ".join(f'"{agency}"' for agency in agencies)
    head = files["procedure.toml"].decode().replace(f'["{AGENCY}"]', f"[{listed}]")
    return files | {"procedure.toml": head.encode()}


@pytest.mark.parametrize("agencies", [(AGENCY,), (ELSEWHERE,), (AGENCY, ELSEWHERE)])
def test_policy_staff_cannot_change_the_procedure_of_another_agency(
    agencies: tuple[str, ...], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.deploy(procedures.two_steps(separate=True))
    stranger = office.user("dedi", "admin_kebijakan", agency=ELSEWHERE)
    at_home = actors.Actor(id=stranger.id, roles=frozenset({(ELSEWHERE, "admin_kebijakan")}))
    monkeypatch.setattr(definitions, "check", lambda *_, **__: ())

    with pytest.raises(errors.NotPermittedError), office.acting(at_home) as tx:
        definitions.deploy(tx, files=_moved(*agencies))

    with office.acting(office.user("ida", "penyelia")) as tx:
        assert definitions.get(tx, "uji").version == 1


@pytest.mark.parametrize("role", ["auditor", "admin_sistem", "penyelia", "kepala"])
def test_nobody_destroys_a_key_by_a_right_to_verify(role: str, office: Office) -> None:
    number = _documented(office)

    with pytest.raises(errors.NotPermittedError), office.acting(office.user("budi", role)) as tx:
        cases.destroy_key(tx, number)


Verb = Callable[[Transaction], Any]
BEYOND: dict[str, Verb] = {
    "a role for oneself": lambda tx: users.grant(tx, username="adi", agency=AGENCY, role="penyelia"),
    "a role in another agency": lambda tx: users.grant(tx, username="joko", agency=ELSEWHERE, role="penyelia"),
    "taking a role of another agency": lambda tx: users.revoke(tx, username="joko", agency=ELSEWHERE, role="kepala"),
    "shutting out another agency's head": lambda tx: users.deactivate(tx, username="joko"),
    "a token in another's name": lambda tx: tokens.create(tx, username="joko", name="x", days=1),
}


@pytest.mark.parametrize("name", BEYOND)
def test_an_administrator_manages_their_own_agency_and_nobodys_identity(name: str, office: Office) -> None:
    admin = office.user("adi", "admin_sistem")
    office.user("joko", "kepala", agency=ELSEWHERE)

    with pytest.raises(errors.NotPermittedError), office.acting(admin) as tx:
        BEYOND[name](tx)

    with office.acting(CLI) as tx:
        held = {one.username: one.roles for one in users.search(tx) if one.active}
    assert held == {"adi": ((AGENCY, "admin_sistem"),), "joko": ((ELSEWHERE, "kepala"),)}

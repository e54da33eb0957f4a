"""An installation of an older release begins its registers with what is there; once."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from engine.services.audit import history
from engine.services.people import substitutions, users
from engine.services.policy import rollouts
from engine.services.time import readings
from engine.store.audit import registers as stored
from tests.support.offices import ambiguous
from tests.support.offices.factories import AGENCY, CLI, MORNING, Office


@pytest.fixture
def older(office: Office) -> Office:
    """Give an office with people and rules whose registers were never begun, as before this release."""
    office.deploy(ambiguous.files())
    siti = office.user("siti", "petugas_pengaduan")
    office.user("ida", "petugas_pengaduan")
    office.token("siti")
    with office.acting(siti) as tx:
        when = {"starts_at": MORNING, "ends_at": MORNING + timedelta(days=3)}
        substitutions.name(tx, agency=AGENCY, person="siti", substitute="ida", **when)
    with office.acting(CLI) as tx:
        users.deactivate(tx, username="ida")
        readings.choose(
            tx,
            procedure="uji",
            agency=AGENCY,
            ambiguity=ambiguous.AMBIGUITY,
            reading=ambiguous.LONG,
            chosen_by="Contoh Kepala",
            office=None,
            sk="SK-1",
            valid_from=None,
            valid_to=None,
        )
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE register_events DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER append_only_register_events_delete"))
        connection.execute(text("DELETE FROM register_events"))
        connection.execute(text("DELETE FROM register_heads"))
    return office


def found(office: Office) -> list[tuple[str, str]]:
    """Give (type, data) of the events of the registers, and check their chains."""
    with office.acting(CLI) as tx:
        assert history.verify(tx).ok
        return [(event.type, event.data) for event in stored.everything(tx.session)]


def test_what_is_there_begins_the_registers(older: Office) -> None:
    older.runtime.migrate()

    kinds = [type_ for type_, _ in found(older)]
    assert kinds[:4] == ["account.found", "account.found", "token.found", "substitution.found"]
    assert kinds[-3:] == ["procedure.found", "reading.found", "rollout.found"]
    assert {"agency.found", "calendar.found"} <= set(kinds)


def test_an_account_is_found_with_its_roles_and_whether_it_is_shut(older: Office) -> None:
    older.runtime.migrate()

    accounts = [json.loads(data) for type_, data in found(older) if type_ == "account.found"]
    assert [(one["username"], one["active"]) for one in accounts] == [("ida", False), ("siti", True)]
    assert accounts[1]["roles"] == [[AGENCY, "petugas_pengaduan"]]


def test_it_is_taken_once(older: Office) -> None:
    older.runtime.migrate()
    before = found(older)

    older.runtime.migrate()

    assert found(older) == before


def test_what_is_in_force_is_found_where_the_registers_began_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:  # the row of the migration has no event
        patched.setattr(rollouts, "registers", SimpleNamespace(POLICY="policy", append=lambda *_, **__: None))
        office.deploy(ambiguous.files())
    with office.acting(CLI) as tx:
        assert not history.verify(tx).ok

    office.runtime.migrate()
    office.runtime.migrate()

    said = [json.loads(data) for type_, data in found(office) if type_ == "rollout.found"]
    assert [(one["rollout"], one["version"], one["approval"]) for one in said] == [(1, 1, None)]

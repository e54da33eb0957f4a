"""Registers: chained events of what happens outside of cases, appended at the commit, not to be changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import exc, text

from engine.domain.people import actors
from engine.services.audit import history
from engine.services.chains import registers
from engine.services.people import users
from engine.store.audit import registers as stored
from tests.support.offices.factories import CLI, MORNING, Office

AT_ONCE = 4


def audited(office: Office, *subjects: str) -> None:
    """Append an event of the register of audits about each subject, in one transaction."""
    with office.acting(CLI) as tx:
        for subject in subjects:
            registers.append(
                tx, registers.AUDITS, "audit.opened", subject=subject, data={"surat": "A-1"}, role="auditor"
            )


def kept(office: Office) -> list[tuple[int, str]]:
    """Give (sequence number, subject) of the events of the register of audits."""
    with office.runtime.database.connect() as connection:
        query = "SELECT seq, subject FROM register_events WHERE register = 'audits' ORDER BY seq"
        return [(seq, subject) for seq, subject in connection.execute(text(query))]


def tamper(office: Office, statement: str) -> None:
    """Change the registers as an owner of the database could: with its triggers out of the way."""
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE register_events DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER append_only_register_events_{verb}"))
        connection.execute(text(statement))


def verdict(office: Office) -> list[tuple[str | None, int | None, str]]:
    """Give (register, sequence number, code) of what does not hold in the registers."""
    with office.acting(CLI) as tx:
        found = history.verify(tx).findings
    return [(one.subject, one.seq, one.code) for one in found if one.part == "register"]


def test_events_are_appended_in_order_and_hold(office: Office) -> None:
    audited(office, "satu", "dua")
    audited(office, "tiga")

    assert kept(office) == [(1, "satu"), (2, "dua"), (3, "tiga")]
    assert verdict(office) == []


def test_an_event_says_who_did_it_when_and_in_which_role(office: Office) -> None:
    audited(office, "satu")

    with office.acting(CLI) as tx:
        [event] = [one for one in stored.everything(tx.session) if one.register == registers.AUDITS]
    assert (event.actor, event.role, event.at, event.data) == (CLI.id, "auditor", MORNING, '{"surat":"A-1"}')


def test_a_role_that_somebody_gives_names_their_own_role(office: Office) -> None:
    admin = office.user("adi", "admin_sistem")
    office.user("siti")

    with office.acting(admin) as tx:
        users.grant(tx, username="siti", agency="uptd_ppa_tebing_tinggi", role="penyelia")

    with office.runtime.database.connect() as connection:
        query = "SELECT actor, role FROM register_events WHERE type = 'role.given' ORDER BY seq DESC LIMIT 1"
        assert tuple(connection.execute(text(query)).one()) == (admin.id, "admin_sistem")


def test_a_savepoint_that_is_undone_leaves_no_event(office: Office) -> None:
    with office.acting(CLI) as tx:
        with tx.savepoint(keep=False) as part:
            registers.append(part, registers.AUDITS, "audit.opened", subject="tidak", data={})
        with tx.savepoint(actor=actors.system("jobs")) as part:
            registers.append(part, registers.AUDITS, "audit.opened", subject="ya", data={})

    assert kept(office) == [(1, "ya")]
    with office.runtime.database.connect() as connection:
        query = "SELECT actor FROM register_events WHERE register = 'audits'"
        assert connection.execute(text(query)).scalar_one() == "system:jobs"


def test_moments_of_a_register_never_fall(office: Office) -> None:
    audited(office, "satu")
    office.clock.advance(timedelta(hours=-3))
    audited(office, "dua")

    with office.runtime.database.connect() as connection:
        query = "SELECT count(DISTINCT at) FROM register_events WHERE register = 'audits'"
        assert connection.execute(text(query)).scalar_one() == 1
    assert verdict(office) == []


def test_transactions_at_once_append_without_a_gap(office: Office) -> None:
    names = [str(number) for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as crew:
        list(crew.map(lambda name: audited(office, name, name), names))

    assert [seq for seq, _ in kept(office)] == list(range(1, 2 * AT_ONCE + 1))
    assert verdict(office) == []


def test_a_register_that_there_is_not_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match="no register"), office.acting(CLI) as tx:
        registers.append(tx, "lain", "audit.opened", subject="satu", data={})


@pytest.mark.parametrize("verb", ["UPDATE register_events SET actor = 'x'", "DELETE FROM register_events"])
def test_the_database_refuses_to_change_a_register(office: Office, verb: str) -> None:
    audited(office, "satu")

    with pytest.raises(exc.DBAPIError, match="append only"), office.runtime.database.begin() as connection:
        connection.execute(text(verb))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE register_events SET subject = 'x' WHERE register = 'audits' AND seq = 2", [(2, "record_changed")]),
        (
            "UPDATE register_events SET prev_hash = hash WHERE register = 'audits' AND seq = 2",
            [(2, "record_unlinked"), (2, "record_changed")],
        ),
        ("DELETE FROM register_events WHERE register = 'audits' AND seq = 1", [(1, "record_missing")]),
        ("DELETE FROM register_events WHERE register = 'audits' AND seq = 3", [(3, "record_missing")]),
        (
            "DELETE FROM register_events WHERE register = 'audits'",
            [(1, "record_missing"), (2, "record_missing"), (3, "record_missing")],
        ),
        ("DELETE FROM register_heads WHERE register = 'audits'", [(3, "record_unnamed")]),
    ],
)
def test_a_changed_register_is_named(office: Office, statement: str, expected: list[tuple[int, str]]) -> None:
    audited(office, "satu", "dua", "tiga")

    tamper(office, statement)

    assert verdict(office) == [("audits", *one) for one in expected]

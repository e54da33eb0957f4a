"""Every service that changes an account, a rule or a key leaves a chained event of a register."""

import inspect
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.services.base.transaction import Transaction
from engine.services.people import agencies, substitutions, tokens, users
from engine.services.policy import definitions, rollouts
from engine.services.time import readings
from tests.support.house import sources
from tests.support.offices import ambiguous, procedures
from tests.support.offices.factories import AGENCY, CLI, MORNING, Office

Act = Callable[[Transaction], object]
ROLE = "petugas_pengaduan"
LEAVE: dict[str, Any] = {"agency": AGENCY, "starts_at": MORNING, "ends_at": MORNING + timedelta(days=7)}
CHOICE: dict[str, Any] = {
    "procedure": "uji",
    "agency": AGENCY,
    "ambiguity": ambiguous.AMBIGUITY,
    "reading": ambiguous.LONG,
    "chosen_by": "Contoh Kepala",
    "office": None,
    "sk": "SK-1",
    "valid_from": None,
    "valid_to": date(2026, 12, 31),
}
# Every public verb that changes an account or a rule. A new one fails the last test until it stands here.
WRITING: dict[str, tuple[str, Act]] = {
    "users.create": ("account.made", lambda tx: users.create(tx, username="baru", display_name="Contoh Baru")),
    "users.grant": ("role.given", lambda tx: users.grant(tx, username="ida", agency=AGENCY, role="kepala")),
    "users.revoke": ("role.taken", lambda tx: users.revoke(tx, username="siti", agency=AGENCY, role=ROLE)),
    "users.deactivate": ("account.shut", lambda tx: users.deactivate(tx, username="siti")),
    "tokens.create": ("token.made", lambda tx: tokens.create(tx, username="siti", name="dua", days=1)),
    "tokens.revoke": ("token.revoked", lambda tx: tokens.revoke(tx, username="siti", name="uji")),
    "readings.choose": ("reading.chosen", lambda tx: readings.choose(tx, **CHOICE)),
    "rollouts.put_in_force": (
        "rollout.made",
        lambda tx: rollouts.put_in_force(tx, key="uji", version=1, agency=AGENCY, valid_from=None),
    ),
}
ELSEWHERE = {
    "agencies.load",
    "definitions.deploy",
    "definitions.deploy_all",
    "definitions.store",
    "rollouts.order",
    "rollouts.withdraw",
    "substitutions.name",
    "substitutions.end",
}
HARMLESS = {"users.speak", "users.introduce", "users.note"}
READING = {
    "absent",
    "check",
    "check_alone",
    "choice_of",
    "choices",
    "coming",
    "digest_of",
    "folders",
    "get",
    "in_force",
    "me",
    "of_agency",
    "of_key",
    "pending",
    "profile",
    "read_file",
    "read_folder",
    "recorded",
    "search",
    "standings",
    "view",
}


@pytest.fixture
def staffed(office: Office) -> Office:
    """Give an office with a procedure, two officers and a token."""
    office.deploy(ambiguous.files())
    office.user("siti", ROLE)
    office.user("ida", ROLE)
    office.token("siti")
    return office


@pytest.mark.parametrize("verb", WRITING)
def test_a_service_that_changes_accounts_or_rules_leaves_an_event(staffed: Office, verb: str) -> None:
    expected, act = WRITING[verb]
    before = registered(staffed)

    with staffed.acting(CLI) as tx:
        act(tx)

    assert Counter(registered(staffed)) - Counter(before) == Counter([expected])


def test_a_change_that_changes_nothing_leaves_no_event(staffed: Office) -> None:
    before = registered(staffed)

    with staffed.acting(CLI) as tx:
        users.grant(tx, username="ida", agency=AGENCY, role=ROLE)
        users.revoke(tx, username="ida", agency=AGENCY, role="kepala")
        tokens.revoke(tx, username="ida", name="uji")
        agencies.load(tx, folder=sources.ROOT / "workflows")
    staffed.deploy(ambiguous.files())

    assert registered(staffed) == before


def test_an_account_is_shut_once(staffed: Office) -> None:
    for _ in range(2):
        with staffed.acting(CLI) as tx:
            users.deactivate(tx, username="siti")

    assert registered(staffed).count("account.shut") == 1


def test_a_substitution_is_named_and_ended_once(staffed: Office) -> None:
    boss = staffed.user("budi", "penyelia")
    with staffed.acting(boss) as tx:
        named = substitutions.name(tx, person="siti", substitute="ida", **LEAVE)
    for _ in range(2):
        staffed.clock.advance(timedelta(hours=1))
        with staffed.acting(boss) as tx:
            substitutions.end(tx, named.id)

    assert registered(staffed)[-2:] == ["substitution.named", "substitution.ended"]


def test_what_an_installation_begins_with_leaves_events(office: Office) -> None:
    office.deploy(procedures.two_steps())

    found = registered(office)

    assert found[:2] == ["key.adopted", "key.adopted"]
    assert found[-2:] == ["procedure.deployed", "rollout.made"]
    assert {"agency.loaded", "calendar.loaded"} <= set(found)


def test_no_service_that_changes_accounts_or_rules_is_forgotten() -> None:
    public = {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}"
        for module in (users, tokens, substitutions, agencies, definitions, rollouts, readings)
        for name, verb in inspect.getmembers(module, inspect.isfunction)
        if verb.__module__ == module.__name__ and not name.startswith("_") and name not in READING
    }

    assert public == set(WRITING) | ELSEWHERE | HARMLESS


def registered(office: Office) -> list[str]:
    """Give the types of the events of the registers: keys, then rules, then accounts, each in order."""
    order = "SELECT type FROM register_events ORDER BY register = 'accounts', register = 'policy', register, seq"
    with office.runtime.database.connect() as connection:
        return list(connection.execute(text(order)).scalars())

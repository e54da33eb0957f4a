"""A version is put in force and taken back: who may, what is refused, what is recorded, what is told of it."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import errors
from engine.clock import FixedClock
from engine.domain.people import actors
from engine.domain.policy import procedures as procedures_of
from engine.domain.policy import rollouts as rules
from engine.services.audit import history
from engine.services.base.transaction import Transaction
from engine.services.policy import definitions, rollouts
from engine.services.policy import seed as seeding
from engine.store.audit import registers
from engine.store.policy import definitions as stored
from engine.store.tables.policy import Bundle
from tests.support.offices import factories, overlaid, procedures, zoned
from tests.support.offices.factories import CLI, MORNING, Office
from tests.support.offices.zoned import WIB, WIT, WITA
from tests.support.playing import at_once

DAY = timedelta(days=1)
SAME_AGAIN = """
INSERT INTO rollouts (key, number, overlay, bundle_id, valid_from, made_at, made_by)
SELECT key, 3, overlay, bundle_id, valid_from, made_at, made_by FROM rollouts WHERE number = 2
"""


@pytest.fixture
def place(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Office]:
    """Deploy one version in three agencies, and store a second that is in force nowhere."""
    office = zoned.furnished(tmp_path, clock, database_url=database_url)
    office.deploy(zoned.version(1))
    zoned.store(office, zoned.version(2))
    yield office
    office.runtime.close()


def running(office: Office, actor: actors.Actor = CLI) -> dict[str, int]:
    """Give the version in force by agency."""
    with office.acting(actor) as tx:
        return {agency: one.version for one in definitions.search(tx) for agency in one.agencies}


def told(office: Office, *types: str) -> list[dict[str, object]]:
    """Give the data of events of the register of rules."""
    with office.acting(CLI) as tx:
        return [json.loads(event.data) for event in registers.of_types(tx.session, "policy", types)]


def test_a_stored_version_is_in_force_nowhere(place: Office) -> None:
    assert running(place) == {WIB: 1, WITA: 1, WIT: 1}
    assert zoned.store(place, zoned.version(2)) == 2
    assert zoned.started(place, zoned.officer(place, WIB)).version == 1


def test_a_faulty_version_is_not_stored(place: Office) -> None:
    files = zoned.version(3)
    del files["forms/isian.form"]

    with pytest.raises(definitions.DefinitionRefusedError):
        zoned.store(place, files)


def test_one_agency_goes_first_then_all_follow(place: Office) -> None:
    zoned.put(place, 2, agency=WITA)
    first = running(place)
    place.clock.advance(DAY)
    zoned.put(place, 2)

    assert first == {WIB: 1, WITA: 2, WIT: 1}
    assert running(place) == {WIB: 2, WITA: 2, WIT: 2}


def test_the_record_says_who_put_what_in_force_and_that_nobody_approved_it(place: Office) -> None:
    at = MORNING + DAY
    made = zoned.put(place, 2, agency=WIT, at=at)

    (deployed, said) = told(place, "rollout.made")
    assert (made.number, made.made_by, made.withdraws) == (2, "system:cli", None)
    assert (deployed["version"], deployed["agency"], deployed["approval"]) == (1, None, None)
    with place.acting(CLI) as tx:
        digest = stored.of_version(tx.session, "uji", 2).sha256
        assert history.verify(tx).ok
    assert said == {
        "rollout": 2,
        "version": 2,
        "sha256": bytes(digest).hex(),
        "overlay": False,
        "agency": WIT,
        "valid_from": at.isoformat(),
        "withdraws": None,
        "approval": None,
    }


def test_a_pending_one_is_withdrawn_and_never_begins(place: Office) -> None:
    pending = zoned.put(place, 2, at=MORNING + DAY)
    back = zoned.withdraw(place, pending.number)
    place.clock.advance(2 * DAY)

    assert (back.version, back.valid_from, back.withdraws) == (1, MORNING + DAY, pending.number)
    assert running(place) == {WIB: 1, WITA: 1, WIT: 1}


def test_one_in_force_is_withdrawn_from_now_on(place: Office) -> None:
    place.clock.advance(DAY)
    made = zoned.put(place, 2)
    place.clock.advance(DAY)
    before = running(place)
    zoned.withdraw(place, made.number)

    assert (before[WIB], running(place)[WIB]) == (2, 1)
    assert [one["withdraws"] for one in told(place, "rollout.withdrawn")] == [made.number]
    with place.acting(CLI) as tx:
        spans = [one for one in rollouts.search(tx, "uji") if one.agency == WIB]
        assert history.verify(tx).ok
    assert [(one.version, one.state, one.valid_to) for one in spans] == [
        (1, "past", MORNING + DAY),
        (2, "past", MORNING + 2 * DAY),
        (1, "in_force", None),
    ]


def test_who_went_first_keeps_the_version_that_is_withdrawn_for_all(place: Office) -> None:
    zoned.put(place, 2, agency=WITA)
    for_all = zoned.put(place, 2)

    zoned.withdraw(place, for_all.number)

    assert running(place) == {WIB: 1, WITA: 2, WIT: 1}
    assert [one["agency"] for one in told(place, "rollout.mended")] == [WITA]


def test_the_list_says_what_is_and_will_be_in_force(place: Office) -> None:
    with pytest.raises(errors.NotFoundError), place.acting(CLI) as tx:
        rollouts.search(tx, "tiada")
    zoned.put(place, 2, at=MORNING + DAY)

    with place.acting(zoned.officer(place, WITA)) as tx:
        found = rollouts.search(tx, "uji")
        [coming] = rollouts.coming(tx)
        view = definitions.get(tx, "uji")

    assert [(one.agency, one.version, one.state) for one in found] == [(WITA, 1, "in_force"), (WITA, 2, "pending")]
    assert (coming.name, coming.version, coming.valid_from, coming.agencies) == (
        "Prosedur uji 2",
        2,
        MORNING + DAY,
        (WITA,),
    )
    assert (view.valid_from, view.pending) == (MORNING, (coming,))
    with pytest.raises(errors.NotFoundError), place.acting(place.user("joko", "penyelia", agency="lain")) as tx:
        rollouts.search(tx, "uji")


def test_what_follows_elsewhere_is_not_told_here(place: Office) -> None:
    zoned.put(place, 2, agency=WIT, at=MORNING + DAY)

    with place.acting(zoned.officer(place, WITA)) as tx:
        assert (rollouts.coming(tx), definitions.get(tx, "uji").pending) == ((), ())
    with place.acting(CLI) as tx:
        assert [one.agencies for one in definitions.get(tx, "uji").pending] == [(WIT,)]


def test_two_versions_are_listed_where_one_agency_goes_first(place: Office) -> None:
    zoned.put(place, 2, agency=WIT)

    with place.acting(CLI) as tx:
        listed = {one.version: one.agencies for one in definitions.search(tx)}
        there = [definitions.get(tx, "uji", agency=agency).version for agency in (WIB, WIT)]
        by_key = definitions.of_agency(tx, WIT)
        with pytest.raises(errors.NotFoundError):
            definitions.get(tx, "uji", agency="lain")

    assert (listed, there, by_key["uji"].version) == ({1: (WIB, WITA), 2: (WIT,)}, [1, 2], 2)


def test_an_agency_that_a_version_no_longer_names_runs_it_no_more(place: Office) -> None:
    zoned.store(place, zoned.version(3, named=f'agencies = ["{WIB}"]'.encode()))
    place.clock.advance(DAY)
    zoned.put(place, 3)

    assert running(place) == {WIB: 3}
    with place.acting(CLI) as tx:
        gone = [one.version for one in rollouts.search(tx, "uji") if one.agency == WIT]
    assert gone == [1]
    with pytest.raises(errors.NotFoundError):
        zoned.started(place, zoned.officer(place, WIT))


def test_what_cannot_be_put_in_force_is_refused(place: Office) -> None:
    zoned.store(place, zoned.version(3, named=f'agencies = ["{WIB}"]'.encode()))

    with pytest.raises(errors.NotFoundError):
        zoned.put(place, 1, key="tiada")
    with pytest.raises(rollouts.VersionUnknownError):
        zoned.put(place, 9)
    with pytest.raises(rollouts.AgencyNotRunningError):
        zoned.put(place, 3, agency=WIT)
    with pytest.raises(rollouts.RolloutPastError):
        zoned.put(place, 2, at=MORNING - timedelta(microseconds=1))


def test_what_cannot_be_withdrawn_is_refused(place: Office) -> None:
    with pytest.raises(rollouts.NothingBeforeError):
        zoned.withdraw(place, 1)
    with pytest.raises(errors.NotFoundError):
        zoned.withdraw(place, 2)
    zoned.put(place, 2)
    with pytest.raises(rollouts.RolloutOverError):
        zoned.withdraw(place, 1)


def test_only_policy_staff_of_each_agency_concerned_may(place: Office) -> None:
    officer = zoned.officer(place, WIB)
    here = place.user("eko", "admin_kebijakan", agency=WIB)
    for actor, agency in ((officer, WIB), (here, None), (here, WIT)):
        with pytest.raises(errors.NotPermittedError), place.acting(actor) as tx:
            rollouts.put_in_force(tx, key="uji", version=2, agency=agency, valid_from=None)

    with place.acting(here) as tx:
        made = rollouts.put_in_force(tx, key="uji", version=2, agency=WIB, valid_from=None)
    with pytest.raises(errors.NotPermittedError), place.acting(officer) as tx:
        rollouts.withdraw(tx, key="uji", number=made.number)
    with pytest.raises(errors.NotPermittedError), place.acting(here) as tx:
        rollouts.withdraw(tx, key="uji", number=1)
    with place.acting(here) as tx:
        assert rollouts.withdraw(tx, key="uji", number=made.number).version == 1

    with place.acting(CLI) as tx:
        [event, *_] = registers.of_types(tx.session, "policy", ["rollout.withdrawn"])
        assert event.role == "admin_kebijakan"


def test_a_version_whose_files_were_changed_can_still_be_withdrawn(place: Office) -> None:
    made = zoned.put(place, 2)
    place.runtime.installation.procedures._found.clear()
    with place.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE bundle_files DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER append_only_bundle_files_update"))
        connection.execute(text("UPDATE bundle_files SET content = :content WHERE bundle_id = 2"), {"content": b"x"})

    assert running(place) == {}
    zoned.withdraw(place, made.number)
    assert running(place) == {WIB: 1, WITA: 1, WIT: 1}


def test_a_deployment_is_in_force_at_once_and_says_what_still_follows(place: Office) -> None:
    zoned.put(place, 2, agency=WIT, at=MORNING + DAY)

    deployed = place.deploy(zoned.version(3))

    assert running(place) == {WIB: 3, WITA: 3, WIT: 3}
    assert [(one.version, one.agencies) for one in deployed.pending] == [(2, (WIT,))]
    place.clock.advance(DAY)
    assert running(place) == {WIB: 3, WITA: 3, WIT: 2}


def test_deploying_what_was_stored_last_puts_it_in_force(place: Office) -> None:
    zoned.put(place, 2, agency=WITA)

    deployed, again = place.deploy(zoned.version(2)), place.deploy(zoned.version(2))

    assert [(one.version, one.unchanged) for one in (deployed, again)] == [(2, False), (2, True)]
    assert running(place) == {WIB: 2, WITA: 2, WIT: 2}


def test_a_restart_puts_no_older_version_in_force(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "check", factories.check_here)
    folder = place.runtime.settings.workflows_dir
    for path, content in zoned.version(1).items():
        home = folder if path.startswith("clauses/") else folder / "uji"
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content)
    zoned.put(place, 2)

    with place.acting(CLI) as tx:
        [view] = seeding.install(tx, workflows_dir=folder)

    assert (view.version, view.unchanged, running(place)[WIB]) == (1, True, 2)


def test_an_overlay_is_put_in_force_as_a_procedure_is(place: Office) -> None:
    place.deploy(zoned.overlay(1))
    zoned.store(place, zoned.overlay(2))

    made = zoned.put(place, 2, key="lapis", agency=WIT)

    assert made.number == 2
    with place.acting(CLI) as tx:
        assert definitions.get(tx, "lapis", agency=WIT).version == 2


def test_rows_refuse_to_be_changed_or_removed(place: Office) -> None:
    for change in ("UPDATE rollouts SET agency = 'x'", "DELETE FROM rollouts"):
        with pytest.raises(DBAPIError, match="append only"), place.runtime.database.begin() as connection:
            connection.execute(text(change))


def test_a_number_that_somebody_takes_in_between_is_not_lost(place: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = rules.may_be_withdrawn
    made = zoned.put(place, 2, at=MORNING + DAY)
    seen: list[int] = []

    def meanwhile(rows: list[rules.Rollout], number: int, *, now: datetime) -> bool:
        seen.append(len(rows))
        if len(seen) == 1:  # as if another transaction had ended before this one wrote
            tx.session.execute(text(SAME_AGAIN))
        return plain(rows, number, now=now)

    monkeypatch.setattr(rules, "may_be_withdrawn", meanwhile)
    with place.acting(CLI) as tx:
        back = rollouts.withdraw(tx, key="uji", number=made.number)

    assert (seen, back.number) == ([2, 3], 4)


def test_two_at_once_write_one_after_the_other(postgres_office: Office) -> None:
    for separate in (False, True):
        postgres_office.deploy(procedures.two_steps(separate=separate))

    def somebody() -> int:
        with postgres_office.acting(CLI) as tx:
            return rollouts.put_in_force(tx, key="uji", version=1, agency=None, valid_from=None).number

    with at_once.somebody_else(postgres_office) as begin:
        with postgres_office.acting(CLI) as tx:
            mine = rollouts.put_in_force(tx, key="uji", version=2, agency=None, valid_from=None).number
            other = begin(somebody)
        assert sorted([mine, other.result()]) == [3, 4]
    assert running(postgres_office) == {factories.AGENCY: 1}


def test_an_overlay_for_all_counts_the_agencies_of_the_installation(office: Office) -> None:
    office.deploy(overlaid.by_data())

    with office.acting(CLI) as tx:
        [view] = definitions.search(tx)

    assert len(view.agencies) > 1


@pytest.mark.parametrize("is_same", [True, False])
def test_who_deploys_while_somebody_else_does_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, is_same: bool
) -> None:
    plain, tried = definitions._next_version, []

    def meanwhile(
        tx: Transaction, head: procedures_of.Procedure, files: Mapping[str, bytes], digest: bytes
    ) -> Bundle | None:
        tried.append(digest)
        if len(tried) > 1:
            return plain(tx, head, files, digest)
        if is_same:
            definitions.deploy(tx, files=files)
        return None

    monkeypatch.setattr(definitions, "_next_version", meanwhile)
    deployed = office.deploy(procedures.two_steps())

    assert (deployed.version, deployed.unchanged, len(tried)) == (1, is_same, 2)

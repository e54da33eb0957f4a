"""Two who write the first row of its key at once, on PostgreSQL: nobody meets an error that says nothing."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import errors
from engine.clock import FixedClock
from engine.domain.people import actors
from engine.runtime import Runtime
from engine.services.base.transaction import Transaction
from engine.services.inbox import filters
from engine.services.notifying import mail_settings
from engine.services.people import agencies, users
from engine.services.policy import definitions
from engine.services.user_tasks import completions, drafts, life_cycle
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office, check_here, settings
from tests.support.playing.at_once import somebody_else

pytestmark = pytest.mark.postgres

Verb = Callable[[Transaction], Any]


@pytest.fixture
def office(postgres_office: Office) -> Office:
    """Work where two write at once."""
    return postgres_office


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Give an officer."""
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def task_id(office: Office, siti: actors.Actor) -> str:
    """Give a task that the officer holds."""
    office.deploy(procedures.two_steps())
    claimed = office.start(siti).open_user_tasks[0].id
    with office.acting(siti) as tx:
        life_cycle.claim(tx, claimed)
    return claimed


def both(office: Office, actor: actors.Actor, first: Verb, second: Verb) -> Any:
    """Do the first; let somebody else do the second before the first is committed; give what that gave or refused."""

    def act() -> Any:
        try:
            with office.acting(actor) as tx:
                return second(tx)
        except errors.LindungError as refusal:
            return refusal.code, refusal.ids

    with somebody_else(office) as begin, office.acting(actor) as tx:
        first(tx)
        tx.session.flush()
        other = begin(act)
        assert not other.done()
    return other.result()


def test_a_second_tab_s_first_draft_is_told_of_the_first_one_s(
    office: Office, siti: actors.Actor, task_id: str
) -> None:
    def save(text: str) -> Verb:
        return lambda tx: drafts.save(tx, task_id, {"kronologi": text}, revision=0)

    refused = both(office, siti, save("satu"), save("dua"))

    assert refused == ("draft_overtaken", {"user_task": task_id, "revision": 1})
    with office.acting(siti) as tx:
        kept = drafts.get(tx, task_id)
    assert kept is not None
    assert kept.answers == {"kronologi": "satu"}


def test_a_first_draft_and_handing_in_at_once_are_told_apart(office: Office, siti: actors.Actor, task_id: str) -> None:
    refused = both(
        office,
        siti,
        lambda tx: completions.hand_in(tx, task_id, form=procedures.ANSWERS),
        lambda tx: drafts.save(tx, task_id, {"kronologi": "dua"}, revision=0),
    )

    assert refused[0] == "completion_held"


def test_a_draft_that_is_dropped_while_another_waits_for_it_is_begun_anew(
    office: Office, siti: actors.Actor, task_id: str
) -> None:
    with office.acting(siti) as tx:
        drafts.save(tx, task_id, {"kronologi": "satu"}, revision=0)

    revision = both(
        office,
        siti,
        lambda tx: drafts.discard(tx, task_id),
        lambda tx: drafts.save(tx, task_id, {"kronologi": "dua"}, revision=0),
    )

    assert revision == 1


def test_two_tabs_that_choose_mail_for_the_first_time_both_count(office: Office, siti: actors.Actor) -> None:
    def choose(hour: int) -> Verb:
        return lambda tx: mail_settings.choose(tx, mail_settings.Choice(agency=AGENCY, digest_hour=hour))

    both(office, siti, choose(7), choose(8))

    with office.acting(siti) as tx:
        assert mail_settings.mine(tx).choice.digest_hour == 8


def test_a_filter_that_two_tabs_keep_under_one_name_is_one(office: Office, siti: actors.Actor) -> None:
    def keep(risk: str) -> Verb:
        return lambda tx: filters.save(tx, name="Mendesak", parts={"risk": risk})

    both(office, siti, keep("tinggi"), keep("sedang"))

    with office.acting(siti) as tx:
        assert [one.parts for one in filters.search(tx)] == [{"risk": "sedang"}]


def test_a_user_name_is_given_once(office: Office) -> None:
    def create(tx: Transaction) -> None:
        users.create(tx, username="budi", display_name="Budi")

    assert both(office, CLI, create, create)[0] == "username_taken"


def test_a_role_that_two_give_at_once_is_held_once(office: Office, siti: actors.Actor) -> None:
    def grant(tx: Transaction) -> tuple[tuple[str, str], ...]:
        return users.grant(tx, username="siti", agency=AGENCY, role="penyelia").roles

    assert both(office, CLI, grant, grant) == ((AGENCY, "penyelia"), (AGENCY, "petugas_pengaduan"))


def deploy(files: dict[str, bytes]) -> Verb:
    return lambda tx: definitions.deploy(tx, files=files).version


@pytest.mark.parametrize(("separate", "version"), [(True, 2), (False, 1)], ids=["another", "the_same"])
def test_of_two_who_deploy_at_once_each_gets_a_version_of_its_own(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, separate: bool, version: int
) -> None:
    monkeypatch.setattr(definitions, "check", check_here)

    given = both(office, CLI, deploy(procedures.two_steps()), deploy(procedures.two_steps(separate=separate)))

    assert given == version


def test_two_hosts_that_load_the_agencies_at_once_both_begin(
    postgres_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    def load(tx: Transaction) -> tuple[str, ...]:
        return agencies.load(tx, folder=sources.ROOT / "workflows")

    runtime = Runtime.build(settings(tmp_path / "data", database_url=postgres_url), clock)
    found = both(Office(runtime=runtime, clock=clock), CLI, load, load)
    runtime.close()

    assert found == ()


def test_two_hosts_that_load_a_corrected_calendar_at_once_keep_it_once(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(sources.ROOT / "workflows", folder)
    holidays = folder / "calendars" / "nasional_2026.toml"
    holidays.write_text(holidays.read_text().replace("2026-12-24", "2026-12-23", 1))

    def load(tx: Transaction) -> tuple[str, ...]:
        return agencies.load(tx, folder=folder)

    office.clock.advance(timedelta(days=1))
    found = both(office, CLI, load, load)

    assert found == ()
    with office.acting(CLI) as tx:
        assert load(tx) == ()

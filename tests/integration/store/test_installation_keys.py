"""A database knows the keys it was written with: a lost or foreign key folder is refused before anything is written."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.clock import FixedClock
from engine.domain.people import actors
from engine.errors import LindungError
from engine.runtime import Runtime, SchemaOutdatedError
from engine.services.people import users
from engine.store.base.key_files import KeyMissingError, KeyUnfitError
from engine.store.base.sealing import SealBrokenError
from engine.store.installation_keys import KeyWrongError
from tests.support.offices import factories, procedures
from tests.support.offices.factories import CLI, Office

Host = Callable[[str], Runtime]


@pytest.fixture
def host(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Host]:
    """Give the maker of hosts: each has a data folder of its own, all serve the same database."""
    made: list[Runtime] = []

    def build(name: str) -> Runtime:
        made.append(Runtime.build(factories.settings(tmp_path / name, database_url=database_url), clock))
        return made[-1]

    yield build
    for runtime in made:
        runtime.close()


def with_a_case(runtime: Runtime, clock: FixedClock) -> actors.Actor:
    """Register a report, and give the officer."""
    office = factories.furnish(runtime, clock)
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan")
    office.start(officer)
    return officer


def forget_checks(runtime: Runtime) -> None:
    """Make the database one of an older release."""
    with runtime.database.begin() as connection:
        connection.execute(text("DELETE FROM installation_keys"))


def keys_of(runtime: Runtime) -> Path:
    return runtime.settings.data_dir / "keys"


def refusal_of(runtime: Runtime, actor: actors.Actor = CLI) -> type[LindungError]:
    """Try a transaction and the readiness, and give how both are refused."""
    refusals = []
    with pytest.raises(LindungError) as refused, runtime.transaction(actor):
        pass
    refusals.append(type(refused.value))
    with pytest.raises(LindungError) as refused:
        runtime.require_ready()
    assert type(refused.value) is refusals[0]
    return refusals[0]


def test_a_lost_key_folder_is_refused_and_nothing_is_made_in_its_place(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    keys_of(first).rename(keys_of(first).with_name("away"))

    again = host("data")

    assert refusal_of(again) is KeyMissingError
    with pytest.raises(KeyMissingError):
        again.migrate()
    assert not keys_of(again).exists()


def test_the_folder_put_back_opens_everything(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    away = keys_of(first).rename(keys_of(first).with_name("away"))
    again = host("data")
    assert refusal_of(again) is KeyMissingError

    away.rename(keys_of(again))

    again.require_ready()
    with_office = Office(runtime=again, clock=clock)
    assert with_office.user("budi", "petugas_pengaduan").id


def test_a_second_host_with_an_empty_folder_makes_no_key(host: Host) -> None:
    host("satu").require_ready()

    other = host("dua")

    assert refusal_of(other) is KeyMissingError
    assert not keys_of(other).exists()


@pytest.mark.parametrize("name", ["installation.key", "signing.key", "log.key"])
def test_a_second_host_with_another_key_is_refused(host: Host, name: str) -> None:
    first, other = host("satu"), host("dua")
    first.require_ready()
    shutil.copytree(keys_of(first), keys_of(other))
    (keys_of(other) / name).write_bytes(b"k" * 32)

    assert refusal_of(other) is KeyWrongError


def test_two_hosts_with_the_same_folder_serve_one_database(host: Host) -> None:
    first, other = host("satu"), host("dua")
    first.require_ready()
    shutil.copytree(keys_of(first), keys_of(other))

    other.require_ready()


def test_of_two_hosts_that_start_at_once_one_makes_the_keys(host: Host) -> None:
    hosts = [host(name) for name in ("satu", "dua", "tiga")]

    def start(one: Runtime) -> type[Exception] | None:
        try:
            one.require_ready()
        except LindungError as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(len(hosts)) as pool:
        outcomes = list(pool.map(start, hosts))

    assert Counter(outcomes) == {None: 1, KeyMissingError: 2}
    assert [keys_of(one).exists() for one in hosts] == [outcome is None for outcome in outcomes]


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33, 64])
def test_a_key_of_the_wrong_length_is_refused(host: Host, length: int) -> None:
    keys = keys_of(host("data"))
    keys.mkdir(parents=True)
    (keys / "installation.key").write_bytes(b"k" * length)

    assert refusal_of(host("data")) is KeyUnfitError


def test_a_key_that_cannot_be_read_is_not_replaced(host: Host) -> None:
    first = host("data")
    first.require_ready()
    (keys_of(first) / "installation.key").unlink()
    (keys_of(first) / "installation.key").mkdir()

    assert refusal_of(host("data")) is KeyMissingError


def test_an_older_database_takes_the_check_of_the_key_it_has(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    forget_checks(first)

    host("data").migrate()

    with first.database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM installation_keys")).scalar() == 3


def test_a_release_with_cases_but_without_a_log_gets_the_key_of_the_log(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    (keys_of(first) / "log.key").unlink()
    with first.database.begin() as connection:
        connection.execute(text("DELETE FROM installation_keys WHERE name = 'log.key'"))

    host("data").migrate()

    assert len((keys_of(first) / "log.key").read_bytes()) == 32


def test_a_lost_key_of_the_log_is_not_replaced(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    (keys_of(first) / "log.key").unlink()

    assert refusal_of(host("data")) is KeyMissingError
    assert not (keys_of(first) / "log.key").exists()


def test_an_older_database_refuses_a_key_that_does_not_open_its_oldest_case(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    forget_checks(first)
    shutil.copytree(keys_of(first), keys_of(host("lain")))
    (keys_of(host("lain")) / "installation.key").write_bytes(b"k" * 32)

    assert refusal_of(host("lain")) is KeyWrongError
    assert refusal_of(host("kosong")) is KeyMissingError


def test_a_database_whose_cases_were_all_erased_still_makes_no_key(host: Host, clock: FixedClock) -> None:
    first = host("data")
    with_a_case(first, clock)
    forget_checks(first)
    with first.database.begin() as connection:
        connection.execute(text("UPDATE cases SET wrapped_key = NULL"))

    assert refusal_of(host("kosong")) is KeyMissingError
    host("data").require_ready()


def test_the_check_tells_nothing_of_the_key(host: Host) -> None:
    first = host("data")
    first.require_ready()
    secrets = {path.read_bytes() for path in keys_of(first).iterdir()}

    with first.database.connect() as connection:
        checks = [bytes(row[0]) for row in connection.execute(text('SELECT "check" FROM installation_keys'))]

    assert len(secrets) == len(checks) == 3
    assert not any(secret in check for secret in secrets for check in checks)


def test_a_process_in_service_keeps_its_key_when_the_folder_goes(host: Host) -> None:
    first = host("data")
    first.require_ready()

    shutil.rmtree(keys_of(first))

    with first.transaction(CLI) as tx:
        users.create(tx, username="budi", display_name="Budi")
    first.require_ready()


def test_an_unmigrated_database_is_named_as_that(blank_database_url: str, tmp_path: Path, clock: FixedClock) -> None:
    runtime = Runtime.build(factories.settings(tmp_path / "data", database_url=blank_database_url), clock)

    with pytest.raises(SchemaOutdatedError), runtime.transaction(CLI):
        pass
    assert not keys_of(runtime).exists()
    runtime.migrate()

    assert {path.name for path in keys_of(runtime).iterdir()} == {"installation.key", "signing.key", "log.key"}
    runtime.close()


def test_what_is_changed_in_the_check_is_noticed(host: Host) -> None:
    first = host("data")
    first.require_ready()
    check = bytearray(first.installation.vault.check())
    check[-1] ^= 1

    assert not first.installation.vault.fits(bytes(check))
    with pytest.raises(SealBrokenError):
        first.installation.vault.unseal_bytes(bytes(check), case_id="k", wrapped_key=bytes(check), bound_to="x")

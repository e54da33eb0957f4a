"""Each evening the log's checkpoint goes to its keepers outside, once, and a worker seals without being asked."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from engine import errors
from engine.clock import FixedClock
from engine.services.log import checkpoints, keeping
from engine.store.base.database import Engine
from engine.store.tables.incidents import Incident
from engine.store.tables.log import LogDay, LogMail
from tasks import draining, in_process
from tasks import keeping as keeper
from tests.support.files import papers
from tests.support.offices import neighbours, sealed_office
from tests.support.offices.factories import CLI, Office
from tests.support.offices.sealed_office import SealedOffice
from tests.support.servers import mailroom, processes
from tests.support.servers.mailroom import Mailroom

EVENING = timedelta(hours=11, minutes=30)  # the clock begins at nine in Jakarta
ORIGIN = "lindung.kota.example/uptd"
KEEPERS = "inspektorat@kota.example dinas@kota.example"


@pytest.fixture
def room() -> Iterator[Mailroom]:
    """Open a mail server of this machine."""
    with mailroom.running() as opened:
        yield opened


@pytest.fixture
def kept(database_url: str, tmp_path: Path, clock: FixedClock, room: Mailroom) -> Iterator[SealedOffice]:
    """Furnish an installation whose checkpoints two addresses outside keep."""
    mail = {"smtp_url": room.url, "mail_from": "lindung@uptd.example", "log_mail": KEEPERS}
    built = neighbours.built(
        tmp_path / "data", clock, database_url=database_url, origin="lindung.kota.example/uptd", **mail
    )
    yield neighbours.furnished(built)
    built.office.runtime.close()


def evening(kept: SealedOffice) -> draining.Drained:
    """Work, let the evening come, and do what is due then."""
    kept.work()
    kept.office.clock.advance(EVENING)
    keeper.keep(kept.office.runtime)
    return draining.run_mail(kept.office.runtime)


def test_each_keeper_gets_the_note_of_the_evening_once(kept: SealedOffice, room: Mailroom) -> None:
    drained = evening(kept)
    keeper.keep(kept.office.runtime)
    again = draining.run_mail(kept.office.runtime)

    assert (drained.jobs, drained.failures, again.jobs) == (2, 0, 0)
    assert sorted(str(one["To"]) for one in room.taken) == sorted(KEEPERS.split())
    assert {str(one["Subject"]) for one in room.taken} == {"Lindung: catatan penutup 2026-11-20"}
    text = room.taken[0].get_content().replace("\r", "")
    with kept.office.acting(CLI) as tx:
        assert checkpoints.require_newest(tx).note in text
        assert checkpoints.key(tx).vkey in text


def test_the_mail_names_nobody_and_no_case(kept: SealedOffice, room: Mailroom) -> None:
    evening(kept)

    said = "\n".join(f"{one.as_string()} {one.get_content()}" for one in room.taken)
    assert [word for word in ("TTG-2026", "Siti", "siti", kept.instances[0]) if word in said] == []


def test_the_status_says_who_keeps_what(kept: SealedOffice) -> None:
    evening(kept)

    with kept.office.acting(CLI) as tx:
        found = keeping.status(tx)
    assert [(one.name, one.by, one.size) for one in found.holders] == [
        ("inspektorat@kota.example", "mail", kept.before + 4),
        ("dinas@kota.example", "mail", kept.before + 4),
    ]
    assert found.newest is not None
    assert (found.origin, found.newest.size) == (ORIGIN, kept.before + 4)


def test_a_day_ends_in_the_evening_and_each_day_once(kept: SealedOffice) -> None:
    assert keeper.end_day(kept.office.runtime)  # the evening before the first day
    evening(kept)
    kept.office.clock.advance(timedelta(hours=13))  # next morning
    keeper.keep(kept.office.runtime)
    kept.office.clock.advance(timedelta(hours=11))  # next evening
    keeper.keep(kept.office.runtime)

    with kept.office.acting(CLI) as tx:
        assert [row.day for row in tx.session.query(LogDay).order_by(LogDay.day)] == [
            "2026-11-19",
            "2026-11-20",
            "2026-11-21",
        ]
        assert keeping.due_day(tx) is None
        assert keeping.close_day(tx, "2026-11-21") is False


def test_who_is_no_keeper_any_more_gets_nothing(
    kept: SealedOffice, room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.work()
    kept.office.clock.advance(EVENING)
    keeper.keep(kept.office.runtime)
    monkeypatch.setattr(type(kept.office.runtime.installation.keepers), "addresses", ())

    assert draining.run_mail(kept.office.runtime).jobs == 0
    assert room.taken == []
    with kept.office.acting(CLI) as tx:
        assert {row.state for row in tx.session.query(LogMail)} == {"dropped"}


def test_a_mail_that_is_refused_is_noted_and_becomes_an_incident(kept: SealedOffice, room: Mailroom) -> None:
    room.manners[:] = [mailroom.REFUSES]

    drained = evening(kept)

    assert drained.failures == 2
    with kept.office.acting(CLI) as tx:
        assert {(row.state, row.last_code) for row in tx.session.query(LogMail)} == {("failed", "mail_refused")}
        assert {row.code for row in tx.session.query(Incident)} == {"mail_undelivered"}


def test_without_a_mail_server_the_day_ends_all_the_same(office: Office) -> None:
    sealed = sealed_office.furnished(office)
    evening(sealed)

    with office.acting(CLI) as tx:
        assert [row.size for row in tx.session.query(LogDay)] == [sealed.before + 4]
        assert tx.session.query(LogMail).all() == []


def test_the_slip_is_one_page_to_sign(office: Office) -> None:
    sealed = sealed_office.furnished(office)
    sealed.work()
    sealed.seal()

    with office.acting(sealed.officer) as tx:
        slip = keeping.slip(tx)
        newest = checkpoints.require_newest(tx)

    text = papers.text_of(slip.pdf)
    assert len(pypdf.PdfReader(io.BytesIO(slip.pdf)).pages) == 1
    assert slip.name == "log-2026-11-20.pdf"
    assert newest.root in text.replace("\n", "")
    assert f"Jumlah catatan : {newest.size}" in text
    assert "Yang menerima dan menyimpan" in text


def test_who_may_not_verify_gets_neither_slip_nor_status(office: Office) -> None:
    officer = office.user("budi", "petugas_pengaduan")

    with office.acting(officer) as tx:
        for ask in (keeping.slip, keeping.status):
            with pytest.raises(errors.NotPermittedError):
                ask(tx)


def test_a_worker_seals_without_being_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = sealed_office.furnished(office)
    sealed.work()
    monkeypatch.setattr(in_process, "KEEP_EVERY_SECONDS", 0.01)
    worker = in_process.Worker(office.runtime)
    worker.start()

    processes.until(lambda: _require_sealed(office.runtime.database, sealed.before + 4), failing=AssertionError)
    worker.stop()

    assert len(sealed.leaves()) == sealed.before + 4


def _require_sealed(database: Engine, size: int) -> None:
    """Refuse until the log has this size."""
    with database.connect() as connection:
        assert connection.exec_driver_sql("SELECT max(size) FROM checkpoints").scalar_one() == size

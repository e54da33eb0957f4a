"""One child, three agencies: the ministry reaches out and hands over, Jember cares and refers to a partner outside."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from engine import errors
from engine.services.cases import instances
from engine.services.letters import files
from engine.services.referrals import referrals
from tests.support.files import papers
from tests.support.playing import chained
from tests.support.playing.chained import (
    CHILD,
    CITY,
    CLERK,
    COMPANION,
    JEMBER,
    MINISTRY,
    PARTNER,
    REPORTER,
    SUPERVISOR,
    Chain,
)
from tests.support.servers import databases, receiver
from tests.support.servers.receiver import Taken

MANY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The chain at its end, and what the partner's server was sent."""

    chain: Chain
    taken: list[Taken]


@pytest.fixture(scope="module", params=databases.BACKENDS)
def whole_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give a database for the whole file: the chain is long, and told once for all who look at it."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("chain") / "lindung.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres_server")
    name = server.create()
    databases.migrate(server.url(name))
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="module")
def told(whole_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the chain from the first call to the end of care."""
    folder = tmp_path_factory.mktemp("agencies")
    with (
        receiver.running() as partner,
        chained.furnished(folder, database_url=whole_url, webhook=partner.url) as chain,
    ):
        chain.begin()
        chain.hand_over()
        chain.tell()
        yield Told(chain=chain, taken=partner.taken)


@pytest.fixture
def sent(database_url: str, tmp_path: Path) -> Iterator[Chain]:
    """Let the ministry hand the child over to Jember, which has not answered."""
    with (
        receiver.running() as partner,
        chained.furnished(tmp_path, database_url=database_url, webhook=partner.url) as chain,
    ):
        chain.begin()
        chain.hand_over()
        yield chain


def test_both_cases_come_to_their_end(told: Told) -> None:
    ended = [one for agency in (MINISTRY, JEMBER) for one in told.chain.case(agency).instances]

    assert [(one.state, one.end_event) for one in ended] == [
        ("completed", "dijangkau_dan_diserahkan"),
        ("completed", "kasus_terselesaikan"),
    ]


def test_what_came_of_it_reaches_the_ministry(told: Told) -> None:
    (handed,) = told.chain.sent_by(MINISTRY)

    assert (handed.recipient, handed.mode, handed.via) == (JEMBER, "pelimpahan", "case")
    assert (handed.answer, handed.state, handed.feedback) == ("diterima", "done", "pulih")


def test_ownership_moves_only_on_the_accepted_hand_over(told: Told) -> None:
    assert told.chain.owners == [("terima_pengaduan", MINISTRY), ("jawab_rujukan_masuk", JEMBER)]
    assert told.chain.case(JEMBER).owner == JEMBER  # what a partner accepted as a referral stays Jember's


def test_danger_that_the_ministry_heard_of_hurries_jember(told: Told) -> None:
    (clock,) = [one for one in told.chain.case(JEMBER).sla_clocks if one.milestone == "tanggapan_pertama"]

    assert clock.due_at == clock.started_at + timedelta(hours=1)
    assert (clock.state, clock.breached_at) == ("stopped", None)


def test_each_agency_sees_its_own_case_and_what_was_sent_to_it(told: Told) -> None:
    chain, theirs = told.chain, told.chain.number_at(JEMBER)
    (handed,) = chain.sent_by(MINISTRY)
    (came,) = [one for one in chain.case(JEMBER).referrals if one.direction == "in"]

    assert [chain.known_to(agency) for agency in (MINISTRY, JEMBER, CITY)] == [[chain.number], [theirs], []]
    assert (handed.id, handed.case_number, came.case_number) == (came.id, chain.number, theirs)
    assert chain.package(MINISTRY, handed) == chain.package(JEMBER, came)


@pytest.mark.parametrize("role", [CLERK, COMPANION, SUPERVISOR, "kepala", "auditor"])
@pytest.mark.parametrize(("stranger", "owner"), [(MINISTRY, JEMBER), (JEMBER, MINISTRY), (CITY, MINISTRY)])
def test_nobody_finds_a_case_of_another_agency(told: Told, stranger: str, owner: str, role: str) -> None:
    case = told.chain.case(owner)
    shared = {one.id for one in told.chain.sent_by(MINISTRY)} if stranger != CITY else set()
    someone = told.chain.theatre.person(role, stranger)
    with told.chain.office.acting(someone) as tx:
        found = instances.search(tx, state=None, case_number=case.number, cursor=None, limit=MANY).items
        seen = referrals.search(tx, direction=None, state=None, cursor=None, limit=MANY).items
        with pytest.raises(errors.NotFoundError):
            instances.get(tx, case.instances[0].id)

    assert found == ()
    assert {one.id for one in seen} & {one.id for one in case.referrals} <= shared
    assert case.number not in told.chain.known_to(stranger, role)


def test_the_package_holds_what_the_recipient_needs_and_no_more(told: Told) -> None:
    package = told.chain.package(MINISTRY, told.chain.sent_by(MINISTRY)[0])

    assert package["data"]["nama_korban"] == CHILD
    assert REPORTER not in str(package)


def test_the_partner_outside_gets_a_signed_package(told: Told) -> None:
    (referred,) = [one for one in told.chain.sent_by(JEMBER) if one.recipient == PARTNER]
    (taken,) = told.taken

    assert (referred.via, referred.answer, referred.state) == ("webhook", "diterima", "accepted")
    assert receiver.is_signed(told.chain.office.runtime, taken)
    assert taken.json["package"] == told.chain.package(JEMBER, referred)
    assert taken.json["package"]["data"]["nama_korban"] == CHILD
    assert {"kronologi", "alamat_domisili"} & set(taken.json["package"]["data"]) == set()


def test_the_partner_outside_gets_a_letter(told: Told) -> None:
    letters = [one for one in told.chain.case(JEMBER).documents if one.document == "surat_rujukan"]
    (referred,) = [one for one in told.chain.sent_by(JEMBER) if one.recipient == PARTNER]
    with told.chain.office.acting(told.chain.theatre.person(SUPERVISOR, JEMBER)) as tx:
        text = papers.text_of(files.read(tx, letters[-1].id).pdf)

    assert letters[-1].at == referred.sent_at
    assert "Psikolog di Jember" in text
    assert str(letters[-1].number) in text
    assert REPORTER not in text


def test_the_histories_hold_and_lead_to_the_same_states(told: Told) -> None:
    assert told.chain.is_sound(MINISTRY, JEMBER)


def test_who_is_refused_asks_another_recipient(sent: Chain) -> None:
    sent.take(JEMBER, chained.step(JEMBER, "terima_pengaduan"))
    refused = {"jawaban_asal": "ditolak", "jawaban_alasan": "kapasitas_penuh"}
    sent.take(JEMBER, chained.step(JEMBER, "jawab_rujukan_masuk"), **refused)

    assert sent.open_at(MINISTRY) == ["tindak_lanjuti_penolakan"]
    assert [one.end_event for one in sent.case(JEMBER).instances] == ["rujukan_tidak_diterima"]

    follow = {"alasan_penerima": "kapasitas_penuh", "rencana_sementara": "Tetap bersama bibinya."}
    ask_the_city(sent, "tindak_lanjuti_penolakan", langkah_ditolak="penerima_lain", **follow)
    sent.take(CITY, chained.step(CITY, "terima_pengaduan"))
    sent.take(CITY, chained.step(CITY, "jawab_rujukan_masuk"), jawaban_asal="diterima")

    asked = [(one.recipient, one.answer, one.answer_reason) for one in sent.sent_by(MINISTRY)]
    assert asked == [(CITY, "diterima", None), (JEMBER, "ditolak", "kapasitas_penuh")]
    assert sent.open_at(MINISTRY) == ["serah_terima"]
    assert sent.owners == [("terima_pengaduan", MINISTRY), ("jawab_rujukan_masuk", CITY)]
    assert sent.is_sound(MINISTRY, JEMBER, CITY)


def test_who_hears_nothing_is_told_and_a_late_answer_still_counts(sent: Chain) -> None:
    sent.wait(6)  # at high risk an answer is awaited for six hours

    assert sent.open_at(MINISTRY) == ["tindak_lanjuti_tanpa_jawaban"]
    assert (sent.sent_by(MINISTRY)[0].state, sent.case(MINISTRY).owner) == ("no_answer", MINISTRY)

    sent.take(JEMBER, chained.step(JEMBER, "terima_pengaduan"))
    sent.take(JEMBER, chained.step(JEMBER, "jawab_rujukan_masuk"))

    assert sent.open_at(MINISTRY) == ["serah_terima"]
    assert sent.case(MINISTRY).owner == JEMBER
    assert sent.is_sound(MINISTRY, JEMBER)


def test_who_hears_nothing_may_ask_another_recipient(sent: Chain) -> None:
    sent.wait(6)
    ask_the_city(sent, "tindak_lanjuti_tanpa_jawaban", langkah_tanpa_jawaban="penerima_lain")

    assert [one.recipient for one in sent.sent_by(MINISTRY)] == [CITY, JEMBER]
    assert sent.open_at(MINISTRY) == []
    assert sent.open_at(CITY) == ["terima_pengaduan"]
    assert sent.case(MINISTRY).owner == MINISTRY


def ask_the_city(chain: Chain, task: str, **form: str) -> None:
    """Let the ministry decide to ask somebody else, and ask the city."""
    now = chain.office.clock.now()
    ((role, element),) = [(one.role, one.element_id) for one in chain.case(MINISTRY).instances[0].open_user_tasks]
    assert element == task
    chain.take(MINISTRY, {"at": now, "by": role, "task": task, "form": form})
    chain.take(
        MINISTRY, chained.step(MINISTRY, "siapkan_rujukan", at=now + timedelta(minutes=5)), rujukan_penerima=CITY
    )

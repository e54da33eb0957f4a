"""The history tells what became of each referral, whichever way its answer came: rows can be made again from it."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.domain.referrals import referrals
from engine.services.messages import messages
from engine.services.referrals import referrals as service
from engine.services.referrals import webhook
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.referrals import Referral
from tests.support.offices import referring
from tests.support.offices.factories import CLI
from tests.support.offices.referring import PAPER, WIRED, Pair

THERE = "CTH-2026-00001"
Standing = tuple[str, str | None]
KINDS = ("sent", "undelivered", "delivered", "received", "lapsed", "answered", "fed_back", "revoked")
ORDER = tuple(f"referral.{kind}" for kind in KINDS)
"""In which order events of both sides stand that happened at one moment."""


def by_form(pair: Pair) -> None:
    """Let the recipient's case answer by a form."""
    pair.send()
    referring.run_due(pair)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "ditolak", "jawaban_alasan": "penuh"})


def served(pair: Pair) -> None:
    """Let the recipient accept, serve and tell what came of it."""
    pair.send()
    referring.run_due(pair)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "diterima"})
    referring.run_due(pair)
    pair.do(pair.other_officer, THERE, "layani", {"hasil_layanan": "selesai"})


def by_message(pair: Pair) -> None:
    """Let an officer bring the answer of a recipient outside as news to the case."""
    number = pair.send(rujukan_penerima=PAPER).case_number
    with pair.office.acting(pair.officer) as tx:
        messages.deliver(tx, name=referrals.ANSWERED, case_number=number, variables={"rujukan_jawaban": "diterima"})


def by_officer(pair: Pair) -> None:
    """Let an officer record the answer on the referral's page."""
    pair.send(rujukan_penerima=PAPER)
    with pair.office.acting(pair.officer) as tx:
        service.answer(tx, pair.listed_in(tx)[0].id, given="ditolak", reason="penuh")


def too_late(pair: Pair) -> None:
    """Let the wait end without an answer, which comes afterwards."""
    by_nobody(pair)
    with pair.office.acting(pair.officer) as tx:
        service.answer(tx, pair.listed_in(tx)[0].id, given="diterima", reason=None)


def by_nobody(pair: Pair) -> None:
    """Let the wait end without an answer."""
    pair.send(rujukan_penerima=PAPER)
    pair.office.clock.advance(timedelta(hours=49))
    referring.run_due(pair)


def taken_back(pair: Pair) -> None:
    """Let the sender take it back, and the recipient answer all the same."""
    pair.send()
    referring.run_due(pair)
    with pair.office.acting(pair.supervisor) as tx:
        service.revoke(tx, pair.listed_in(tx)[0].id)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "diterima"})


def undelivered(pair: Pair) -> None:
    """Let a partner outside never be reached."""
    pair.send(rujukan_penerima=WIRED)
    given_up(pair)


def delivered_at_last(pair: Pair) -> None:
    """Let a partner outside be reached after it was given up."""
    undelivered(pair)
    with pair.office.acting(pair.officer) as tx:
        webhook.arrived(tx, referral_id=pair.listed_in(tx)[0].id, notice=webhook.SENT)


def given_up(pair: Pair) -> None:
    """Give up the errand that is to bring the referral."""
    with pair.office.acting(CLI) as tx:
        for row in tx.session.scalars(select(Referral)):
            assert webhook.gave_up(tx, referral_id=row.id)["code"] == "referral_undelivered"
            assert webhook.gave_up(tx, referral_id=row.id)["instance_id"] == row.from_instance_id


WAYS: dict[str, tuple[Callable[[Pair], None], Standing]] = {
    "form": (by_form, ("rejected", "ditolak")),
    "served": (served, ("done", "diterima")),
    "message": (by_message, ("accepted", "diterima")),
    "officer": (by_officer, ("rejected", "ditolak")),
    "late": (too_late, ("accepted", "diterima")),
    "nobody": (by_nobody, ("no_answer", None)),
    "taken back": (taken_back, ("revoked", "diterima")),
    "undelivered": (undelivered, ("failed", None)),
    "delivered at last": (delivered_at_last, ("sent", None)),
}


@pytest.mark.parametrize("way", WAYS)
def test_state_and_answer_of_a_referral_can_be_told_from_the_history(pair: Pair, way: str) -> None:
    act, expected = WAYS[way]

    act(pair)

    with pair.office.acting(CLI) as tx:
        rows = {row.id: (row.state, row.answer) for row in tx.session.scalars(select(Referral))}
        told = told_of(list(tx.session.scalars(select(HistoryEvent))))
    assert (told, list(rows.values())) == (rows, [expected])


def told_of(events: list[HistoryEvent]) -> dict[str, Standing]:
    """Give the state and answer of each referral as its events tell them, in the histories of both sides."""
    told: dict[str, Standing] = {}
    for event in sorted((one for one in events if one.type in ORDER), key=lambda one: (one.at, ORDER.index(one.type))):
        data = json.loads(event.data)
        before = told.get(data["referral"], ("sent", None))
        told[data["referral"]] = (data.get("state", "sent"), data.get("answer") or before[1])
    return told


@pytest.mark.parametrize(("act", "role"), [(by_message, "petugas_pengaduan"), (by_officer, "petugas_pengaduan")])
def test_an_answer_from_outside_names_its_referral_and_who_brought_it(
    pair: Pair, act: Callable[[Pair], None], role: str
) -> None:
    act(pair)

    with pair.office.acting(CLI) as tx:
        [answered] = tx.session.scalars(select(HistoryEvent).where(HistoryEvent.type == "referral.answered"))
        [row] = tx.session.scalars(select(Referral))
    assert (answered.instance_id, answered.actor, answered.role) == (row.from_instance_id, pair.officer.id, role)
    assert json.loads(answered.data)["referral"] == row.id


def test_the_reason_of_an_answer_stands_beside_it(pair: Pair) -> None:
    by_officer(pair)

    with pair.office.acting(CLI) as tx:
        [answered] = tx.session.scalars(select(HistoryEvent).where(HistoryEvent.type == "referral.answered"))
    assert json.loads(answered.data)["reason"] == "penuh"

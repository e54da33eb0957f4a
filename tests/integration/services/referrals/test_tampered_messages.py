"""A message that reached another agency's case: when it did is told by what happened there, in moments that go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.clock import FixedClock
from engine.services.referrals import referrals as service
from engine.services.verification import verification
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.messages import OutboxMessage
from tests.support.offices import factories, referring
from tests.support.offices.factories import CLI
from tests.support.offices.referring import Pair

THERE = "CTH-2026-00001"


@dataclass
class GoingClock(FixedClock):
    """A clock that goes on whenever it is read: what happens in two transactions never happens at one moment."""

    def now(self) -> datetime:
        """Give the present moment."""
        self.moment += timedelta(milliseconds=7)
        return super().now()


@pytest.fixture
def clock() -> FixedClock:
    return GoingClock(factories.MORNING)


def withdrawn_while_asked(pair: Pair) -> None:
    """Withdraw consent while nothing in the recipient's case awaits it."""
    sent = pair.send()
    referring.run_due(pair)
    referring.withdraw(pair, sent.case_number)


def withdrawn_while_served(pair: Pair) -> None:
    """Withdraw consent while the recipient's case awaits it."""
    sent = pair.send()
    referring.run_due(pair)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "diterima"})
    referring.run_due(pair)
    referring.withdraw(pair, sent.case_number)


def taken_back(pair: Pair) -> None:
    """Take a referral back, and let the recipient accept it nevertheless."""
    pair.send()
    referring.run_due(pair)
    with pair.office.acting(pair.supervisor) as tx:
        service.revoke(tx, pair.listed_in(tx)[0].id)
    pair.do(pair.other_officer, THERE, "jawab", {"jawaban_asal": "diterima"})


WAYS: Mapping[str, Callable[[Pair], None]] = {
    "nobody awaits": withdrawn_while_asked,
    "awaited": withdrawn_while_served,
    "taken back": taken_back,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_moment_at_which_nothing_arrived_is_found(pair: Pair, way: str) -> None:
    WAYS[way](pair)
    referring.run_due(pair)
    with pair.office.acting(CLI) as tx:
        before = verification.whole(tx).findings
        abroad = select(OutboxMessage).join(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        message = tx.session.scalars(abroad.where(OutboxMessage.case_id != ProcessInstance.case_id)).first()
        assert message is not None
        kept = message.delivered_at
        message.delivered_at = datetime(2026, 1, 1, tzinfo=UTC)
        tx.session.flush()

        found = verification.whole(tx).findings

    assert before == ()
    assert kept is None or kept > factories.MORNING
    assert "outbox_messages.delivered_at" in {one.part for one in found}

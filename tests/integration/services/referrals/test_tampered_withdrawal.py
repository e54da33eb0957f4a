"""A recipient who was told that consent was withdrawn, and a row that denies it."""

from datetime import timedelta

from sqlalchemy import text

from engine.services.verification import verification
from tests.support.offices import referring
from tests.support.offices.factories import CLI
from tests.support.offices.referring import Pair


def test_that_nobody_was_told_of_a_withdrawal_is_found(pair: Pair) -> None:
    sent = pair.send()
    referring.run_due(pair)
    pair.office.clock.advance(timedelta(hours=1))
    referring.withdraw(pair, sent.case_number)
    referring.run_due(pair)
    with pair.office.acting(CLI) as tx:
        before = verification.whole(tx)
    with pair.office.runtime.database.begin() as connection:
        connection.execute(text("UPDATE referrals SET withdrawal_told_at = NULL"))

    with pair.office.acting(CLI) as tx:
        found = verification.whole(tx).findings

    assert before.ok
    assert "referrals.withdrawal_told_at" in {one.part for one in found}

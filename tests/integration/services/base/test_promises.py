"""A nightly job is promised once for each night, for the next time that its hour comes."""

from datetime import UTC, datetime, time

import pytest

from engine.services.base import promises
from engine.store.jobs import jobs
from tests.support.offices.factories import CLI, Office

KIND, AT = "uji.malam", time(hour=19)


@pytest.mark.parametrize(("hour", "due"), [(2, 20), (19, 21), (20, 21)])
def test_the_next_night_is_the_one_that_comes(office: Office, hour: int, due: int) -> None:
    office.clock.advance(datetime(2026, 11, 20, hour, tzinfo=UTC) - office.clock.now())
    with office.acting(CLI) as tx:
        assert promises.promise_nightly(tx, kind=KIND, at=AT)
        found = jobs.by_key(tx.session, f"{KIND}:2026-11-{due}")
        assert found is not None
        assert (found.kind, found.payload, found.run_at) == (KIND, "{}", datetime(2026, 11, due, 19, tzinfo=UTC))


def test_a_night_is_promised_once(office: Office) -> None:
    office.clock.advance(datetime(2026, 11, 20, 2, tzinfo=UTC) - office.clock.now())
    with office.acting(CLI) as tx:
        assert [promises.promise_nightly(tx, kind=KIND, at=AT) for _ in range(2)] == [True, False]
    office.clock.advance(datetime(2026, 11, 20, 20, tzinfo=UTC) - office.clock.now())
    with office.acting(CLI) as tx:
        assert promises.promise_nightly(tx, kind=KIND, at=AT)

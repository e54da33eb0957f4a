"""The check of the log among the other checks: what differs from what a checkpoint promised is a finding like any."""

from datetime import timedelta

import pytest

from engine.services.verification import runs
from tasks import draining, verifying
from tests.support.offices import sealed_office
from tests.support.offices.factories import Office
from tests.support.offices.owner import Owner
from tests.support.offices.sealed_office import SealedOffice


@pytest.fixture
def sealed(office: Office) -> SealedOffice:
    """Furnish an office with sealed cases."""
    return sealed_office.sealed(office, 2)


def test_a_log_that_holds_has_no_findings(sealed: SealedOffice) -> None:
    assert verifying.log_findings(sealed.office.runtime, [sealed.note()]) == ()


def test_before_the_first_checkpoint_nothing_is_missed(office: Office) -> None:
    office.user("siti", "petugas_pengaduan")
    office.clock.advance(timedelta(days=1))

    assert verifying.log_findings(office.runtime) == ()


def test_an_owner_who_remakes_everything_is_found_by_a_kept_checkpoint(sealed: SealedOffice) -> None:
    kept, owner = sealed.note(), Owner(sealed=sealed)
    owner.removes_a_case()
    owner.remakes_everything()

    found = verifying.log_findings(sealed.office.runtime, [kept])

    assert {one.code for one in found} <= {"log_cut", "kept_not_extended"}
    assert found


def test_a_removed_history_is_named_by_its_instance(sealed: SealedOffice) -> None:
    Owner(sealed=sealed).removes_a_case()

    found = verifying.log_findings(sealed.office.runtime)

    assert {(one.code, one.part, one.instance_id) for one in found} == {
        ("leaf_without_record", "log.history", sealed.instances[0])
    }


def test_a_run_in_the_background_checks_the_log_too(sealed: SealedOffice) -> None:
    Owner(sealed=sealed).removes_a_case()
    auditor = sealed.office.user("budi", "auditor")
    with sealed.office.acting(auditor) as tx:
        asked = runs.ask(tx)

    draining.run_checks(sealed.office.runtime)

    with sealed.office.acting(auditor) as tx:
        shown = runs.get(tx, asked.id)
    assert "leaf_without_record" in {one.code for one in shown.findings}

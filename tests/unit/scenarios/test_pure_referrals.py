"""Referrals of a case that the runner plays alone: the consent gate, answers, silence and withdrawal."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.domain.cases.consent import ConsentMissingError
from engine.scenarios.pure import stage as stages
from engine.scenarios.pure.case import Case
from engine.scenarios.pure.instance import Instance
from engine.scenarios.pure.referrals import NeedsServicesError
from engine.scenarios.pure.stage import Stage
from engine.services.referrals.recipients import RecipientUnknownError
from tests.support.offices import referring
from tests.support.offices.factories import MORNING
from tests.support.offices.referring import AGREED, PAPER, RECIPIENT, SENDER, WIRED
from tests.support.playing import small_scenarios

CLERK = "petugas_pengaduan"
REMINDED = {"kabar": "ya"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Read two agencies and two partners."""
    return stages.set_up(referring.workflows(tmp_path_factory.mktemp("rumah")), [])


def sent(house: Stage, *files: Mapping[str, bytes], **answers: Any) -> tuple[Case, Instance]:
    """Open the sender's case and refer it; ``answers`` replace single ones."""
    stage = small_scenarios.on_stage(referring.sending(), *files, house=house)
    case = Case(stage=stage, agency=SENDER, now=MORNING)
    deployed = stage.procedures["pengirim"]
    one = case.report(deployed, channel="datang", received_at=MORNING, variables={}, form={})
    refer(case, one, **answers)
    return case, one


def refer(case: Case, one: Instance, **answers: Any) -> None:
    """Complete the first open task with what leads to a referral."""
    case.complete(one, next(iter(one.tasks.values())), {**AGREED, **answers}, role=CLERK)


def test_an_answer_that_somebody_brings_settles_the_oldest(house: Stage) -> None:
    case, one = sent(house, rujukan_penerima=PAPER)

    case.deliver("jawaban_rujukan", {"rujukan_jawaban": "ditolak"}, role=CLERK)
    refer(case, one, rujukan_penerima=RECIPIENT)

    assert [row.state for row in case.referrals.sent] == ["rejected", "sent"]
    assert (one.variables["rujukan_terbuka"], [row.via for row in case.referrals.sent]) == (0, ["letter", "letter"])


def test_silence_is_noted_and_a_late_answer_counts(house: Stage) -> None:
    case, _ = sent(house, rujukan_penerima=PAPER)
    case.now = small_scenarios.moment(49 * 60)

    case.run_due()
    silent = case.referrals.sent[0].state

    assert (silent, case.referrals.hear({"rujukan_jawaban": "diterima"})["rujukan_terbuka"]) == ("no_answer", 0)
    assert case.referrals.sent[0].state == "accepted"


def test_an_answer_that_nobody_waits_for_settles_nothing(house: Stage) -> None:
    case, _ = sent(house, rujukan_penerima=PAPER)
    case.deliver("jawaban_rujukan", {"rujukan_jawaban": "diterima"}, role=CLERK)

    assert case.referrals.hear({"rujukan_jawaban": "ditolak"})["rujukan_terbuka"] == 0
    assert case.referrals.sent[0].state == "accepted"


def test_a_withdrawal_takes_back_what_is_on_its_way_and_the_diagram_hears_of_it(house: Stage) -> None:
    case, one = sent(house, rujukan_penerima=WIRED)

    case.deliver("persetujuan_ditarik", {}, role=CLERK)
    case.run_due()

    assert [row.state for row in case.referrals.sent] == ["revoked"]
    assert (one.variables["rujukan_jawaban"], one.variables["rujukan_terbuka"]) == ("tidak_ada", 0)
    with pytest.raises(ConsentMissingError):
        refer(case, one, rujukan_penerima=PAPER, persetujuan="ditarik")


def test_a_letter_is_not_taken_back_and_consent_that_is_given_anew_counts(house: Stage) -> None:
    case, one = sent(house, rujukan_penerima=PAPER)
    case.deliver("persetujuan_ditarik", {}, role=CLERK)
    case.deliver("jawaban_rujukan", {"rujukan_jawaban": "ditolak"}, role=CLERK)

    refer(case, one, rujukan_penerima=PAPER)

    assert [(row.state, row.is_withdrawn) for row in case.referrals.sent] == [("rejected", True), ("sent", False)]


def test_nothing_leaves_without_consent_or_to_nobody(house: Stage) -> None:
    with pytest.raises(ConsentMissingError):
        sent(house, rujukan_penerima=PAPER, persetujuan="ditolak")
    with pytest.raises(RecipientUnknownError):
        sent(house, rujukan_penerima="tidak_ada")


def test_an_emergency_counts_by_its_reason(house: Stage) -> None:
    urgent = {"persetujuan": "ditolak", "dasar_darurat": "ya", "alasan_darurat": "Nyawa terancam."}

    case, _ = sent(house, rujukan_penerima=PAPER, **urgent)

    assert [row.basis for row in case.referrals.sent] == ["darurat"]


def test_what_another_agency_answers_needs_a_whole_installation(house: Stage) -> None:
    with pytest.raises(NeedsServicesError) as refused:
        sent(house, referring.receiving())

    assert refused.value.ids == {"reason": "another_agency_answers"}

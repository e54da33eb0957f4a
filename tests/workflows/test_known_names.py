"""The shipped procedures with one name renamed: each loss is refused by itself, or as against the version before.

Renamed in the forms alone, and renamed everywhere as a careful person would: the second is what nothing else notices.
"""

from collections.abc import Callable
from functools import cache

import pytest

from engine.bpmn.rules import checks
from engine.bpmn.rules.files import known_names as rule
from engine.domain import vocabulary
from engine.domain.policy import procedures as heads
from engine.domain.policy.refusals import Refusal
from engine.domain.vocabulary import By
from engine.services.policy import definitions, lost_names
from tests.support.diagrams import renaming
from tests.support.house import sources

WORKFLOWS = sources.ROOT / "workflows"
FOLDERS = {folder.name: folder for folder in definitions.folders(WORKFLOWS)}
# Overlays rest on the case below them, and what follows on a finding is about nobody.
BY_REPORT = [name for name, one in FOLDERS.items() if heads.parse((one / "procedure.toml").read_bytes()).by_report]
# What a procedure sets; the sheet of a report has its own test.
SET = [one.key for one in vocabulary.NAMES if {By.FORM, By.DECISION} & set(one.by)]
RENAMED = [
    (key, rename)
    for key in SET
    for rename in (renaming.in_forms, renaming.everywhere)
    # The shipped procedures decide the risk: no form of theirs asks for it.
    if (key, rename) != (vocabulary.RISK, renaming.in_forms)
]
# One field of many: nothing on the form tells that it lacks, only the version before.
MISSED_LATER = {vocabulary.REPORTER_ADDRESS}


@cache
def files_of(folder: str) -> dict[str, bytes]:
    return definitions.read_folder(FOLDERS[folder], WORKFLOWS)


@cache
def setting(key: str) -> tuple[str, ...]:
    """Give the procedures that have a name."""
    name = vocabulary.BY_KEY[key]
    return tuple(one for one in FOLDERS if rule.supplied(checks.bundle_of(files_of(one))).has(name))


def told(found: list[Refusal]) -> set[tuple[str, str]]:
    """Give the names that were lost, and what stops in English."""
    return {(one.reason_id.split("'")[1], one.reason_en.partition("What stops working: ")[2]) for one in found}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_shipped_procedures_lost_nothing(folder: str) -> None:
    files = files_of(folder)

    assert list(rule.check(checks.bundle_of(files))) == []
    assert lost_names.check(files, workflows_dir=WORKFLOWS) == ()
    assert lost_names.since(files, files, workflows_dir=WORKFLOWS) == ()


@pytest.mark.parametrize(("key", "rename"), RENAMED)
def test_a_renamed_name_is_refused_with_what_stops(
    key: str, rename: Callable[[dict[str, bytes], str], dict[str, bytes]]
) -> None:
    name, folder = vocabulary.BY_KEY[key], setting(key)[0]
    before, after = checks.bundle_of(files_of(folder)), checks.bundle_of(rename(files_of(folder), key))

    found = list(rule.lost(before, after) if key in MISSED_LATER else rule.check(after))

    assert {one for one, _ in told(found)} >= {key}
    assert {stops.rstrip(".") for one, stops in told(found) if one == key} <= {use.stops_en for use in name.uses}


@pytest.mark.parametrize("folder", BY_REPORT)
def test_each_shipped_procedure_needs_its_risk_and_its_consent(folder: str) -> None:
    for key in (vocabulary.RISK, vocabulary.CONSENT):
        found = list(rule.check(checks.bundle_of(renaming.everywhere(files_of(folder), key))))

        assert {one for one, _ in told(found)} == {key}


def test_a_form_of_its_own_that_lost_consent_is_refused_beside_the_shared_one() -> None:
    files = renaming.in_forms(files_of("jember_pengaduan_rujukan"), vocabulary.CONSENT, only="minta_izin_koordinasi")

    found = list(rule.check(checks.bundle_of(files)))

    assert [(one.file, one.element_id) for one in found] == [("forms/minta_izin_koordinasi.form", vocabulary.CONSENT)]


def test_every_field_of_the_minimum_is_asked_for_by_a_form_or_decided() -> None:
    for field in ("kebutuhan_komunikasi", "saluran_aman", "jenis_kasus"):
        before = files_of("tebing_tinggi_pengaduan")
        found = lost_names.since(before, renaming.everywhere(before, field), workflows_dir=WORKFLOWS)

        assert [(one.code, one.element_id) for one in found] == [("minimum_field_lost", field)]

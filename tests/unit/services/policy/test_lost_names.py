"""Names that stand outside a bundle: on the forms of the installation, in the minimum of referrals, in old versions."""

import json
import shutil
from pathlib import Path

import pytest

from engine.domain import vocabulary
from engine.domain.vocabulary import When
from engine.services.policy import lost_names
from tests.support.diagrams import renaming
from tests.support.house import sources
from tests.support.offices import procedures, referring

WORKFLOWS = sources.ROOT / "workflows"
PARTS = [
    (file, one.key)
    for when, file in lost_names.HOUSE.items()
    for one in vocabulary.NAMES
    if any(when in use.when for use in one.uses)
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder with the forms of the house and the shared forms and tables."""
    for file in lost_names.HOUSE.values():
        shutil.copyfile(WORKFLOWS / file, tmp_path / file)
    shutil.copytree(WORKFLOWS / "shared", tmp_path / "shared")
    return tmp_path


def rename(path: Path, key: str) -> None:
    """Rename a key or a path of a form."""
    text = path.read_text()
    for name in ("key", "path"):
        text = text.replace(f'"{name}": "{key}"', f'"{name}": "{renaming.OTHER}"')
    path.write_text(text)


def test_the_forms_of_the_house_lost_nothing(home: Path) -> None:
    assert lost_names.check(procedures.two_steps(), workflows_dir=home) == ()


def test_an_installation_without_such_forms_loses_nothing(tmp_path: Path) -> None:
    assert lost_names.check(referring.sending(), workflows_dir=tmp_path) == ()


@pytest.mark.parametrize(("file", "key"), PARTS)
def test_a_form_of_the_house_that_lost_a_name_is_told(home: Path, file: str, key: str) -> None:
    rename(home / file, key)

    found = lost_names.check(procedures.two_steps(), workflows_dir=home)

    assert {(one.code, one.file, one.element_id) for one in found} == {("known_name_lost", file, key)}
    assert all("Yang berhenti bekerja: " in one.reason_id for one in found)


def test_a_form_of_the_house_that_is_no_form_lost_all(home: Path) -> None:
    (home / lost_names.HOUSE[When.PUBLIC]).write_bytes(b"\xff")

    found = lost_names.check(procedures.two_steps(), workflows_dir=home)

    assert {one.element_id for one in found} == {
        vocabulary.CONTACT_BY, vocabulary.CONTACT_WHEN, vocabulary.PASSWORD,
    }  # fmt: skip


def test_a_sender_is_told_what_its_referrals_would_lack(home: Path) -> None:
    rename(home / "shared" / "forms" / "terima_pengaduan.form", "kebutuhan_komunikasi")

    (found,) = lost_names.check(referring.sending(), workflows_dir=home)

    assert (found.code, found.file, found.element_id) == (
        "minimum_field_lost",
        "shared/data_minimum.toml",
        "kebutuhan_komunikasi",
    )
    assert "rujukan dikirim tanpa isian ini" in found.reason_id


def test_who_sends_nothing_lacks_nothing(home: Path) -> None:
    rename(home / "shared" / "forms" / "terima_pengaduan.form", "kebutuhan_komunikasi")

    assert lost_names.check(procedures.two_steps(), workflows_dir=home) == ()


def test_a_field_left_out_on_purpose_is_not_missed(home: Path) -> None:
    rename(home / "shared" / "forms" / "terima_pengaduan.form", "kebutuhan_komunikasi")
    files = renaming.without(referring.sending(), "kebutuhan_komunikasi")

    assert lost_names.check(files, workflows_dir=home) == ()


def test_what_the_version_before_asked_for_the_minimum_is_missed(home: Path) -> None:
    before, after = referring.sending(), renaming.in_forms(referring.sending(), "kronologi")

    found = lost_names.since(before, after, workflows_dir=home)

    assert [(one.code, one.element_id) for one in found] == [("minimum_field_lost", "kronologi")]
    assert lost_names.since(before, renaming.without(after, "kronologi"), workflows_dir=home) == ()


def test_keys_are_found_however_deep(tmp_path: Path) -> None:
    path = tmp_path / lost_names.HOUSE[When.SHEET]
    inside = {"components": [{"path": "korban", "components": [{"key": "nama"}, {"key": None}]}]}
    path.write_text(json.dumps(inside))

    found = {one.element_id for one in lost_names.check(procedures.two_steps(), workflows_dir=tmp_path)}

    assert found.isdisjoint({"korban", "nama"})
    assert "anonim" in found

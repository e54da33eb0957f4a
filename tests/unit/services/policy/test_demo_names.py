"""No officer of a demonstration is called as somebody in a case: else a test could not tell whose name it found."""

import re

from engine.scenarios import retelling
from engine.services.policy import seed
from tests.support.house import sources
from tests.support.playing import scenarios

COLLEAGUES = [name for names in seed.COLLEAGUES.values() for name in names]


def told_of() -> set[str]:
    """Give every invented name of the scenarios, and of their retellings."""
    files = sorted(scenarios.WORKFLOWS.rglob("scenarios/*.toml"))
    written = {found for file in files for found in retelling.NAME.findall(file.read_text(encoding="utf-8"))}
    return written | set(retelling.NAMES)


def test_no_colleague_carries_a_clients_name() -> None:
    assert told_of() >= {"Melati", "Anggrek", "Tulip"}
    assert [name for name in COLLEAGUES if set(name.split()) & told_of()] == []
    assert len(set(COLLEAGUES)) == len(COLLEAGUES)


def test_no_word_for_a_role_is_a_clients_name() -> None:
    homes = [sources.ROOT / "workflows" / "roles.toml", *(sources.ROOT / "workflows" / "agencies").glob("*.toml")]
    labels = [label for home in homes for label in re.findall(r'= "([^"]+)"', home.read_text(encoding="utf-8"))]

    assert [label for label in labels if label.split()[0] in told_of()] == []

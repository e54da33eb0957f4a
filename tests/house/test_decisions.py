"""Decisions can be cited: each has a number of its own, a date, and a status that says whether it still holds."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.support.house import sources

FOLDER = sources.ROOT / "docs" / "decisions"
DECISIONS = {path.name[:4]: path for path in sorted(FOLDER.glob("*.md"))}
_HEAD = re.compile(r"# (\d{4}) .+\n\nDate: (\S+)\n\nStatus: (accepted|superseded by (\d{4}))\n\n")
_CITED = re.compile(r"\bdecision (\d{4})\b|\bdecisions/(\d{4})-")


def test_each_number_is_given_once() -> None:
    assert len(DECISIONS) == len(list(FOLDER.iterdir()))


@pytest.mark.parametrize("path", DECISIONS.values(), ids=lambda path: path.name)
def test_a_decision_says_its_number_date_and_status(path: Path) -> None:
    head = _HEAD.match(path.read_text())

    assert head is not None
    number, day, _, successor = head.groups()
    assert path.name.startswith(f"{number}-")
    assert date.fromisoformat(day)
    assert successor is None or (successor in DECISIONS and successor != number)


def test_a_cited_decision_exists() -> None:
    texts = [path for path in sources.files() if path.suffix in {".md", ".py", ".toml"}]

    cited = {one or other for path in texts for one, other in _CITED.findall(path.read_text())}

    assert cited != set()
    assert cited <= set(DECISIONS)

"""A how-to page is one task, is found from the index, and names only commands, targets and files that there are."""

import re
import shlex
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from api import cli
from api.web.words import language
from engine.domain.people.permissions import Rights
from tests.support.house import sources

FOLDER = sources.ROOT / "docs" / "howto"
INDEX = FOLDER / "README.md"
PAGES = [path for path in sources.files() if path.parent.parent == FOLDER and path.suffix == ".md"]
HANDBOOKS = [path for path in PAGES if path.parent.name in {"auditor", "petugas"}]
WORKFLOWS = sources.ROOT / "workflows"
MOST_LINES = 40
_NAMED = re.compile(r"\*\*([^*]+)\*\*")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_INLINE = re.compile(r"`(lindung [^`]+|make [^`]+)`")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_HEADLINE = re.compile(r"^#+ ", re.MULTILINE)
_EVERY = pytest.mark.parametrize("page", [INDEX, *PAGES], ids=lambda page: page.relative_to(FOLDER).as_posix())


def _commands(text: str) -> list[list[str]]:
    """Give the words of each command of the blocks, without comments and settings before it."""
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [[word for word in each if not word.startswith("LINDUNG_")] for each in words]


@_EVERY
def test_every_command_is_one_that_the_program_takes(page: Path) -> None:
    for program, *arguments in _commands(page.read_text()):
        assert program in {"lindung", "make", "curl"}
        if program == "lindung":
            cli.parser().parse_args(arguments)  # a wrong one ends the test


@_EVERY
def test_every_command_in_a_sentence_exists(page: Path) -> None:
    help_ = cli.parser().format_help()
    makefile = (sources.ROOT / "Makefile").read_text()

    for program, verb in (said.split()[:2] for said in _INLINE.findall(page.read_text())):
        known = makefile if program == "make" else help_
        assert verb.startswith("-") or re.search(rf"^ *{verb}\b", known, re.MULTILINE), (program, verb)


@_EVERY
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(FOLDER).as_posix())
def test_a_page_is_one_short_task(page: Path) -> None:
    text = page.read_text()

    assert len(_HEADLINE.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))) == 1
    assert len(text.splitlines()) <= MOST_LINES


def test_the_index_names_every_page() -> None:
    named = {(FOLDER / link).resolve() for link in _LINK.findall(INDEX.read_text())}

    assert set(PAGES) == named


@pytest.mark.parametrize("page", HANDBOOKS, ids=lambda page: page.relative_to(FOLDER).as_posix())
def test_every_name_in_a_handbook_stands_in_the_program(page: Path) -> None:
    """What a handbook writes bold is looked for on the screen, letter by letter."""
    text = page.read_text()
    named = {" ".join(one.split()) for one in _NAMED.findall(text)}

    assert sorted(named - _on_screen()) == []
    assert not re.search("[«»]", text), "a name on the screen is written bold"


@cache
def _on_screen() -> frozenset[str]:
    """Give what the program calls things: texts of the pages, keys, roles, and names that the diagrams give."""
    keys = {"j", "k", "b", "d", "?"}
    roles = {wording.label for wording in Rights.from_toml((WORKFLOWS / "roles.toml").read_text()).roles.values()}
    diagrams = "".join(path.read_text() for path in sorted(WORKFLOWS.rglob("*.bpmn")))
    forms = "".join(path.read_text() for path in sorted(WORKFLOWS.rglob("*.form")))
    messages = (WORKFLOWS / "messages.toml").read_text()
    drawn = {unescape(one) for one in re.findall(r'\bname="([^"]+)"', diagrams)}
    labels = {*re.findall(r'"label": "([^"]+)"', forms), *re.findall(r'^label = "([^"]+)"', messages, re.MULTILINE)}
    return frozenset(language.catalogue("en").keys() | keys | roles | drawn | labels)

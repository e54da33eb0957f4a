"""What people rely on is written down: every refusal, permission and event type, with sentences fit to be read."""

import ast
import re
from collections import Counter

import pytest

from api import cli
from api.web.words.codes_in_words import EVENTS
from engine import errors
from engine.domain.people import permissions
from engine.domain.running import inputs
from engine.services.base.transaction import OPERATOR_ONLY
from tests.support.house import reference, sources

CODE_WORDS = re.compile(r"``|\b[a-z]+_[a-z_]+\b|\bself\b")
SENTENCE = re.compile(r"^[A-Z\"“].*[.!?]$", re.DOTALL)
EVENT = re.compile(r"^[a-z_]+\.[a-z_]+$")


@pytest.mark.parametrize("page", reference.PAGES)
def test_the_reference_is_current(page: str) -> None:
    written = (reference.FOLDER / page).read_text()

    assert written == reference.PAGES[page](), "run: .venv/bin/python -m tests.support.house.reference"


def test_a_code_means_one_thing() -> None:
    counted = Counter(kind.code for kind in reference.refusals())

    assert [code for code, times in counted.items() if times > 1] == []


def test_every_refusal_says_in_its_docstring_what_happened() -> None:
    """The first paragraph is read by people: sentences, nothing of the code."""
    mute = [
        kind.__name__
        for kind in reference.every_refusal()
        if not vars(kind)["__doc__"] or not SENTENCE.match(kind.sentence_en) or CODE_WORDS.search(kind.sentence_en)
    ]

    assert mute == []


def test_a_refusal_says_each_language_once() -> None:
    """English is the docstring and Indonesian stands in engine/sentences.toml: no class says either again."""
    said = re.compile(r"^    sentence_(?:id|en)\b.*=", re.MULTILINE)

    assert [source.name for source in sources.python(*sources.PRODUCT) if said.search(source.text)] == []


def test_a_refusal_names_only_commands_that_there_are() -> None:
    said = " ".join(f"{kind.sentence_id} {kind.sentence_en}" for kind in reference.refusals())

    named = set(re.findall(r"`lindung ([a-z-]+)", said))

    assert named != set()
    assert [verb for verb in named if not re.search(rf"^ *{verb}\b", cli.parser().format_help(), re.MULTILINE)] == []


def test_the_indonesian_sentences_are_those_of_the_codes() -> None:
    assert set(errors.SENTENCES) == {kind.code for kind in reference.refusals()}
    assert list(errors.SENTENCES) == sorted(errors.SENTENCES)
    assert [code for code, said in errors.SENTENCES.items() if not SENTENCE.match(said)] == []


ASKING = {"require", "allows", "scopes", "require_anywhere", "acting_role", "seen", "require_readable"}


def _asked() -> set[str]:
    """Give every permission that the services and pages ask for by its name, or by a constant of their module."""
    found: set[str] = set()
    for source in sources.python("engine", "api"):
        constants = {
            target.id: node.value.value
            for node in source.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in source.nodes(ast.Call):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ASKING:
                for asked in call.args:
                    named = asked.value if isinstance(asked, ast.Constant) else constants.get(getattr(asked, "id", ""))
                    found |= {named} if isinstance(named, str) and "." in named else set()
    return found


def test_every_permission_that_is_asked_for_stands_in_the_table_of_rights() -> None:
    rights = permissions.Rights.from_toml((sources.ROOT / "workflows" / "roles.toml").read_text())

    assert _asked() - set(rights.permissions) - OPERATOR_ONLY == set()
    assert {"access.read", "case.read", "user_task.read"} <= _asked()


def test_every_permission_has_a_sentence_and_a_holder() -> None:
    rights = permissions.Rights.from_toml((sources.ROOT / "workflows" / "roles.toml").read_text())

    held = {name for reaches in rights.reaches.values() for name in reaches}

    assert held == set(rights.permissions)
    assert all(SENTENCE.match(wording.sentence_id) for wording in rights.permissions.values())


def test_every_event_type_is_documented() -> None:
    page = (reference.FOLDER / "history-events.md").read_text()

    assert [type_ for type_ in sorted(_recorded_types()) if f"`{type_}`" not in page] == []


def test_every_event_of_a_register_is_documented() -> None:
    page = (reference.FOLDER / "history-events.md").read_text()

    assert {"account.made", "procedure.deployed", "key.adopted", "substitution.ended"} <= _registered_types()
    assert [type_ for type_ in sorted(_registered_types()) if f"`{type_}`" not in page] == []


def test_every_event_type_has_words_for_people() -> None:
    assert _recorded_types() - EVENTS.keys() == set()


def _recorded_types() -> set[str]:
    """Find the event types that services write: inputs, and every constant given as the type of an event."""
    given = {
        keyword.value.value
        for source in sources.python("engine")
        for node in source.nodes(ast.keyword)
        if isinstance(keyword := node, ast.keyword) and keyword.arg in {"type", "type_"}
        if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
    }
    return {*inputs.KINDS, *(value for value in given if EVENT.match(value))}


def _registered_types() -> set[str]:
    """Find the event types of the registers: constants given in place where a module appends to a register."""
    given = {
        argument.value
        for source in sources.python("engine")
        if "registers.append(" in source.text or "users.note(" in source.text
        for node in source.nodes(ast.Call)
        if isinstance(call := node, ast.Call) and ast.unparse(call.func).endswith(("append", "note"))
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    return {value for value in given if EVENT.match(value)}

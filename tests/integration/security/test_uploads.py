"""Hostile files of a procedure: refused with a reason by the confined check, never an error of parser or store."""

from collections.abc import Callable, Iterator

import pytest

from engine.bpmn.checking.checker import Checker
from engine.bpmn.rules import isolated
from tests.support.offices import procedures

Files = dict[str, bytes]
ROLES = frozenset(procedures.ROLES)
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + level)}: &{chr(98 + level)} [{','.join(['*' + chr(97 + level)] * 9)}]\n" for level in range(12)
)
HOSTILE: dict[str, tuple[str, Callable[[Files], bytes], str]] = {
    "an entity": ("uji.bpmn", lambda files: b'<!DOCTYPE a [<!ENTITY x "y">]>' + files["uji.bpmn"], "xml_doctype"),
    "a NUL in a name": (
        "procedure.toml",
        lambda files: files["procedure.toml"].replace(b'"Prosedur uji"', b'"a\\u0000b"'),
        "procedure_invalid",
    ),
    "a NUL in a channel": (
        "procedure.toml",
        lambda files: files["procedure.toml"].replace(b"[channels.datang]", b'[channels."a\\u0000"]'),
        "procedure_invalid",
    ),
    "a billion laughs": (
        "clauses/uji.yaml",
        lambda _: f"id: UJI\ntitle: x\nagency: y\n{LAUGHS}clauses: *m\n".encode(),
        "clause_document_invalid",
    ),
    "a bottomless form": ("forms/isian.form", lambda _: b'{"a":' * 100_000, "form_invalid"),
    "a pattern that explodes": (
        "forms/isian.form",
        lambda _: procedures.form(fields=[{**procedures.FIELDS[1], "validate": {"pattern": "a{1,1000}{1,1000}"}}]),
        "form_invalid",
    ),
}


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    found = Checker()
    yield found
    found.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name: str) -> None:
    path, spoil, code = HOSTILE[name]
    files = procedures.two_steps()
    files[path] = spoil(files)

    found = isolated.check(files, roles=ROLES, seconds=10)

    assert code in {one.code for one in found}
    assert "check_died" not in {one.code for one in found}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_alike_while_somebody_types(name: str, checker: Checker) -> None:
    path, spoil, code = HOSTILE[name]
    files = procedures.two_steps()
    files[path] = spoil(files)

    found = checker.check(files, draft="uji", revision=1, roles=ROLES)

    assert code in {one.code for one in found}
    assert "check_died" not in {one.code for one in found}

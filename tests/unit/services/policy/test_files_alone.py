"""One file without its procedure: what ``lindung check`` says of a letter, a part of letters, a table."""

from pathlib import Path

import pytest

from engine.services.policy import definitions
from tests.support.offices import procedures as small

ROLES = frozenset({"petugas_pengaduan"})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder of letters, ``documents``, with the form that answers them beside it."""
    files = small.with_letter()
    for path in (path for path in files if path.startswith(("documents/", "forms/"))):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(files[path])
    return tmp_path


def check(path: Path) -> list[tuple[str, str]]:
    found = definitions.check_alone(path, path.parent / "tidak_ada", roles=ROLES)
    return [(one.file, one.code) for one in found]


def letter(home: Path, *, without: str = "", more: str = "") -> list[tuple[str, str]]:
    """Check the letter with a file taken away and something written behind its template."""
    if without:
        (home / without).unlink()
    path = home / "documents" / "tanda_terima.typ"
    path.write_text(path.read_text() + more)
    return check(path)


FAULTY = [("tanda_terima.typ", "letter_template_faulty")]


def test_a_letter_is_set_with_its_head_and_forms(home: Path) -> None:
    assert letter(home) == []


@pytest.mark.parametrize("more", ["#nilai.alamat\n", "#nilai.kronologi.len()\n"])
def test_a_letter_that_cannot_be_set_is_told(home: Path, more: str) -> None:
    assert letter(home, more=more) == FAULTY


def test_without_its_forms_a_letter_is_set_without_answers(home: Path) -> None:
    answered = "#if nilai.kronologi != none { nilai.kronologi.at(3) }\n"
    for form in (home / "forms").iterdir():
        form.write_text("{}")

    assert letter(home, more=answered) == []
    assert letter(home, more="#nilai.alamat\n") == FAULTY


def test_a_letter_without_its_head_is_told(home: Path) -> None:
    assert letter(home, without="documents/tanda_terima.toml") == [("tanda_terima.typ", "letter_head_missing")]


def test_a_head_that_cannot_be_read_is_told(home: Path) -> None:
    (home / "documents" / "tanda_terima.toml").write_text("title = 3")

    assert letter(home) == [("tanda_terima.toml", "letter_invalid")]


def test_a_part_is_judged_by_the_letters_that_use_it(home: Path) -> None:
    part, other = home / "documents" / "_bagian.typ", home / "documents" / "_lagi.typ"
    part.write_text("#let isi = nilai => nilai.alamat\n")
    other.write_text('#import "_bagian.typ": isi\n')

    assert check(part) == []
    assert letter(home, more='#import "_bagian.typ": isi\n#isi(nilai)\n') == FAULTY
    assert check(part) == FAULTY


def test_a_table_alone_is_read(home: Path) -> None:
    (home / "tabel.dmn").write_text("<a/>")

    assert check(home / "tabel.dmn") == [("tabel.dmn", "decision_file_unreadable")]

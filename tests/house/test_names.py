"""Names of files say what they hold: no file of the product or of the tests is named by a word that fits anything."""

from pathlib import PurePath

from tests.support.house import sources

# Each of these was once the name of a module here, or might be soon, and nobody could guess what lay inside.
EMPTY_WORDS = {"notes", "news", "told", "ways", "desk", "records", "misc", "utils", "helpers"}
NAMED = {".py", ".ts", ".html", ".css"}
# A migration is frozen once it has run anywhere: its name is the name of its revision.
FROZEN = "engine/store/migrations/versions/"


def _words(path: PurePath) -> set[str]:
    """Give the words of a path's folders and of its file."""
    return {word for part in path.with_suffix("").parts for word in part.split("_")}


def test_no_module_is_named_by_a_word_that_fits_anything() -> None:
    every = (path.relative_to(sources.ROOT) for path in sources.files() if path.suffix in NAMED)
    chosen = (path for path in every if path.parts[0] in {*sources.PRODUCT, "tests"})
    changeable = (path for path in chosen if not path.as_posix().startswith(FROZEN))

    assert [path.as_posix() for path in changeable if _words(path) & EMPTY_WORDS] == []


def test_a_word_is_found_in_folders_and_behind_a_prefix() -> None:
    assert {"desk", "rooms"} <= _words(PurePath("tests/rooms/test_desk.py"))

"""The scripts of the replay and the studio say nothing that the page does not give them in its reader's language."""

import re
from collections.abc import Sequence

import pytest

from api.web.words import replay_words, studio_words
from tests.support.house import sources

SCRIPTS = sources.ROOT / "api" / "web" / "islands" / "src"
# A sentence that a list of the script holds until it is said.
_LISTED = r'(?:label|help): "((?:[^"\\]|\\.)+)"'


@pytest.mark.parametrize(("files", "ours"), [("replay/*.ts", replay_words.OURS), ("studio*/*.ts", studio_words.OURS)])
def test_every_sentence_of_the_scripts_is_one_of_the_page(files: str, ours: Sequence[str]) -> None:
    folder, _, _ = files.partition("/")
    own = [*SCRIPTS.glob(files), *(SCRIPTS.glob(folder.replace("*", ".ts")) if "*" in folder else ())]
    texts = "".join(path.read_text() for path in sorted(own)).replace('\\"', "\N{FULLWIDTH QUOTATION MARK}")
    plain = {one.replace('"', "\N{FULLWIDTH QUOTATION MARK}") for one in ours}
    said = set(re.findall(r'\bsay\(\s*"([^"]+)"', texts)) | set(re.findall(_LISTED, texts))

    assert said - plain == set()
    assert [one for one in plain if f'"{one}"' not in texts] == []

"""The scripts of the replay say nothing that the page does not give them in its reader's language."""

import re

from api.web.words import replay_words
from tests.support.house import sources

SCRIPTS = sources.ROOT / "api" / "web" / "islands" / "src" / "replay"


def test_every_sentence_of_the_replay_is_one_of_the_page() -> None:
    texts = "".join(path.read_text() for path in sorted(SCRIPTS.glob("*.ts")))
    said = set(re.findall(r'\bsay\(\s*"([^"]+)"', texts))

    assert said - set(replay_words.OURS) == set()
    assert [one for one in replay_words.OURS if f'"{one}"' not in texts] == []

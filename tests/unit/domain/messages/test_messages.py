"""The list of messages between procedures."""

import pytest

from engine.domain.messages import messages
from tests.support.house import sources

ROW = '[kabar]\nlabel = "Kabar"\nsent_by = "Petugas."\nreceived_by = "Prosedur uji."\n'


def test_a_message_says_who_sends_it_and_who_waits_for_it() -> None:
    found = messages.parse(ROW)["kabar"]

    assert (found.name, found.label, found.sent_by, found.received_by) == (
        "kabar",
        "Kabar",
        "Petugas.",
        "Prosedur uji.",
    )


@pytest.mark.parametrize("text", [ROW.replace('"Petugas."', '""'), ROW.replace("label", "nama"), 'kabar = "ya"\n'])
def test_one_that_nobody_answers_for_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="kabar"):
        messages.parse(text)


def test_the_shipped_list_can_be_read() -> None:
    shipped = messages.parse((sources.ROOT / "workflows" / "messages.toml").read_text())

    assert {"persetujuan_ditarik", "kebocoran_data"} <= shipped.keys()

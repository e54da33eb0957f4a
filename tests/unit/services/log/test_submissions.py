"""What is handed in at a witness is read strictly, and written as it is read."""

import base64

import pytest

from engine.domain.log.signed_note import Checkpoint, NoteInvalidError
from engine.services.log.witnesses import Submission
from tests.unit.domain.log.test_signed_note import COSIGNED_SOFA, SOFA

STEP = base64.b64encode(bytes(32)).decode()


def test_a_submission_is_read_and_written_the_same() -> None:
    body = f"old 20852014\n{STEP}\n{STEP}\n\n{COSIGNED_SOFA}"

    read = Submission.parse(body)

    assert (read.old, read.proof, read.checkpoint) == (20_852_014, (bytes(32),) * 2, Checkpoint.parse(SOFA))
    assert str(read) == body
    assert Submission.parse(f"old 0\n\n{COSIGNED_SOFA}").proof == ()


@pytest.mark.parametrize(
    "head",
    [
        "",
        "old",
        "old ",
        "old 01",
        "old -1",
        "old ٣",
        f"old {10**20}",
        "lama 0",
        "old 0\nbukan",
        "old 0\nYWJj",
        "old 0\n",
        "old 0\n" + "\n".join([STEP] * 64),
    ],
)
def test_a_head_that_is_none_is_refused(head: str) -> None:
    with pytest.raises(NoteInvalidError):
        Submission.parse(f"{head}\n\n{COSIGNED_SOFA}")


@pytest.mark.parametrize("rest", ["", "teks\n", "teks\n\n— a YWJjZGU=\n", COSIGNED_SOFA.rstrip("\n")])
def test_what_is_no_checkpoint_is_refused(rest: str) -> None:
    with pytest.raises(NoteInvalidError):
        Submission.parse(f"old 0\n\n{rest}")

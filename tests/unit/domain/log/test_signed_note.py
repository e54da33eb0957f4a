"""Notes are read strictly and as C2SP writes them: its examples, keys of others, and nothing that has two readings."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.log.signed_note import (
    COSIGNATURE,
    ED25519,
    MOST_SIGNATURES,
    Checkpoint,
    KeyTextInvalidError,
    Note,
    NoteInvalidError,
    PublicKey,
    Signature,
    cosignature,
    cosigned,
    opened,
    signatures,
)
from engine.store.base.signing import is_signed

# The example of the specification of signed notes, and that of the Go implementation with its key.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZX"
    "sYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples of tlog-checkpoint and tlog-cosignature; their keys are not published, their form is.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
COSIGNED_SOFA = (
    f"{SOFA}\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nT"
    "o+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2o"
    "yin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
ORIGIN = "lindung.example/uptd-ppa"
TEXT = Checkpoint(ORIGIN, 1_000_000, bytes(range(32))).text
SEEN = 1_790_000_000
SECRET = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
LOG = PublicKey(ORIGIN, ED25519, SECRET.public_key().public_bytes_raw())
WITNESS = PublicKey("inspektorat.example/w1", COSIGNATURE, SECRET.public_key().public_bytes_raw())


def signed(text: str, key: PublicKey = LOG) -> Note:
    """Sign a text as a log does."""
    return Note(text, (Signature(key.name, key.key_id, SECRET.sign(text.encode())),))


def witnessed(note: Note, *, at: int = SEEN) -> Note:
    """Add what a witness signs."""
    line = cosignature(WITNESS, at=at, signature=SECRET.sign(cosigned(note.text, at=at)))
    return note.with_signatures([line])


@pytest.mark.parametrize(("note", "vkey"), [(EXAMPLE, EXAMPLE_KEY), (GO, GO_KEY)])
def test_notes_of_others_are_read_and_their_signatures_hold(note: str, vkey: str) -> None:
    key = PublicKey.parse(vkey)
    read = Note.parse(note)

    assert (str(read), key.vkey) == (note, vkey)
    assert read.by(key, is_signed) is read.signatures[0]


@pytest.mark.parametrize(("note", "vkey"), [(EXAMPLE, EXAMPLE_KEY), (GO, GO_KEY)])
def test_a_note_of_others_with_one_letter_changed_is_refused(note: str, vkey: str) -> None:
    with pytest.raises(NoteInvalidError):
        Note.parse(note.replace("e", "E", 1)).by(PublicKey.parse(vkey), is_signed)


def test_the_example_of_a_cosigned_checkpoint_is_read() -> None:
    read = Note.parse(COSIGNED_SOFA)

    assert Checkpoint.parse(read.text).size == 20_852_163
    assert [one.at for one in read.signatures] == [None, 1_679_315_147]
    assert str(read) == COSIGNED_SOFA
    assert cosigned(SOFA, at=1_679_315_147).startswith(
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n"
    )


def test_our_checkpoint_is_opened_with_our_key() -> None:
    found = opened(str(signed(TEXT)), PublicKey.parse(LOG.vkey), is_signed)

    assert found == Checkpoint(ORIGIN, 1_000_000, bytes(range(32)))
    assert len(str(signed(TEXT)).encode()) == 201


def test_a_cosignature_names_its_moment_and_holds_for_it_alone() -> None:
    note = witnessed(signed(TEXT))
    found = Note.parse(str(note)).by(WITNESS, is_signed)
    later = (SEEN + 1).to_bytes(8) + note.signatures[1].data[8:]

    assert found is not None
    assert found.at == SEEN
    with pytest.raises(NoteInvalidError):
        signed(TEXT).with_signatures([Signature(WITNESS.name, WITNESS.key_id, later)]).by(WITNESS, is_signed)


def test_keys_of_one_secret_differ_by_name_and_kind() -> None:
    assert len({LOG.key_id, WITNESS.key_id, PublicKey(ORIGIN, COSIGNATURE, LOG.public).key_id}) == 3


def test_signatures_of_strangers_are_passed_over() -> None:
    stranger = Signature("lain.example", b"lain", bytes(64))
    note = Note(TEXT, (stranger, *signed(TEXT).signatures))

    assert note.by(LOG, is_signed) is note.signatures[1]
    assert Note(TEXT, (stranger,)).by(LOG, is_signed) is None
    assert note.with_signatures([stranger]) == note


def test_a_checkpoint_without_our_signature_is_not_opened() -> None:
    stranger = Note(TEXT, (Signature("lain.example", b"lain", bytes(64)),))

    with pytest.raises(NoteInvalidError):
        opened(str(stranger), LOG, is_signed)


def test_a_checkpoint_of_another_log_is_not_opened() -> None:
    other = signed(Checkpoint("lain.example/log", 1, bytes(32)).text)

    with pytest.raises(NoteInvalidError):
        opened(str(other), LOG, is_signed)


@pytest.mark.parametrize("data", [b"", bytes(63), bytes(64), bytes(65), bytes(72), b"\xff" * 72])
@pytest.mark.parametrize("key", [LOG, WITNESS])
def test_what_is_no_signature_is_refused(key: PublicKey, data: bytes) -> None:
    with pytest.raises(NoteInvalidError):
        Note(TEXT, (Signature(key.name, key.key_id, data),)).by(key, is_signed)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "teks\n",
        "teks\n\n",
        "\n\n— a YWJjZGU=\n",
        "teks\n\n— a YWJjZGU=",
        "teks\n\n- a YWJjZGU=\n",
        "teks\n\n— a\n",
        "teks\n\n— a+b YWJjZGU=\n",
        "teks\n\n—  YWJjZGU=\n",
        "teks\n\n— a YWJjZA==\n",
        "teks\n\n— a YWJjZGV=\n",
        "teks\n\n— a YWJjZGU\n",
        "teks\n\n— a YWJj ZGU=\n",
        "teks\n\n— a YWJjZGÜ=\n",
        "teks\r\n\n— a YWJjZGU=\n",
        "te\x00ks\n\n— a YWJjZGU=\n",
        "te\ud800ks\n\n— a YWJjZGU=\n",
        "teks\n\n" + "— a YWJjZGU=\n" * (MOST_SIGNATURES + 1),
        "x" * 20_000 + "\n\n— a YWJjZGU=\n",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalidError):
        Note.parse(text)


def test_a_text_may_hold_blank_lines_and_many_sign_it() -> None:
    note = "satu\n\ndua\n\n" + "".join(f"— saksi{number} YWJjZGU=\n" for number in range(16))

    assert Note.parse(note).text == "satu\n\ndua\n"
    assert str(Note.parse(note)) == note


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{ORIGIN}\n1\n",
        f"{ORIGIN}\n01\n{'A' * 43}=\n",
        f"{ORIGIN}\n-1\n{'A' * 43}=\n",
        f"{ORIGIN}\n１\n{'A' * 43}=\n",
        f"{ORIGIN}\n9999999999999999999\n{'A' * 43}=\n",
        f"{ORIGIN}\n{1 << 63}\n{'A' * 43}=\n",
        f"{ORIGIN}\n1\n{'A' * 43}\n",
        f"{ORIGIN}\n1\n{'A' * 44}\n",
        f"{ORIGIN}\n1\n{'A' * 42}B=\n",
        f"{ORIGIN}\n1\n{'A' * 43}=",
        f"{ORIGIN}\n1\n{'A' * 43}=\nlebih\n",
        f"dua kata\n1\n{'A' * 43}=\n",
        f"\n1\n{'A' * 43}=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalidError):
        Checkpoint.parse(text)


@given(st.integers(0, (1 << 63) - 1), st.binary(min_size=32, max_size=32))
def test_every_checkpoint_is_read_back(size: int, root: bytes) -> None:
    assert Checkpoint.parse(Checkpoint(ORIGIN, size, root).text) == Checkpoint(ORIGIN, size, root)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "nama",
        "nama+00000000",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("c74f20a3", "C74F20A3"),
        GO_KEY.replace("Peter", "Peter "),
        GO_KEY[:-1],
        GO_KEY + "=",
        GO_KEY.replace("+ARpc", "+ARpd"),
        "nama+00000000+AA==",
        "nama+00000000+BRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(KeyTextInvalidError):
        PublicKey.parse(vkey)


def test_lines_without_an_end_are_no_signatures() -> None:
    assert len(signatures("— a YWJjZGU=\n— b YWJjZGU=\n")) == 2
    with pytest.raises(NoteInvalidError):
        signatures("— a YWJjZGU=")


def test_sixty_signatures_hold_and_sixty_forged_ones_do_not() -> None:
    messages = [bytes([number]) * number * 7 for number in range(60)]
    made = [SECRET.sign(message) for message in messages]
    forged = [(int.from_bytes(one) ^ (1 << at * 8)).to_bytes(64) for at, one in enumerate(made)]

    assert all(map(is_signed, [LOG.public] * 60, messages, made))
    assert not any(map(is_signed, [LOG.public] * 60, messages, forged))

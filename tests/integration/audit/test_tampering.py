"""A hand with SQL: each column of each table is changed, each table loses a row and gains one, and the checks say so.

What they cannot tell is listed here with its reason, and stands in docs/weaknesses.md. A new column is tampered with
too: whoever adds one sees here whether a promise rests on it that nothing guards.
"""

import re
from collections.abc import Mapping

import pytest
from sqlalchemy import text

from engine.services.base.transaction import Transaction
from engine.services.verification import verification
from tests.support.house import sources
from tests.support.offices import tampering
from tests.support.offices.factories import CLI
from tests.support.offices.tampering import Hand

PASSING = "what it holds passes, and no case rests on it"
WAITING = "it is still to be done; what it does leaves an event of its own"
KEEPERS = "it says who was sent a checkpoint, or cosigned one; the log itself does not rest on it"
PUBLISHED = "figures made from histories; whoever doubts them has them made again, and no case rests on them"
FOUND = "what a check found: the next one finds it again"
SILENT: Mapping[str, str] = {
    "case_files.begun_at": "when a file was begun is no event; when it became part of the case is one",
    "outbox_messages.id": "a name that only its job knows",
    "outbox_messages.stumbled_at": "a hint for the worker, in which order to try",
    "public_reports.code": "a keyed digest of a code that only the reporter has",
    "users.password_hash": "a secret; whoever exchanges it acts under another's name, and each act is an event",
    "users.language": PASSING,
    "users.introduced_at": PASSING,
    "log_chains": "how far the sealer is; a record without a leaf is found without it",
    "checkpoints.at": "a hint for how old a record may be without a leaf; the note itself holds no moment",
    "checkpoints.is_complete": "a hint for the sealer",
    "person_marks": "made from what people wrote; finds a double report and decides nothing",
    "reexecutions": FOUND,
    "verification_runs": FOUND,
    "verification_findings": FOUND,
    "practice_figures": PUBLISHED,
    "jobs": WAITING,
    "notifications": PASSING,
    "drafts": PASSING,
    "mails": PASSING,
    "mail_settings": PASSING,
    "saved_filters": PASSING,
    "credentials": "a session or token ends by itself; whose it is stands with the account",
    "idempotency_keys": PASSING,
    "sign_in_attempts": PASSING,
    "public_counts": PASSING,
    "reporter_visits": PASSING,
}
"""Table, or table and column -> why no check can tell that it was changed."""
NOT_YET: Mapping[str, str] = {
    "log_days": KEEPERS,
    "log_mails": KEEPERS,
    "witness_logs": KEEPERS,
    "witness_cosignatures": KEEPERS,
    "witness_standings": KEEPERS,
    "incidents": "only that of a case that stands still follows from events",
}
BEYOND = frozenset({"log_tiles"})
"""A tile beyond the end of the tree is no part of it: no proof is made of it, and the next seal writes over it."""
NEWEST = frozenset({"practice_facts"})
"""The newest row may be missing, since the next night makes it; an older one is missed (test_practice)."""
COLUMNS = [f"{table.name}.{column.name}" for table in tampering.tables() for column in table.columns]
TABLES = [table.name for table in tampering.tables()]


def _excused(name: str) -> bool:
    excuses = {**SILENT, **NOT_YET}
    return name in excuses or name.partition(".")[0] in excuses


@pytest.mark.parametrize("name", [one for one in COLUMNS if not _excused(one)])
def test_a_changed_value_is_found(hand: Hand, name: str) -> None:
    table, _, column = name.partition(".")

    assert hand.finds(tampering.change(table, column)) != []


@pytest.mark.parametrize("table", [one for one in TABLES if not _excused(one) and one not in NEWEST])
def test_a_removed_row_is_missed(hand: Hand, table: str) -> None:
    assert hand.finds(tampering.remove(table)) != []


@pytest.mark.parametrize("table", [one for one in TABLES if not _excused(one) and one not in BEYOND])
def test_a_forged_row_is_found(hand: Hand, table: str) -> None:
    assert hand.finds(tampering.forge(table)) != []


def test_each_silence_has_its_reason_among_the_weaknesses() -> None:
    known = (sources.ROOT / "docs" / "weaknesses.md").read_text()

    assert [name for name in SILENT if f"`{name}`" not in known] == []


def test_no_silence_is_excused_that_no_table_has() -> None:
    known = {*COLUMNS, *TABLES}

    assert [name for name in {**SILENT, **NOT_YET} if name not in known] == []


def test_each_finding_says_in_plain_words_what_and_where(hand: Hand) -> None:
    with hand.office.acting(CLI) as tx, tx.savepoint(keep=False) as tried:
        tried.session.execute(text("UPDATE user_tasks SET due_at = '2030-01-01 00:00:00.000000' WHERE due_at > 0"))
        (view, *_) = verification.whole(tried).findings

    assert view.part == "user_tasks.due_at"
    case = r"Kasus TTG-(?:2026-\d{5}|TEMUAN-[0-9A-F]{10})"
    words = re.fullmatch(rf"{case}: tugas [0-9a-f-]{{36}}, kolom due_at tidak seperti yang .*\.", view.sentence_id)
    assert words is not None, view.sentence_id


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE cases SET wrapped_key = x'00'", "key_changed"),
        ("UPDATE history_events SET type = 'case.key_destroyed' WHERE seq = 2", "key_kept"),
        ("UPDATE access_events SET seq = -seq", "record_unnamed"),
    ],
)
def test_what_no_honest_hand_would_write_is_named(hand: Hand, statement: str, code: str) -> None:
    def act(tx: Transaction) -> None:
        tx.session.execute(text(statement))

    found = hand.finds(act)

    assert code in {one.code for one in found}

"""Comments: sealed, for who may read the case; a mention leaves word without content."""

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import cases, comments
from engine.services.notifying import notifications
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def ida(office: Office) -> actors.Actor:
    """Give a supervisor."""
    return office.user("ida", "penyelia")


@pytest.fixture
def begun(office: Office, siti: actors.Actor) -> InstanceView:
    """Register a report whose first task the officer holds."""
    started = office.start(siti)
    with office.acting(siti) as tx:
        life_cycle.claim(tx, started.open_user_tasks[0].id)
    return started


def write(office: Office, actor: actors.Actor, begun: InstanceView, words: str) -> str:
    with office.acting(actor) as tx:
        return comments.write(tx, begun.open_user_tasks[0].id, text=words)


def test_a_comment_is_read_by_who_may_read_the_case(
    office: Office, siti: actors.Actor, ida: actors.Actor, begun: InstanceView
) -> None:
    write(office, siti, begun, "  Korban minta dihubungi sore.  ")

    with office.acting(ida) as tx:
        found = comments.of_task(tx, begun.open_user_tasks[0].id)

    assert found is not None
    assert [(one.author_name, one.text) for one in found] == [("Siti", "Korban minta dihubungi sore.")]


def test_a_comment_leaves_an_event_with_a_digest_and_no_words(
    office: Office, siti: actors.Actor, begun: InstanceView
) -> None:
    comment_id = write(office, siti, begun, "Rahasia kenari")

    with office.acting(siti) as tx:
        last = history.events(tx, begun.id).items[-1]
    assert last.type == "comment.written"
    assert set(last.data["digests"]) == {comment_id}
    assert "kenari" not in str(last.data)
    with office.acting(CLI) as tx:
        assert history.replay(tx, begun.id).equal
        assert history.verify(tx).ok


def test_a_mention_leaves_word_without_content(
    office: Office, siti: actors.Actor, ida: actors.Actor, begun: InstanceView
) -> None:
    write(office, siti, begun, "@Ida mohon dilihat, @siti juga; surel a@ida.id bukan sebutan")

    with office.acting(ida) as tx:
        told = notifications.mine(tx)
    assert [(one.kind, one.case_number, one.read_at) for one in told] == [("mentioned", begun.case_number, None)]
    with office.acting(siti) as tx:
        assert notifications.mine(tx) == ()
        assert comments.mentionable(tx, begun.open_user_tasks[0].id) == ("ida", "siti")


@pytest.mark.parametrize("name", ["tidak_ada", "budi", "orang_kota_lain"])
def test_who_may_not_read_the_case_cannot_be_mentioned(
    office: Office, siti: actors.Actor, begun: InstanceView, name: str
) -> None:
    office.user("budi", "pendamping")
    office.user("orang_kota_lain", "penyelia", agency="p2tp2a_banyuwangi")

    with pytest.raises(comments.MentionUnknownError):
        write(office, siti, begun, f"@{name} tolong")


@pytest.mark.parametrize("words", ["", "   ", "a" * (comments.LONGEST + 1)])
def test_an_empty_or_endless_comment_is_refused(
    office: Office, siti: actors.Actor, begun: InstanceView, words: str
) -> None:
    with pytest.raises(comments.CommentUnfitError):
        write(office, siti, begun, words)


def test_who_sees_the_task_but_not_the_narrative_neither_reads_nor_writes(office: Office, begun: InstanceView) -> None:
    other = office.user("joko", "petugas_pengaduan")
    task_id = begun.open_user_tasks[0].id

    with office.acting(other) as tx:
        assert comments.of_task(tx, task_id) is None
    with pytest.raises(errors.NotPermittedError):
        write(office, other, begun, "Halo")


def test_reading_comments_is_recorded(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    task_id = begun.open_user_tasks[0].id
    counted = []
    for words in ("", "Ada."):
        if words:
            write(office, siti, begun, words)
        with office.acting(siti) as tx:
            comments.of_task(tx, task_id)
        with office.acting(CLI) as tx:
            counted.append(int(tx.session.execute(text("SELECT count(*) FROM access_events")).scalar_one()))

    assert counted == [0, 1]


def test_comments_die_with_the_key(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    write(office, siti, begun, "Ada.")
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, begun.case_number)

    with office.acting(siti) as tx:
        found = comments.of_task(tx, begun.open_user_tasks[0].id)

    assert found is not None
    assert [one.text for one in found] == [None]

"""Files: sent in pieces that may be sent again, judged by content, sealed, and gone with the key of their case."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import errors
from engine.domain.cases import file_kinds
from engine.domain.people import actors
from engine.services.audit import history
from engine.services.cases import cases, files
from engine.services.content import submissions
from engine.services.user_tasks import life_cycle
from engine.services.user_tasks.results import InstanceView
from tests.support.files import small_files as made
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

NOBODY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Deploy two steps and give an officer."""
    office.deploy(procedures.two_steps())
    return office.user("siti", "petugas_pengaduan")


@pytest.fixture
def begun(office: Office, siti: actors.Actor) -> InstanceView:
    """Register a report whose first task the officer holds."""
    started = office.start(siti)
    with office.acting(siti) as tx:
        life_cycle.claim(tx, started.open_user_tasks[0].id)
    return started


def attach(office: Office, actor: actors.Actor, begun: InstanceView, content: bytes = made.PDF) -> str:
    with office.acting(actor) as tx:
        return files.attach(tx, begun.open_user_tasks[0].id, name="C:\\surat\\Visum <1>.pdf", content=content)


def test_a_whole_file_belongs_to_the_case(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    file_id = attach(office, siti, begun)

    with office.acting(siti) as tx:
        [shown] = files.of_task(tx, begun.open_user_tasks[0].id)
        given, content = files.content(tx, begun.case_number, file_id)
    assert (shown, content) == (given, made.PDF)
    assert (shown.name, shown.kind, shown.size) == ("Visum 1.pdf", file_kinds.PDF, len(made.PDF))


def test_a_file_leaves_an_event_with_a_digest(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    file_id = attach(office, siti, begun)

    with office.acting(siti) as tx:
        last = history.events(tx, begun.id).items[-1]
    assert (last.type, list(last.data["digests"]), last.data["media_type"]) == (
        "file.attached",
        [file_id],
        "application/pdf",
    )
    with office.acting(CLI) as tx:
        assert history.replay(tx, begun.id).equal


def test_an_interrupted_file_goes_on_where_it_ended(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    content = made.PDF + bytes(2000)
    with office.acting(siti) as tx:
        file_id = files.begin(tx, begun.open_user_tasks[0].id, name="a.pdf", size=len(content))
    with office.acting(siti) as tx:
        files.append(tx, file_id, at=0, piece=content[:700])

    with pytest.raises(files.FileOffsetError) as refused, office.acting(siti) as tx:
        files.append(tx, file_id, at=0, piece=content[:700])
    with office.acting(siti) as tx:
        assert files.of_task(tx, begun.open_user_tasks[0].id) == ()
        assert files.append(tx, file_id, at=files.offset(tx, file_id), piece=content[700:]) == len(content)

    assert refused.value.ids["offset"] == 700
    with office.acting(siti) as tx:
        assert files.content(tx, begun.case_number, file_id)[1] == content
    with pytest.raises(files.FileOffsetError), office.acting(siti) as tx:
        files.append(tx, file_id, at=len(content), piece=b"x")


@pytest.mark.parametrize("content", [made.HTML, made.SVG, made.DOCX_MACROS, b""])
def test_what_is_not_taken_leaves_nothing(
    office: Office, siti: actors.Actor, begun: InstanceView, content: bytes
) -> None:
    with pytest.raises(files.FileUnfitError):
        attach(office, siti, begun, content)

    with office.acting(CLI) as tx:
        assert tx.session.execute(text("SELECT count(*) FROM case_file_parts")).scalar_one() == 0


def test_sizes_are_held(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    task_id = begun.open_user_tasks[0].id
    with pytest.raises(files.FileUnfitError), office.acting(siti) as tx:
        files.begin(tx, task_id, name="a", size=files.LARGEST + 1)
    with office.acting(siti) as tx:
        file_id = files.begin(tx, task_id, name="..", size=10)

    with pytest.raises(files.FileUnfitError), office.acting(siti) as tx:
        files.append(tx, file_id, at=0, piece=made.PDF)


def test_only_who_holds_the_task_sends_and_only_a_few_at_once(
    office: Office, siti: actors.Actor, begun: InstanceView
) -> None:
    task_id = begun.open_user_tasks[0].id
    other = office.user("joko", "petugas_pengaduan")
    with pytest.raises(life_cycle.NotClaimedError), office.acting(other) as tx:
        files.begin(tx, task_id, name="a", size=10)
    for _ in range(files.MOST_UNFINISHED):
        with office.acting(siti) as tx:
            files.begin(tx, task_id, name="a", size=10)
    with pytest.raises(files.TooManyFilesError), office.acting(siti) as tx:
        files.begin(tx, task_id, name="a", size=10)


def test_an_unfinished_file_is_its_senders_and_can_be_abandoned(
    office: Office, siti: actors.Actor, begun: InstanceView
) -> None:
    other = office.user("joko", "petugas_pengaduan", "penyelia")
    with office.acting(siti) as tx:
        file_id = files.begin(tx, begun.open_user_tasks[0].id, name="a", size=10)
    with pytest.raises(errors.NotFoundError), office.acting(other) as tx:
        files.offset(tx, file_id)
    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        files.content(tx, begun.case_number, file_id)

    with office.acting(siti) as tx:
        files.abandon(tx, file_id)

    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        files.offset(tx, file_id)


def test_a_whole_file_cannot_be_abandoned(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    file_id = attach(office, siti, begun)

    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        files.abandon(tx, file_id)


def test_an_unfinished_file_is_dropped_after_days(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    with office.acting(siti) as tx:
        file_id = files.begin(tx, begun.open_user_tasks[0].id, name="a", size=10)
    office.clock.advance(files.UNFINISHED_KEPT + timedelta(seconds=1))
    with office.acting(CLI) as tx:
        files.forget_old(tx)

    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        files.offset(tx, file_id)


def test_files_are_for_who_may_read_the_narrative(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    file_id = attach(office, siti, begun)
    other = office.user("joko", "petugas_pengaduan")

    with office.acting(other) as tx:
        assert files.of_task(tx, begun.open_user_tasks[0].id) == ()
    for number in (begun.case_number, "TTG-2026-99999"):
        with pytest.raises(errors.NotFoundError), office.acting(other) as tx:
            files.content(tx, number, file_id)
    with pytest.raises(errors.NotFoundError), office.acting(siti) as tx:
        files.content(tx, begun.case_number, NOBODY)


def test_content_and_name_are_gone_with_the_key(office: Office, siti: actors.Actor, begun: InstanceView) -> None:
    file_id = attach(office, siti, begun)
    with office.acting(CLI) as tx:
        cases.destroy_key(tx, begun.case_number)
        assert tx.session.execute(text("SELECT count(*) FROM case_file_parts")).scalar_one() == 0

    with office.acting(siti) as tx:
        assert [one.name for one in files.of_task(tx, begun.open_user_tasks[0].id)] == [None]
    with pytest.raises(submissions.CaseErasedError), office.acting(siti) as tx:
        files.begin(tx, begun.open_user_tasks[0].id, name="a", size=10)
    assert file_id

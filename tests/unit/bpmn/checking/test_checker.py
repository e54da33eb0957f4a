"""The way to the warm process: the answers of the cold check, from confined children that hold nothing of ours."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.bpmn.base import xml
from engine.bpmn.checking import checker as room
from engine.bpmn.checking import warm
from engine.bpmn.checking.checker import Checker, Limits, SavingBrokeOffError
from engine.domain.forms import saving
from engine.domain.policy.refusals import Refusal
from tests.support.diagrams import refused
from tests.support.offices import procedures
from tests.support.servers import handles, processes

WORKFLOWS = Path(__file__).parents[4] / "workflows"
DIAGRAM = (WORKFLOWS / "shared" / "darurat.bpmn").read_bytes()
FORM = procedures.form()
SOUND = refused.bundle(refused.read("not_executable").sound)
FAULTY = refused.bundle(refused.read("not_executable").diagram)
# The child then waits for a request that never comes.
TINY = Limits(seconds=0.01)


@contextmanager
def opened(limits: Limits | None = None) -> Iterator[Checker]:
    found = Checker() if limits is None else Checker(limits=limits)
    try:
        yield found
    finally:
        found.close()


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    """Give one for all tests: whatever they do to its process, the next one is answered."""
    with opened() as found:
        yield found


def check(checker: Checker, files: dict[str, bytes], *, draft: str = "rancangan") -> tuple[Refusal, ...]:
    return checker.check(files, draft=draft, revision=1, roles=refused.ROLES)


def codes(found: tuple[Refusal, ...]) -> list[str]:
    return [one.code for one in found]


def pid(checker: Checker) -> int:
    assert checker._warm is not None
    return checker._warm.process.pid


@contextmanager
def in_hand(checker: Checker) -> Iterator[tuple[socket.socket, int]]:
    """Announce a request and give its conversation with the child that waits for it."""
    mine, its = socket.socketpair()
    with mine:
        with its:
            told = checker._tell(its)
        check(checker, SOUND)  # a later one is answered, so the child of this one is there
        yield mine, handles.children(told.process.pid)[-1]


def test_nothing_is_started_before_the_first_request() -> None:
    checker = Checker()

    checker.close()

    assert checker._warm is None


def test_a_check_gives_what_the_cold_one_gives(checker: Checker) -> None:
    assert check(checker, SOUND) == ()
    assert [(one.code, one.element_id) for one in check(checker, FAULTY)] == [("not_executable", "proses")]


def test_known_clauses_and_messages_are_heeded(checker: Checker) -> None:
    found = checker.check(
        SOUND, draft="a", revision=1, roles=refused.ROLES, clauses=[], messages=["apa_saja"], most_instances=3
    )

    assert "clause_unknown" in codes(found)


def test_a_save_keeps_what_nobody_changed(checker: Checker) -> None:
    edited = DIAGRAM.replace(b'name="Bersamaan"', b'name="Serentak"')

    assert checker.save(DIAGRAM, edited, path="a.bpmn") == edited
    assert checker.save(FORM, FORM + b"\n", path="forms/a.form") == FORM
    assert checker.merge(DIAGRAM, edited, DIAGRAM + b"\n", path="a.bpmn") == edited + b"\n"


def test_what_needs_no_reading_starts_nothing() -> None:
    checker = Checker()

    assert checker.save(DIAGRAM, DIAGRAM, path="a.bpmn") == DIAGRAM
    assert checker.save(None, b"<a>", path="baru.bpmn") == b"<a>"
    assert checker.save(b"lama", b"baru", path="documents/a.typ") == b"baru"
    assert checker.merge(None, b"sama", b"sama", path="a.bpmn") == b"sama"
    assert checker.merge(b"lama", b"lama", b"baru", path="a.typ") == b"baru"
    assert checker.merge(b"lama", b"baru", b"lama", path="a.typ") == b"baru"
    assert checker._warm is None


@pytest.mark.parametrize(("base", "path"), [(b"lama", "a.typ"), (None, "a.bpmn")])
def test_what_cannot_be_merged_collides_as_a_whole(base: bytes | None, path: str) -> None:
    with pytest.raises(saving.ChangesCollideError) as collision:
        Checker().merge(base, b"satu", b"dua", path=path)

    assert collision.value.elements == ("",)


def test_a_collision_comes_back_as_itself(checker: Checker) -> None:
    mine, theirs = (FORM.replace(b'"Risiko"', name) for name in (b'"Bahaya"', b'"Gawat"'))

    with pytest.raises(saving.ChangesCollideError) as collision:
        checker.merge(FORM, mine, theirs, path="a.form")

    assert collision.value.elements == ("field_risiko",)


@pytest.mark.parametrize(
    ("edited", "kind"),
    [
        (b"<a>", xml.XmlBrokenError),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', xml.XmlDoctypeError),
        (b"<a>" * 200 + b"</a>" * 200, xml.XmlTooDeepError),
        (b"<a>" + b"<b/>" * 50_000 + b"</a>", xml.XmlTooManyElementsError),
        (b"<a>" + b" " * xml.LARGEST_FILE + b"</a>", xml.XmlTooLargeError),
    ],
    ids=lambda one: getattr(one, "code", ""),
)
def test_why_a_file_cannot_be_read_comes_back_as_itself(
    checker: Checker, edited: bytes, kind: type[xml.RefusedXmlError]
) -> None:
    with pytest.raises(kind) as refusal:
        checker.save(DIAGRAM, edited, path="a.bpmn")

    assert ("line" in refusal.value.ids) == (kind is xml.XmlBrokenError)


def test_a_form_that_cannot_be_read_comes_back_as_itself(checker: Checker) -> None:
    with pytest.raises(saving.FormUnreadableError):
        checker.save(FORM, b'{"a":' * 100_000, path="a.form")


def test_a_check_that_takes_too_long_is_a_refusal_and_the_next_one_is_made() -> None:
    # The check needs more than a second of processor time, the least that the system can bound, however slow the clock.
    names = [f"langkah_{number}" for number in range(2000)]
    steps = "".join(procedures.task(name, name) for name in names)
    content = procedures.start() + steps + procedures.end() + procedures.flows("mulai", *names, "selesai")
    long = procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", *names, "selesai"]})
    with opened(TINY) as checker:
        found = check(checker, long)
        checker.limits = Limits()

        assert codes(found) == ["check_timed_out"]
        assert "0.01" in found[0].reason_en
        assert codes(check(checker, FAULTY)) == ["not_executable"]


def test_what_needs_too_much_memory_is_refused_and_the_next_one_is_made() -> None:
    with opened(Limits(megabytes=16)) as checker:
        assert codes(check(checker, SOUND)) == ["check_died"]
        with pytest.raises(SavingBrokeOffError):
            checker.save(DIAGRAM, DIAGRAM + b"\n", path="a.bpmn")
        checker.limits = Limits()

        assert check(checker, SOUND) == ()


def test_a_child_that_is_killed_is_a_refusal_of_its_own_request(checker: Checker) -> None:
    with in_hand(checker) as (talk, child):
        os.kill(child, signal.SIGXCPU)

        assert warm.everything(talk) == warm.HUNG
    with in_hand(checker) as (talk, child):
        os.kill(child, signal.SIGKILL)

        assert warm.everything(talk) == b""
    assert check(checker, SOUND) == ()


def test_a_killed_checker_ends_its_request_and_the_next_one_starts_another(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(checker, SOUND)
    first, tell = pid(checker), Checker._tell
    os.kill(first, signal.SIGSTOP)  # so that the request is still on its way when the process ends

    def told_and_killed(asked: Checker, talk: socket.socket) -> room._Warm:
        told = tell(asked, talk)
        os.kill(first, signal.SIGKILL)
        return told

    with monkeypatch.context() as patched:
        patched.setattr(Checker, "_tell", told_and_killed)
        assert codes(check(checker, SOUND)) == ["check_died"]

    assert check(checker, SOUND) == ()
    assert pid(checker) != first


def test_a_request_in_hand_is_answered_though_the_checker_was_killed(checker: Checker) -> None:
    with in_hand(checker) as (talk, child):
        os.kill(pid(checker), signal.SIGKILL)
        talk.shutdown(socket.SHUT_WR)

        assert handles.ended(child)


def test_a_checker_that_does_not_answer_at_all_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_START_SECONDS", 0)
    monkeypatch.setattr(room, "_END_SECONDS", 0)
    with opened() as checker:
        check(checker, SOUND)
        first, checker.limits = pid(checker), TINY
        os.kill(first, signal.SIGSTOP)

        assert codes(check(checker, SOUND)) == ["check_timed_out"]
        assert checker._warm is None
        assert handles.ended(first)


def test_a_new_checker_is_not_ended_for_the_silence_of_an_old_one(checker: Checker) -> None:
    check(checker, SOUND)
    old = checker._warm
    checker.close()
    check(checker, SOUND)
    new = pid(checker)

    checker._let_go(old)

    assert pid(checker) == new


def test_two_threads_are_answered_side_by_side(checker: Checker) -> None:
    with in_hand(checker), ThreadPoolExecutor(2) as hands:
        asked = [hands.submit(check, checker, files, draft=str(files is SOUND)) for files in (SOUND, FAULTY) * 4]

        found = [codes(one.result(60)) for one in asked]

    assert found == [[], ["not_executable"]] * 4


def test_it_holds_nothing_of_ours(checker: Checker, tmp_path: Path) -> None:
    ours = (tmp_path / "rahasia").open("wb")
    os.set_inheritable(ours.fileno(), True)  # noqa: FBT003 - the call takes no name
    with ours, in_hand(checker) as (_, first), in_hand(checker) as (_, second):

        def only_what_it_needs() -> None:
            held = [sorted(handles.kinds(one)) for one in (pid(checker), first, second)]
            # Its input, a conversation and a handle of each child; a child has its own conversation alone.
            assert held[0] == [*["/dev/null"] * 2, *["anon_inode"] * 2, *["socket"] * 3]
            assert held[1:] == [["/dev/null", "/dev/null", "socket"]] * 2

        # It closes what is answered when the answer may have arrived already.
        processes.until(only_what_it_needs, failing=AssertionError)
        environments = [handles.environment(one) for one in (pid(checker), first, second)]

    assert environments == [b"", b"", b""]


def test_whoever_works_on_cases_comes_first(checker: Checker) -> None:
    with in_hand(checker) as (_, child):
        theirs = [os.getpriority(os.PRIO_PROCESS, one) for one in (pid(checker), child)]

        # A group of its own would get a share of its own, whatever its priority.
        assert {os.getsid(one) for one in (pid(checker), child)} == {os.getsid(0)}
        assert os.getpgid(child) != os.getpgid(0)

    assert [one - os.getpriority(os.PRIO_PROCESS, 0) for one in theirs] == [5, 5]


def test_it_has_one_thread_so_that_it_can_fork(checker: Checker) -> None:
    for files in (SOUND, FAULTY):
        check(checker, files)

    assert handles.threads(pid(checker)) == 1


def test_its_children_end_with_it(checker: Checker) -> None:
    with in_hand(checker) as (_, child):
        first = pid(checker)
        checker.close()

        assert handles.ended(child)
        assert handles.ended(first)


SCRIPT = """
import os, sys
from engine.bpmn.checking.checker import Checker
checker = Checker()
checker.save(b"<a/>", b"<a />", path="a.bpmn")
print(checker._warm.process.pid, flush=True)
"""
FORKS = """
if os.fork() == 0:
    os._exit(7 if checker.save(b"<a/>", b"<a />", path="a.bpmn") == b"<a/>" else 1)
print(os.waitstatus_to_exitcode(os.wait()[1]), checker.save(b"<a/>", b"<a />", path="a.bpmn"), flush=True)
"""


def test_it_ends_when_the_process_that_asked_is_killed() -> None:
    waits = [sys.executable, "-c", f"{SCRIPT}\nsys.stdin.read()"]
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        its = int(process.stdout.readline())
        process.kill()

        assert handles.ended(its)


def test_a_forked_process_may_ask_too() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT + FORKS], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[1:] == ["7 b'<a/>'"]

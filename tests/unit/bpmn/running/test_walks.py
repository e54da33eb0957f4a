"""Random walks: whatever is done in whatever order, live, replayed and reloaded states are the same bytes."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.mended import timers
from engine.bpmn.running import comparison
from engine.domain.running import facts, inputs
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, event, flow, node, start, timer, users
from tests.support.diagrams.by_event import by_event
from tests.support.playing.play import Play, load, replay

DUA = "<bpmn:conditionalEventDefinition><bpmn:condition>dua = true</bpmn:condition></bpmn:conditionalEventDefinition>"
# A case with everything at once on a loop: fork and join, inclusive branches, a sub-process with an error way out,
# several instances, reminders, a message, a called phase, and event sub-processes in the case, the sub-process and the
# phase.
CASE = document(
    start(),
    users("x"),
    boundary("lama", "x", timer("timeCycle", "R2/PT3H"), interrupting=False),
    users("tegur"),
    node("parallelGateway", "g"),
    users("a", "b"),
    boundary("m1", "b", event("message", messageRef="m"), interrupting=False),
    users("dibaca"),
    node("parallelGateway", "j"),
    node("inclusiveGateway", "ig", default="ig-c"),
    users("c", "d"),
    node("inclusiveGateway", "ij"),
    node(
        "subProcess",
        "sub",
        start("is")
        + users("it")
        + node("exclusiveGateway", "ix", default="ix-ie")
        + end("ie")
        + end("ier", event("error", errorRef="err"))
        + chain("is", "it", "ix", "ie")
        + flow("ix", "ier", "gagal = true")
        + by_event("bahaya", DUA, interrupting=False)
        + by_event("cabut", event("message", messageRef="m")),
    ),
    boundary("sx", "sub", event("error", errorRef="err"), interrupting=True),
    boundary("st", "sub", timer("timeDuration", "PT20H"), interrupting=True),
    users("ulang_sub"),
    node(
        "userTask",
        "tiap",
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>korban</bpmn:loopDataInputRef>"
        '<bpmn:loopDataOutputRef>hasil</bpmn:loopDataOutputRef><bpmn:inputDataItem id="satu"/>'
        '<bpmn:outputDataItem id="nilai"/></bpmn:multiInstanceLoopCharacteristics>',
    ),
    node("callActivity", "panggil", calledElement="tahap"),
    node("exclusiveGateway", "l", default="l-x"),
    end(),
    end("e2"),
    chain("s", "x", "g", "a", "j", "ig", "c", "ij", "sub", "tiap", "panggil", "l", "x"),
    chain("g", "b", "j"),
    flow("ig", "d", "dua = true"),
    chain("d", "ij"),
    chain("lama", "tegur", "e2"),
    chain("m1", "dibaca", "e2"),
    chain("sx", "ulang_sub"),
    chain("st", "ulang_sub", "tiap"),
    flow("l", "e", "selesai = true"),
    by_event("berkala", timer("timeCycle", "R4/PT11H"), interrupting=False),
    before='<bpmn:message id="m" name="kabar"/><bpmn:error id="err" name="gagal" errorCode="gagal"/>',
).replace(b'sourceRef="ig" targetRef="c"', b'sourceRef="ig" targetRef="c"')
PHASE = document(
    start("cs"),
    users("ct"),
    end("ce"),
    chain("cs", "ct", "ce"),
    by_event("lama_di_tahap", timer("timeDuration", "PT5H")),
    process_id="tahap",
)
DEFINITION = load(CASE, tahap_bpmn=PHASE)


def walk(play: Play, chance: random.Random, length: int) -> Iterator[Play]:
    """Do what may be done, at random."""
    for number in range(length):
        if play.here.case.completed:
            return
        play.after(hours=chance.choice([0.5, 2, 9]))
        due = [wait for wait in timers.waits(play.here.case) if wait.due_at and wait.due_at <= play.now]
        if due:
            play.fire(chance.choice(due).definition.name)
        elif list(comparison.calls(play.here.case)) and chance.random() < 0.2:
            play.deliver("kabar", kabar=number)
        else:
            answers = {"dua": chance.random() < 0.5, "gagal": chance.random() < 0.3, "nilai": number}
            play.finish(chance.choice(sorted(play.tasks)), selesai=chance.random() < 0.05, **answers)
        yield play


@settings(max_examples=6)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_live_reloaded_and_replayed_states_are_the_same_bytes(seed: int) -> None:
    live, reloaded = (Play(DEFINITION, reload=reload, variables={"korban": ["A", "B"]}) for reload in (False, True))
    walks = (walk(play, random.Random(seed), 50) for play in (live, reloaded))  # noqa: S311 - a walk, no secret

    for one, other in zip(*walks, strict=True):
        assert one.here.dumps() == other.here.dumps()
        assert one.facts == other.facts

    assert replay(DEFINITION, live.log).dumps() == live.here.dumps()


@pytest.mark.parametrize("seed", range(8))
def test_facts_alone_keep_the_lists_of_open_tasks_and_timers(seed: int) -> None:
    play = Play(DEFINITION, variables={"korban": ["A", "B", "C"]})
    tasks = {fact.task_id for fact in play.said(facts.TaskOpened)}
    waiting = {fact.timer_id: fact.due_at for fact in play.said(facts.TimerSet)}

    for _ in walk(play, random.Random(seed), 80):  # noqa: S311 - a walk, no secret
        tasks |= {fact.task_id for fact in play.said(facts.TaskOpened)}
        tasks -= {fact.task_id for fact in play.said(facts.TaskCompleted)}
        tasks -= {fact.task_id for fact in play.said(facts.TaskCancelled)}
        waiting.update({fact.timer_id: fact.due_at for fact in play.said(facts.TimerSet)})
        for fact in play.said(facts.TimerCleared):
            del waiting[fact.timer_id]
        assert tasks == set(play.tasks)
        assert waiting == {wait.timer_id: wait.due_at for wait in timers.waits(play.here.case) if wait.due_at}


@pytest.mark.parametrize("seed", range(6))
def test_a_case_called_off_anywhere_leaves_nothing_open(seed: int) -> None:
    play = Play(DEFINITION, variables={"korban": ["A", "B"]}, reload=bool(seed % 2))
    for _ in walk(play, random.Random(seed), 7 * seed):  # noqa: S311 - a walk, no secret
        pass

    play.apply(inputs.Cancel(reason_code="salah_input"))

    assert play.here.case.completed
    assert (play.tasks, play.due, play.said(facts.InstanceEnded)) == ({}, {}, [facts.InstanceEnded(end_elements=())])


@pytest.mark.parametrize("seed", range(4))
def test_every_walk_can_be_brought_to_its_end(seed: int) -> None:
    play = Play(DEFINITION, variables={"korban": ["A"]})
    for _ in walk(play, random.Random(seed), 40):  # noqa: S311 - a walk, no secret
        pass

    for _ in range(100):
        if play.tasks:
            play.finish(min(play.tasks), selesai=True, nilai=0)

    assert play.here.case.completed
    assert play.tasks == play.due == {}

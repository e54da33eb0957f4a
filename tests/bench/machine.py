"""What this machine can do at best, measured in the same run: a figure without its limit says nothing.

Durable commits a second (one 200-byte row each) on both databases, and one step of the bare BPMN library.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import text

from engine.store.base import database
from tests.bench import answers

FOLDER = Path(__file__).parent
_ROW = "x" * 200
_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Milliseconds of the bare library for one completion: in memory, and with loading and saving the state."""

    in_memory: float
    load_and_save: float


def repeat(action: Callable[[], object], *, seconds: float = _SECONDS) -> list[float]:
    """Repeat an action for a while and give the duration of each in seconds."""
    durations: list[float] = []
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        action()
        durations.append(time.perf_counter() - begun)
    return durations


def forced_writes(folder: Path) -> float:
    """Give the raw fdatasync calls a second of the disk under the folder, one 4 KB overwrite each."""
    handle = os.open(folder / "probe", os.O_RDWR | os.O_CREAT)
    block = os.urandom(4096)

    def write() -> None:
        os.pwrite(handle, block, 0)
        os.fdatasync(handle)

    durations = repeat(write)
    os.close(handle)
    return len(durations) / sum(durations)


def commits(url: str) -> float:
    """Give the durable one-row commits a second of one connection, set up exactly as the product's."""
    opened = database.connect(url)
    with closing(opened.connect()) as connection:
        connection.execute(text("CREATE TABLE probe (id INTEGER, row TEXT)"))
        connection.commit()

        def insert() -> None:
            connection.execute(text("INSERT INTO probe VALUES (1, :row)"), {"row": _ROW})
            connection.commit()

        durations = repeat(insert)
        connection.execute(text("DROP TABLE probe"))
        connection.commit()
    opened.dispose()
    return len(durations) / sum(durations)


def bare_step(length: int) -> Step:
    """Run linear cases of this many tasks through the library alone; medians over all tasks."""
    runs = [list(_case(length, number)) for number in range(5)]
    steps = [duration for run in runs for duration in run]
    return Step(
        in_memory=statistics.median(step for step, _ in steps) * 1000,
        load_and_save=statistics.median(whole for _, whole in steps) * 1000,
    )


def _case(length: int, number: int) -> Iterator[tuple[float, float]]:
    """Complete one case task by task; gives the seconds of the step alone and of load, step and save."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring((FOLDER / f"linear_{length}.bpmn").read_bytes()))
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    workflow = BpmnWorkflow(parser.get_spec(f"linear_{length}"))
    workflow.do_engine_steps()
    state = serializer.serialize_json(workflow)
    for position in range(1, length + 1):
        loaded_from = time.perf_counter()
        workflow = serializer.deserialize_json(state)
        stepped_from = time.perf_counter()
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update({f"step_{position}": answers.answer(position, case=number)})
        task.run()
        workflow.do_engine_steps()
        stepped = time.perf_counter() - stepped_from
        state = serializer.serialize_json(workflow)
        yield stepped, time.perf_counter() - loaded_from

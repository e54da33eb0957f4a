"""Process mining's own library reads what is exported, and counts what SQL counts.

pm4py is AGPL. It runs in an environment and a process of its own (``make pm4py``), which only this test knows.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.domain.people.actors import Actor
from engine.services.exports import exporting
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import ProcessInstance
from tests.support.house import sources
from tests.support.offices import procedures
from tests.support.offices.factories import AGENCY, CLI, Office

PYTHON = sources.ROOT / ".cache" / "pm4py" / "bin" / "python"
STEPS = ("instance.started", "user_task.claimed", "user_task.completed")
CASES = 3
READS: dict[str, str] = {
    "xes": """
log = pm4py.read_xes(sys.argv[1])
told = {
    "traces": log["case:concept:name"].nunique(),
    "events": len(log),
    "activities": log["concept:name"].value_counts().to_dict(),
    "people": log["org:resource"].nunique(),
}
""",
    "ocel": """
log = pm4py.read_ocel2_json(sys.argv[1])
kinds = log.objects["ocel:type"].value_counts().to_dict()
told = {
    "traces": kinds["process"],
    "events": len(log.events),
    "activities": log.events["ocel:activity"].str.removesuffix(" (start)").value_counts().to_dict(),
    "people": kinds["person"],
}
""",
}
pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="pm4py is not part of the product: make pm4py")


@pytest.fixture
def auditor(office: Office) -> Actor:
    """Let three cases go different ways and give an auditor."""
    office.deploy(procedures.two_steps())
    officer = office.user("siti", "petugas_pengaduan", "penyelia")
    for number in range(CASES):
        waiting = office.start(officer).open_user_tasks
        for _ in range(number):
            waiting = office.complete(officer, waiting[0].id).open_user_tasks
    return office.user("andi", "auditor")


def read(file: Path, form: str) -> dict[str, Any]:
    """Let pm4py read a file; gives what it counts."""
    script = f"import json, sys, pm4py\n{READS[form]}\nprint(json.dumps(told))"
    command = [str(PYTHON), "-W", "ignore", "-c", script, str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=file.parent)
    counted: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return counted


@pytest.mark.parametrize("form", READS)
def test_pm4py_counts_what_sql_counts(office: Office, auditor: Actor, tmp_path: Path, form: str) -> None:
    file = tmp_path / ("log.xes" if form == "xes" else "log.json")
    with office.acting(auditor) as tx:
        file.write_text("".join(exporting.export(tx, "uji", agency=AGENCY, form=form, reason="mutu")))
    with office.acting(CLI) as tx:
        steps = select(HistoryEvent.element_id, func.count()).where(HistoryEvent.type.in_(STEPS))
        counts = [count for _, count in tx.session.execute(steps.group_by(HistoryEvent.element_id))]
        processes = tx.session.scalar(select(func.count()).select_from(ProcessInstance))
        people = tx.session.scalar(
            select(func.count(HistoryEvent.actor.distinct())).where(HistoryEvent.type.in_(STEPS))
        )

    counted = read(file, form)

    assert (counted["traces"], counted["events"]) == (processes, sum(counts))
    assert sorted(counted["activities"].values()) == sorted(counts)
    assert counted["people"] == people

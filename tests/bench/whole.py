"""A whole case of Tebing Tinggi over HTTP, from the complaint to the end of case management, as its people click it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.playing import scenarios
from tests.support.servers import processes, service

COMPLAINT = "tebing_tinggi_pengaduan"
MANAGED = "tebing_tinggi_pengelolaan_kasus/01_dari_pengaduan_sampai_pulih"
AGENCY = "uptd_ppa_tebing_tinggi"
UNTIMED = {"tinjau_berkala"}  # comes after thirty days, which nobody waits for here
Step = Mapping[str, Any]


class NotYetError(Exception):
    """The worker has not come to it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case to its end: the seconds that it took, and those of each completion."""

    seconds: float
    completions: list[float]


def staff(installed: service.Installation, seeded: Mapping[str, Any]) -> dict[str, service.Client]:
    """Give a connection for each demo user of the agency, by role."""
    users = [one for one in seeded["users"] if one["agency"] == AGENCY]
    tokens = {one["role"]: installed.lindung("token", "create", one["username"])["token"] for one in users}
    return {role: installed.client(token=token) for role, token in tokens.items()}


def case(people: Mapping[str, service.Client]) -> Case:
    """Take one case through complaint and case management."""
    before = scenarios.load(scenarios.load(MANAGED).said["after"]).said
    begun = time.perf_counter()
    report = {"process_definition": COMPLAINT, "agency": AGENCY, "channel": before["channel"]}
    clerk = people["petugas_pengaduan"]
    number = _good(clerk.post("process-instances", report | {"form": before["start"]["form"]}))["case_number"]
    completions = list(_steps(people, number, [*before["steps"], *scenarios.load(MANAGED).said["steps"]]))
    return Case(seconds=time.perf_counter() - begun, completions=completions)


def _steps(people: Mapping[str, service.Client], number: str, steps: Sequence[Step]) -> Iterator[float]:
    """Do what the scenarios tell, without their waiting; give the seconds of each completion."""
    for step in steps:
        if step["do"] == "message":
            said = {"name": step["message"], "case_number": number, "variables": step["variables"]}
            _good(people[step["by"]].post("messages", said))
            people[step["by"]].close()
        elif step["do"] == "complete" and step["task"] not in UNTIMED:
            person = people[step["by"]]
            task = _task(person, number, step)
            _good(person.post(f"user-tasks/{task}/claim"))
            begun = time.perf_counter()
            _good(person.post(f"user-tasks/{task}/complete", {"form": step["form"]}))
            yield time.perf_counter() - begun
            person.close()  # the server would drop an idle connection meanwhile


def _task(person: service.Client, number: str, step: Step) -> str:
    """Give the id of the task in the inbox; what another procedure goes on with comes a moment later."""

    def look() -> str:
        tasks = _good(person.get("user-tasks", case_number=number, role=step["by"]))["items"]
        for task in tasks:
            if task["element_id"] == step["task"]:
                return str(task["id"])
        raise NotYetError(step["task"])

    return processes.until(look, failing=NotYetError)


def _good(answer: service.Answer) -> Any:
    assert answer.status < 300, answer
    return answer.body

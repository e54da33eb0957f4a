"""Every service that gives something of a case records the reading, itself or by what it calls, or is named here."""

import ast
from collections.abc import Iterator, Mapping

from tests.support.house import sources

RESULTS = {
    "AccessView", "Accesses", "Board", "CaseItem", "CaseView", "CommentView", "Completed", "ContactView",
    "DecisionAsked", "Delivered", "DocumentView", "DraftView", "DueReason", "Expected", "FileView", "FoundAccessView",
    "HandedIn", "HistoryEventView", "IncidentView", "InstanceView", "LetterPage", "LetterView", "ListLookView",
    "Match", "MessageView", "NotificationView", "Outcome", "PracticeCases", "Proof", "ReaderView", "ReferralView",
    "Registered", "ReplayResult", "SlaClockView", "Standing", "Story", "SubmissionView", "Timeline", "UserTaskView",
    "Values", "VerificationView", "VerifyResult", "WaitingLetter", "Waits",
}  # fmt: skip
"""Results that hold something of a case."""
RECORDING = frozenset({("reads", "note"), ("reads", "note_list")})
EVENT, PART, OWN = "leaves a history event", "puts together what its caller records", "the actor's own work"
SILENT: Mapping[str, str] = {
    "accesses.named": PART,
    "accesses.view": PART,
    "completions.carry_out_now": EVENT,
    "completions.expected": OWN,
    "completions.hand_in": OWN,
    "drafts.get": OWN,
    "instances.cancel": EVENT,
    "instances.resume": EVENT,
    "instances.start": EVENT,
    "instances.suspend": EVENT,
    "life_cycle.complete": EVENT,
    "life_cycle.delegate": EVENT,
    "messages.deliver": EVENT,
    "notifications.read": "leads to a task or a case, which is recorded there",
    "referrals.answer": EVENT,
    "referrals.of_case": PART,
    "referrals.revoke": EVENT,
    "register.document": PART,
    "register.documents_of": PART,
    "reports.register": EVENT,
    "rows_as_results.instance": PART,
    "rows_as_results.user_task": PART,
    "signing.send_back": EVENT,
    "sla_clocks.view": PART,
    "standing.standing": "counts, and names no case",
    "submissions.read": PART,
    "team.board": "counts, and names no case",
    "user_tasks.seen": "for services that show nothing of the task, or record what they show",
    "user_tasks.visible": PART,
    "verification.verify": "tells whoever holds a letter what the letter says",
    "waiting.of_case": PART,
}
"""Service that gives such a result and records no reading -> why."""

Place = tuple[str, str]
"""A function by its module's last name and its own."""


def _functions() -> Iterator[tuple[Place, ast.FunctionDef]]:
    for source in sources.python("engine"):
        if source.name.startswith("engine/services/"):
            module = source.name.rpartition("/")[2].removesuffix(".py")
            found = (node for node in source.tree.body if isinstance(node, ast.FunctionDef))
            yield from (((module, node.name), node) for node in found)


def _calls(place: Place, node: ast.FunctionDef) -> Iterator[Place]:
    """Give what a function calls or hands on: names of its own module, and names of other modules."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield place[0], one.id
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield one.value.id, one.attr


def _giving() -> dict[Place, ast.FunctionDef]:
    """Give the public functions of services whose result holds something of a case."""
    return {
        place: node
        for place, node in _functions()
        if not node.name.startswith("_") and node.returns is not None
        if {one.id for one in ast.walk(node.returns) if isinstance(one, ast.Name)} & RESULTS
    }


def _recording() -> set[Place]:
    """Give every function that records a reading, itself or through what it calls."""
    calls = {place: set(_calls(place, node)) for place, node in _functions()}
    found: set[Place] = set(RECORDING)
    while fresh := {place for place, called in calls.items() if called & found} - found:
        found |= fresh
    return found


def test_whatever_gives_something_of_a_case_records_it_or_says_why_not() -> None:
    silent = {f"{module}.{name}" for module, name in _giving().keys() - _recording()}

    assert silent == set(SILENT)


def test_the_look_at_the_services_finds_what_it_looks_for() -> None:
    assert {("cases", "get"), ("story", "of_case"), ("due_reasons", "due_reason")} <= _giving().keys() & _recording()

"""A finding for a scenario to begin with: an assignment, and what its auditor found in a case that does nothing."""

from typing import cast
from zoneinfo import ZoneInfo

from engine.domain.audits.assignments import Wanted
from engine.domain.audits.findings import PARTS
from engine.scenarios.hands import Hands, OnCase
from engine.services.audits import assignments, findings
from engine.services.audits.findings import FileView
from engine.services.people import users
from engine.services.running import steps

HEAD, AUDITOR = "kepala", "pemeriksa"
ZONE = ZoneInfo("Asia/Jakarta")
WORDS = "Contoh."


def send_finding(hands: Hands, case: OnCase, *, procedure: str, host: str, channel: str) -> None:
    """Send a finding about a case of the procedure ``host`` now; from then on ``case`` is its file."""
    hands.register(case, host, channel=channel, received_at=None, variables={}, form={})
    assignment = _assigned(hands, case, host)
    with hands.runtime.transaction(case.people(AUDITOR)) as tx:
        document = steps.deployed_of(tx, case.instances[host]).documents[0]
        draft = findings.write(
            tx,
            assignment,
            clause=next(iter(document.clauses)),
            events=[(case.instances[host], 1)],
            texts=dict.fromkeys(PARTS, WORDS),
        )
        file = cast("FileView", findings.send(tx, draft.id).file)
    case.number, case.instances[procedure], case.readers = file.number, file.process_instance, (HEAD, AUDITOR)


def _assigned(hands: Hands, case: OnCase, host: str) -> str:
    """Open an assignment of the agency's auditor to the cases of today, and give its id."""
    with hands.runtime.transaction(case.people(AUDITOR), reads_only=True) as tx:
        member, today = users.me(tx).username, tx.now.astimezone(ZONE).date()
    wanted = Wanted(
        letter_number="CONTOH/1",
        letter_date=today,
        institution="inspektorat",
        agencies=(case.agency,),
        procedures=(host,),
        first=today,
        last=today,
        members=(member,),
    )
    with hands.runtime.transaction(case.people(HEAD)) as tx:
        return assignments.open_assignment(tx, wanted).id

"""One case with all that can be read of one: letter, file, comment, incident, notification; and one with a referral."""

from collections.abc import Mapping

from engine.services.base.transaction import Transaction
from engine.services.cases import comments, files
from engine.services.evidence import requests
from engine.services.inbox import inbox
from engine.services.incidents import incidents
from engine.services.people import users
from engine.services.user_tasks import life_cycle
from engine.store.cases import cases as stored
from engine.store.letters import documents as stored_documents
from engine.store.referrals import referrals
from tests.support.files import small_files
from tests.support.offices import procedures, referring
from tests.support.offices.factories import CLI
from tests.support.offices.referring import Pair

READER, WATCHERS = "ida", ("kepala", "auditor", "petugas_pengaduan")
"""A supervisor of the sender who is given every right to read there."""


def parts(pair: Pair) -> Mapping[str, str]:
    """Register two cases of the sender, one with a referral, and give the ids of what they hold by the address's name.

    ``number``, ``task_id``, ``instance_id``, ``document_id``, ``file_id`` and ``package_id`` are of one case.
    """
    office = pair.office
    with office.acting(CLI) as tx:
        for role in WATCHERS:
            users.grant(tx, username=READER, agency=referring.SENDER, role=role)
    office.deploy(procedures.with_letter())
    referred = pair.send()
    started = office.start(pair.officer)
    first = started.open_user_tasks[0].id
    with office.acting(pair.officer) as tx:
        life_cycle.claim(tx, first)
    with office.acting(pair.officer) as tx:
        file_id = files.attach(tx, first, name="bukti.pdf", content=small_files.PDF)
        comments.write(tx, first, text=f"Tolong dilihat @{READER}")
    office.complete(pair.officer, first)
    with office.acting(pair.supervisor) as tx:
        incidents.open_for(tx, code="process_failed", instance_id=started.id)
    with office.acting(office.user("andi", "auditor", agency=referring.SENDER)) as tx:
        package_id = requests.ask(
            tx, started.case_number, recipient="bpk", basis="temuan", letter_number="B-7/X/2026", with_values=True
        )
    with office.acting(pair.supervisor) as tx:
        sent = referrals.of_case(tx.session, stored.known(tx.session, referred.case_number).id)
        letters = stored_documents.documents(tx.session, stored.known(tx.session, started.case_number).id)
        return {
            "number": started.case_number,
            "instance_id": started.id,
            "task_id": _open_task(tx, started.case_number),
            "document_id": letters[0].id,
            "file_id": file_id,
            "package_id": package_id,
            "referral_id": sent[0].id,
        }


def _open_task(tx: Transaction, number: str) -> str:
    """Give the id of the one open task of a case."""
    return inbox.search(tx, inbox.TaskQuery(case_number=number)).items[0].id

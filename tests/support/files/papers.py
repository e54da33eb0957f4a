"""Letters in tests: produced by a small procedure, read back as their receiver would."""

import io
from typing import Any

import pypdf

from engine.domain.people import actors
from engine.services.letters import files, register, verification
from engine.services.letters.results import DocumentView, VerificationView
from tests.support.offices import procedures
from tests.support.offices.factories import Office


def text_of(pdf: bytes) -> str:
    """Give what stands on the pages of a PDF, its white space evened out."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def produced(office: Office, officer: actors.Actor, **form: Any) -> str:
    """Complete the step that produces the letter and give the case number."""
    started = office.start(officer)
    office.complete(officer, started.open_user_tasks[0].id, form={**procedures.ANSWERS, **form})
    return started.case_number


def only(office: Office, reader: actors.Actor, number: str) -> DocumentView:
    """Give the one document of a case as the reader sees it."""
    with office.acting(reader) as tx:
        (entry,) = register.search(tx, case_number=number)
    return entry


def read(office: Office, reader: actors.Actor, number: str) -> bytes:
    """Read the one letter of a case."""
    document_id = only(office, reader, number).id
    with office.acting(reader) as tx:
        return files.read(tx, document_id).pdf


def verify(office: Office, code: str, address: str = "10.0.0.1") -> VerificationView | None:
    """Ask as anybody would."""
    with office.acting(actors.system("verification")) as tx:
        return verification.verify(tx, code, address=address)


def verified(office: Office, code: str, address: str = "10.0.0.1") -> VerificationView:
    """Ask for a letter that is there."""
    found = verify(office, code, address)
    assert found is not None
    return found

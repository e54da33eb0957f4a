"""Forms that were handed in, sealed."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.cases import ProcessInstance
from engine.store.tables.content import FormSubmission


def submissions(session: Session, case_id: str) -> list[FormSubmission]:
    """Give the submissions of a case in the order of their writing."""
    query = (
        select(FormSubmission)
        .join(ProcessInstance, ProcessInstance.id == FormSubmission.instance_id)
        .where(ProcessInstance.case_id == case_id)
        .order_by(ProcessInstance.started_at, FormSubmission.instance_id, FormSubmission.seq)
    )
    return list(session.scalars(query))


def submission_texts(session: Session, instance_id: str) -> dict[str, bytes]:
    """Give the ciphertexts of an instance by submission id."""
    rows = session.execute(
        select(FormSubmission.id, FormSubmission.ciphertext).where(FormSubmission.instance_id == instance_id)
    )
    return {submission_id: bytes(text) for submission_id, text in rows}


def newest_of_forms(session: Session, case_id: str, forms: Collection[str]) -> dict[str, FormSubmission]:
    """Give the last submission of each of these forms in a case; forms that nobody has filled are left out."""
    wanted = set(forms)
    return {row.form: row for row in submissions(session, case_id) if row.form is not None and row.form in wanted}

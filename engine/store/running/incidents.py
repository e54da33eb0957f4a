"""Technical stops, by what caused them."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.store.tables.running import Incident


def incident(session: Session, incident_id: str) -> Incident | None:
    """Give one incident, locked."""
    return session.scalar(select(Incident).where(Incident.id == incident_id).with_for_update())


def open_incident(session: Session, cause: Mapping[str, str | None]) -> Incident | None:
    """Give the open incident with these values, None among them; None when there is none."""
    query = select(Incident).filter_by(state="open", **cause)
    return session.scalar(query.limit(1))


def open_incidents_of_job(session: Session, job_id: str) -> list[Incident]:
    """Give the open incidents of a job."""
    return list(session.scalars(select(Incident).where(Incident.job_id == job_id, Incident.state == "open")))


def incidents(session: Session, condition: ColumnElement[bool], *, after: str | None, limit: int) -> list[Incident]:
    """Give incidents that the condition wants, newest first."""
    query = select(Incident).where(condition)
    if after is not None:
        anchor = select(Incident.created_at).where(Incident.id == after).scalar_subquery()
        query = query.where((Incident.created_at < anchor) | ((Incident.created_at == anchor) & (Incident.id < after)))
    return list(session.scalars(query.order_by(Incident.created_at.desc(), Incident.id.desc()).limit(limit)))


def count_open_incidents(session: Session) -> int:
    """Give how many incidents are open in the installation."""
    return session.scalars(select(func.count()).select_from(Incident).where(Incident.state == "open")).one()

"""Technical stops, by what caused them."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.store.tables.incidents import Incident


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


def open_of_instances(session: Session, instance_ids: Collection[str]) -> list[Incident]:
    """Give the open incidents of some instances."""
    condition = Incident.instance_id.in_(instance_ids), Incident.state == "open"
    return list(session.scalars(select(Incident).where(*condition)))


def incidents(session: Session, condition: ColumnElement[bool], *, after: str | None, limit: int) -> list[Incident]:
    """Give incidents that the condition wants, newest first."""
    query = select(Incident).where(condition)
    if after is not None:
        anchor = select(Incident.created_at).where(Incident.id == after).scalar_subquery()
        query = query.where((Incident.created_at < anchor) | ((Incident.created_at == anchor) & (Incident.id < after)))
    return list(session.scalars(query.order_by(Incident.created_at.desc(), Incident.id.desc()).limit(limit)))


def count_open_incidents(session: Session) -> dict[str, int]:
    """Give how many incidents are open in the installation, by code."""
    query = select(Incident.code, func.count()).where(Incident.state == "open").group_by(Incident.code)
    return dict(session.execute(query).all())

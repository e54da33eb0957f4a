"""Comments on cases."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.store.tables.cases import Comment
from engine.store.tables.people import User


def comments(session: Session, case_id: str) -> list[tuple[Comment, str]]:
    """Give the comments of a case with their authors' names, oldest first."""
    query = select(Comment, User.display_name).join(User, User.id == Comment.author).where(Comment.case_id == case_id)
    return [(row, name) for row, name in session.execute(query.order_by(Comment.at, Comment.id))]

"""The name by which upper layers speak of an open session without importing the database library."""

from sqlalchemy.orm import Session

__all__ = ["Session"]

"""Facts that a database keeps about the installation that it belongs to."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.base.declarations import Base


class InstallationKey(Base):
    """A key of the installation by its file's name, and ``check``, by which it is known again; never the key itself."""

    __tablename__ = "installation_keys"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    check: Mapped[bytes] = mapped_column(LargeBinary)

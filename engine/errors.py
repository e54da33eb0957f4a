"""The one base of every refusal: a stable code, a sentence in two languages, and ids only.

Nothing here may carry the content of a case: an error travels to logs, screens and incidents. The web layer alone
decides which HTTP status a code becomes.
"""

from collections.abc import Mapping
from typing import ClassVar


class LindungError(Exception):
    """Base of every expected refusal.

    ``code`` is stable and part of the interface; ``sentence_id`` (Indonesian) and ``sentence_en`` say what
    happened and what to do.
    ``ids`` names the things concerned by id or code, never by content.
    """

    code: ClassVar[str] = "lindung_error"
    sentence_id: ClassVar[str] = "Permintaan tidak dapat dijalankan."
    sentence_en: ClassVar[str] = "The request cannot be carried out."

    def __init__(self, **ids: str | int | None) -> None:
        """Keep the ids; the sentence belongs to the class."""
        super().__init__(self.sentence_en)
        self.ids: Mapping[str, str | int | None] = dict(ids)

    def __str__(self) -> str:
        """Give code, English sentence and ids, fit for a log line."""
        named = " ".join(f"{key}={value}" for key, value in self.ids.items())
        return f"{self.code}: {self.sentence_en} {named}".rstrip()


class NotFoundError(LindungError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"
    sentence_id = "Data yang diminta tidak ditemukan."
    sentence_en = "What was asked for does not exist."


class NotPermittedError(LindungError):
    """The actor sees the thing, but none of their roles allows the action."""

    code = "not_permitted"
    sentence_id = "Peran Anda tidak mengizinkan tindakan ini."
    sentence_en = "None of your roles allows this action."


class ConflictError(LindungError):
    """The thing is no longer in the state that the action needs; nothing changed."""

    code = "conflict"
    sentence_id = "Keadaan data sudah berubah. Muat ulang halaman lalu coba lagi."
    sentence_en = "The state has changed meanwhile. Reload and try again."

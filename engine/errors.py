"""The one base of every refusal: a stable code, a sentence in two languages, and ids only.

The English sentence is the first paragraph of the class's docstring; the Indonesian one stands in ``sentences.toml``,
by the code. What only developers need, such as the names of the ids, follows in the docstring's next paragraph.

Nothing here may carry the content of a case: an error travels to logs, screens and incidents. The web layer alone
decides which HTTP status a code becomes.
"""

import inspect
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

SENTENCES: Mapping[str, str] = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
"""The Indonesian sentence by code."""


class LindungError(Exception):
    """The request cannot be carried out. Look at what is named and try again.

    This is the base of every expected refusal. ``code`` is stable and part of the interface; ``sentence_id``
    (Indonesian) and ``sentence_en`` say what happened and what to do. ``ids`` names the things concerned by id or code,
    never by content.
    """

    code: ClassVar[str] = "lindung_error"
    sentence_id: ClassVar[str]
    sentence_en: ClassVar[str]

    def __init_subclass__(cls) -> None:
        """Give the class its two sentences now, since a refusal is also made where little stack is left."""
        _give_sentences(cls)

    def __init__(self, **ids: str | int | None) -> None:
        """Keep the ids; the sentence belongs to the class."""
        super().__init__(self.sentence_en)
        self.ids: Mapping[str, str | int | None] = dict(ids)

    def __str__(self) -> str:
        """Give code, English sentence and ids, fit for a log line."""
        named = " ".join(f"{key}={value}" for key, value in self.ids.items())
        return f"{self.code}: {self.sentence_en} {named}".rstrip()


def _give_sentences(kind: type[LindungError]) -> None:
    """Set what the class says: its own docstring and the sentence of its code, or those of the nearest base."""
    codes = [str(vars(base)["code"]) for base in kind.__mro__ if "code" in vars(base)]
    kind.sentence_id = next(SENTENCES[code] for code in codes if code in SENTENCES)
    kind.sentence_en = " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())


_give_sentences(LindungError)


class NotFoundError(LindungError):
    """What was asked for does not exist, or you may not see it. Check the address or the number."""

    code = "not_found"


class NotPermittedError(LindungError):
    """None of your roles allows this action. Ask your supervisor if you need it."""

    code = "not_permitted"


class ConflictError(LindungError):
    """The state has changed meanwhile. Reload and try again."""

    code = "conflict"


class StoreUnavailableError(LindungError):
    """The database cannot be reached at present. Nothing was changed; try again in a moment."""

    code = "store_unavailable"


class ProcessFailedError(LindungError):
    """The process stopped on a technical failure. It is reported to the administrator as an incident.

    ``element_id`` names where. The caller drops the state.
    """

    code = "process_failed"


UNREADABLE = (LindungError, AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What reading a stored thing can fail with that somebody changed by hand: refusals, and data of another shape."""

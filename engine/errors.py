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


class _English:
    """The first paragraph of the docstring: of the class's own, or else of the nearest base's."""

    def __get__(self, _: object, kind: type["LindungError"]) -> str:
        """Give the sentence in one line."""
        return " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())


class _Indonesian:
    """The sentence of the class's code, or else of the nearest base's."""

    def __get__(self, _: object, kind: type["LindungError"]) -> str:
        """Give the sentence in one line."""
        codes = [str(vars(base)["code"]) for base in kind.__mro__ if "code" in vars(base)]
        return next(SENTENCES[code] for code in codes if code in SENTENCES)


class LindungError(Exception):
    """The request cannot be carried out. Look at what is named and try again.

    This is the base of every expected refusal. ``code`` is stable and part of the interface; ``sentence_id``
    (Indonesian) and ``sentence_en`` say what happened and what to do. ``ids`` names the things concerned by id or code,
    never by content.
    """

    code: ClassVar[str] = "lindung_error"
    sentence_id = _Indonesian()
    sentence_en = _English()

    def __init__(self, **ids: str | int | None) -> None:
        """Keep the ids; the sentence belongs to the class."""
        super().__init__(self.sentence_en)
        self.ids: Mapping[str, str | int | None] = dict(ids)

    def __str__(self) -> str:
        """Give code, English sentence and ids, fit for a log line."""
        named = " ".join(f"{key}={value}" for key, value in self.ids.items())
        return f"{self.code}: {self.sentence_en} {named}".rstrip()


class NotFoundError(LindungError):
    """What was asked for does not exist, or you may not see it. Check the address or the number."""

    code = "not_found"


class NotPermittedError(LindungError):
    """None of your roles allows this action. Ask your supervisor if you need it."""

    code = "not_permitted"


class ConflictError(LindungError):
    """The state has changed meanwhile. Reload and try again."""

    code = "conflict"

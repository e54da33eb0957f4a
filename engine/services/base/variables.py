"""Process variables that a caller sends with a start or a message. A caller never sends answers of forms or decisions.

Whoever could send ``putusan_penyelia`` would decide in the supervisor's stead, and whoever could send a story would
leave it unencrypted in the history.
"""

from collections.abc import Mapping
from typing import Any

from engine import errors
from engine.domain import vocabulary
from engine.services.base import bundles

LONGEST_NAME, LONGEST_TEXT, LONGEST_LIST = 80, 200, 100
LARGEST_NUMBER = 10**15  # beyond it a browser's numbers are no longer exact


class ReservedVariableError(errors.LindungError):
    """One of the variables sent may only be set by the system. Leave it out."""

    code = "variable_reserved"


class VariableUnfitError(errors.LindungError):
    """Variables must be short values under plain names. What people tell belongs into a form.

    A story belongs into a form, where it is encrypted.
    """

    code = "variable_unfit"


def require_sendable(deployed: bundles.Deployed, variables: Mapping[str, Any]) -> None:
    """Refuse variables that are not the sender's to set, or no routing data. ``variables`` are JSON values.

    Raises ReservedVariableError or VariableUnfitError; neither repeats a value.
    """
    taken = (vocabulary.GIVEN | deployed.own_variables) & variables.keys()
    if taken:
        raise ReservedVariableError(variable=min(taken))
    for name, value in variables.items():
        if not _is_plain(name) or not _is_short(value):
            raise VariableUnfitError(variable=name if _is_plain(name) else None)


def _is_plain(name: str) -> bool:
    return name.isidentifier() and name.isascii() and len(name) <= LONGEST_NAME


def _is_short(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= LONGEST_LIST and not any(isinstance(one, list) or not _is_short(one) for one in value)
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and value.isprintable()
    return value is None or (isinstance(value, bool | int | float) and abs(value) <= LARGEST_NUMBER)

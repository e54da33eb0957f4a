"""The refusals of DMN: a file that cannot be read, a decision that does not exist, a decision that gave no answer.

An evaluation that merely fails gives null and a note in ``Result.problems``, as DMN asks; only callers that must
have an answer turn the note into one of these errors (``Result.settled``).
"""

from typing import ClassVar

from engine import errors


class DmnError(errors.LindungError):
    """The decision model cannot be used. Ask policy staff to check it."""

    code: ClassVar[str] = "dmn_error"


class ModelUnreadableError(DmnError):
    """The DMN file cannot be read. Save it again from the decision editor and upload it anew.

    The bytes are no DMN 1.1-1.5 model, or carry what no model needs (DOCTYPE, excessive size or depth). ``ids``:
    ``reason`` (stable word) and ``line`` where the parser knows it.
    """

    code = "dmn_model_unreadable"


class DecisionUnknownError(DmnError):
    """The model holds no such decision. Check its name.

    ``ids``: ``decision``, an id or a name of a decision or decision service.
    """

    code = "dmn_decision_unknown"


class ImportMissingError(DmnError):
    """The model imports another model that is not at hand. Add its file.

    ``ids``: ``namespace``.
    """

    code = "dmn_import_missing"


class RequirementCycleError(DmnError):
    """Decisions require each other in a circle, so none can be evaluated. Remove one of the arrows.

    DMN 1.5, section 6.2.1 forbids it. ``ids``: ``decision``.
    """

    code = "dmn_requirement_cycle"


class DecisionUnsettledError(DmnError):
    """The decision gives no single answer. Ask policy staff to check its rules.

    UNIQUE rules overlap, ANY rules disagree, or a cell cannot be read. ``ids``: ``decision``, ``problem`` (code of
    the first note), ``rules`` (ids of the rules concerned).
    """

    code = "dmn_decision_unsettled"

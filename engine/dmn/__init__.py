"""Decision models (DMN 1.1-1.5): read once, evaluate many times, say which rules matched, find holes before people do.

The public face of the package::

    model = dmn.read(xml)                                    # or dmn.read_all({"risiko.dmn": xml, ...})
    result = model.evaluate("risiko", feel.from_json(variables), context)
    result.value, result.matched, result.problems            # result.settled() raises where there is no sure answer
    dmn.problems(model)                                      # gaps, overlaps, unreadable cells, unknown names
"""

from collections.abc import Iterable, Mapping

from engine.dmn import model as _model
from engine.dmn import reader
from engine.dmn.checks import problems
from engine.dmn.elements import Decision, Table
from engine.dmn.errors import (
    DecisionUnknownError,
    DecisionUnsettledError,
    DmnError,
    ImportMissingError,
    ModelUnreadableError,
    RequirementCycleError,
)
from engine.dmn.model import Model
from engine.dmn.results import MatchedRule, Problem, Result

SEMANTICS = 1
"""What tables mean; rises when the same table and values give something else."""

__all__ = [
    "SEMANTICS",
    "Decision",
    "DecisionUnknownError",
    "DecisionUnsettledError",
    "DmnError",
    "ImportMissingError",
    "MatchedRule",
    "Model",
    "ModelUnreadableError",
    "Problem",
    "RequirementCycleError",
    "Result",
    "Table",
    "problems",
    "read",
    "read_all",
]


def read(xml: bytes, *, imports: Iterable[Model] = ()) -> Model:
    """Give the model of a DMN file; raises ModelUnreadableError, and ImportMissingError for an import not given.

    Texts that are no FEEL do not stop the reading: they are null when evaluated and named by ``problems``.
    """
    return _model.link(reader.definitions(xml), imports)


def read_all(files: Mapping[str, bytes]) -> dict[str, Model]:
    """Give the models of several files that import each other, by path; raises as ``read`` does.

    An import that closes a circle counts as missing: DMN gives it no meaning.
    """
    waiting = {path: reader.definitions(xml) for path, xml in files.items()}
    models: dict[str, Model] = {}
    while waiting:
        known = {model.definitions.namespace for model in models.values()}
        ready = [path for path, one in waiting.items() if all(each.namespace in known for each in one.imports)]
        for path in ready or list(waiting):
            models[path] = _model.link(waiting.pop(path), models.values())
    return {path: models[path] for path in files}

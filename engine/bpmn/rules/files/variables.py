"""Process variables: an expression names only what the case will hold, for a slip of the pen would be null in silence.

A condition that names nothing is never true, and the case takes the default way as if somebody had decided so.
"""

from collections.abc import Iterator

from engine import dmn, feel
from engine.bpmn.base import xml
from engine.bpmn.mended import scripting
from engine.bpmn.rules.base import elements, model
from engine.bpmn.rules.base.bundle import Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain import vocabulary
from engine.domain.forms import forms
from engine.domain.policy.refusals import Refusal

# FEEL makes null of it, and null is neither an error nor true.
UNKNOWN = Fault(
    "variable_unknown",
    "Ekspresi menyebut '{name}', yang tidak diisi oleh formulir atau keputusan mana pun.",
    "The expression names '{name}', which no form or decision sets.",
    "Periksa ejaannya; tandai isian formulirnya dengan routing, atau gambar objek data bernama '{name}'.",
    "Check its spelling; mark the form field with routing, or draw a data object named '{name}'.",
)
_TIMES = ("timeDate", "timeDuration", "timeCycle")
_EXPRESSIONS = ("conditionExpression", "condition", "loopCardinality", "loopCondition", "completionCondition", *_TIMES)
_DECLARING = ("dataObject", "dataObjectReference", "property", "inputDataItem", "outputDataItem")


def check(bundle: Bundle) -> Iterator[Refusal]:
    """Refuse expressions over variables that nothing sets; what comes by message or interface is a data object.

    Loose diagrams come without their forms, so nothing is said about them.
    """
    if bundle.procedure is None:
        return
    overlay = bundle.procedure.overlay
    taken_over = set(overlay.needs) if overlay is not None else set()
    known = vocabulary.GIVEN | taken_over | _from_forms(bundle) | _from_decisions(bundle) | _declared(bundle)
    for diagram in bundle.diagrams:
        for element in diagram.model(*_EXPRESSIONS):
            for name in sorted(_names(element) - known):
                yield UNKNOWN.at(diagram.file, elements.visible(element), name=name)


def _from_forms(bundle: Bundle) -> set[str]:
    """Give the fields that enter process variables; a faulty form is told elsewhere."""
    sound = (data for file, data in bundle.files.items() if file.endswith(".form") and not forms.problems(data))
    return {name for data in sound for name in forms.parse(data).routing_names}


def _from_decisions(bundle: Bundle) -> set[str]:
    """Give what decisions may set: their own id, and the columns of a table, which become variables each."""
    decisions = [decision for each in bundle.models.values() for decision in each.decisions.values()]
    tables = (decision.box for decision in decisions if isinstance(decision.box, dmn.Table))
    columns = {output.name for table in tables for output in table.outputs if output.name}
    return columns | {decision.id for decision in decisions}


def _declared(bundle: Bundle) -> set[str]:
    """Give what the diagrams declare as data, by name and by id."""
    elements_of = (element for diagram in bundle.diagrams for element in diagram.model(*_DECLARING))
    return {name for element in elements_of for name in (element.get("id"), element.get("name")) if name}


def _names(element: xml.Element) -> set[str]:
    """Give the variables that an expression names; a literal time and a faulty text name none."""
    text = model.text_of(element)
    if xml.local_name(element) in _TIMES and not text.startswith("="):
        return set()
    try:
        return set(feel.compile(text.removeprefix("=").strip()).names) - set(scripting.FUNCTION_NAMES)
    except feel.FeelError:
        return set()

"""Activities that repeat: how often is a whole number within the bound, where the diagram or a form can tell.

What only the case knows is refused at run time, at the activity itself (``engine.bpmn.repeating``).
"""

from collections.abc import Iterable, Iterator

from engine import feel
from engine.bpmn.base import xml
from engine.bpmn.mended import repeating
from engine.bpmn.rules.base import elements, feel_texts, model
from engine.bpmn.rules.base.bundle import Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.forms import forms
from engine.domain.policy.refusals import Refusal

# BPMN 2.0.2 section 13.3: a number or a collection is needed.
NO_REPETITION = Fault(
    "multi_instance_without_count",
    "Tugas berulang ini tidak menyebut berapa kali atau untuk apa saja diulang.",
    "This repeated activity does not say how often, or over what, it repeats.",
    "Isi jumlah ulangannya pada langkah itu, atau daftar yang diulang.",
    "Fill in at that step how often it repeats, or the list over which it does.",
)
# BPMN 2.0.2 section 10.3.8: the expression "MUST evaluate to an integer".
BAD_COUNT = Fault(
    "multi_instance_count_unusable",
    "Jumlah ulangan '{text}' tidak dapat dipakai: harus bilangan bulat dari 0 sampai {most}.",
    "The number of repetitions '{text}' cannot be used: it must be a whole number from 0 to {most}.",
    "Isi jumlah ulangannya pada langkah itu dengan bilangan bulat, paling banyak {most}.",
    "Fill in at that step how often it repeats, a whole number of at most {most}.",
)
# Otherwise a slip of the finger stops the case at that step.
COUNT_UNBOUNDED = Fault(
    "multi_instance_count_unbounded",
    "Jumlah ulangan diambil dari isian '{field}' (formulir '{form}'), yang tidak wajib diisi atau tidak dibatasi pada "
    "bilangan bulat dari 0 sampai {most}.",
    "The number of repetitions comes from the field '{field}' (form '{form}'), which is not required or not limited to "
    "whole numbers from 0 to {most}.",
    "Jadikan isian itu wajib, dengan bilangan paling kecil 0, paling besar {most}, dan tanpa angka di belakang koma.",
    "Make that field required, with a minimum of 0, a maximum of at most {most}, and no decimal digits.",
)
# BPMN 2.0.2 section 13.3: without either the loop runs once or for ever, as an engine likes.
NO_LOOP_END = Fault(
    "loop_without_end",
    "Putaran ini tidak mempunyai syarat atau batas ulangan.",
    "This loop has neither a condition nor a maximum.",
    "Isi syarat ulang (loopCondition) atau batas ulang (loopMaximum).",
    "Fill in the loop condition or the loop maximum.",
)
# BPMN 2.0.2 section 10.3.8 caps the rounds with it; the engine would take 0 for one round or for none.
BAD_MAXIMUM = Fault(
    "loop_maximum_unusable",
    "Batas ulangan '{text}' tidak dapat dipakai: paling sedikit 1.",
    "The loop maximum '{text}' cannot be used: it must be at least 1.",
    "Isi batas ulang (loopMaximum) dengan bilangan bulat mulai dari 1, atau hapus dan pakai syarat ulang.",
    "Set the loop maximum to a whole number from 1 on, or delete it and use a loop condition.",
)
_EXPRESSIONS = ("loopCardinality", "loopCondition", "completionCondition")


def check(diagram: model.Diagram, *, most: int) -> Iterator[Refusal]:
    """Refuse repetitions without an end, and numbers that are no number of times."""
    for element in diagram.model("multiInstanceLoopCharacteristics"):
        if element.find(xml.bpmn("loopCardinality")) is None and element.find(xml.bpmn("loopDataInputRef")) is None:
            yield NO_REPETITION.at(diagram.file, element.getparent())
    for element in diagram.model("standardLoopCharacteristics"):
        yield from _loop(diagram.file, element)
    for element in diagram.model(*_EXPRESSIONS):
        yield from feel_texts.check(diagram.file, _activity(element), element)
    for element in diagram.model("loopCardinality"):
        yield from _literal(diagram.file, element, most)


def across(bundle: Bundle, *, most: int) -> Iterator[Refusal]:
    """Refuse counts that an officer types into a field without the bounds of a count."""
    fields = list(_routed(bundle))
    for diagram in bundle.diagrams:
        for element in diagram.model("loopCardinality"):
            name = model.text_of(element).removeprefix("=").strip()
            for form, field in fields:
                if field.key == name and not _is_count(field, most):
                    yield COUNT_UNBOUNDED.at(
                        diagram.file, _activity(element), field=field.label or name, form=form, most=most
                    )


def _loop(file: str, loop: xml.Element) -> Iterator[Refusal]:
    maximum = loop.get("loopMaximum")
    if loop.find(xml.bpmn("loopCondition")) is None and maximum is None:
        yield NO_LOOP_END.at(file, loop.getparent())
    # That it is a whole number at all, the schema says.
    elif maximum is not None and int(maximum) < 1:
        yield BAD_MAXIMUM.at(file, loop.getparent(), text=maximum)


def _literal(file: str, element: xml.Element, most: int) -> Iterator[Refusal]:
    """Refuse a count that needs no variable to be known, and is none."""
    text = model.text_of(element)
    try:
        expression = feel.compile(text.removeprefix("=").strip())
        value = None if expression.names else expression.evaluate({}, feel.Context())
    except feel.FeelError:
        return  # told as a faulty expression, or asks for more than a check may spend
    if not expression.names and repeating.fault_of_count(value, most=most):
        yield BAD_COUNT.at(file, _activity(element), text=text, most=most)


def _routed(bundle: Bundle) -> Iterator[tuple[str, forms.Field]]:
    """Give the single answers of sound forms that enter the process variables, each with its form's id."""
    for file in sorted(bundle.files):
        if file.endswith(".form") and not forms.problems(bundle.files[file]):
            form = forms.parse(bundle.files[file])
            yield from ((form.id, field) for field in _flat(form.fields) if field.routing)


def _flat(fields: Iterable[forms.Field]) -> Iterator[forms.Field]:
    for field in fields:
        if field.type == "group" and field.key is None:
            yield from _flat(field.fields)
        else:
            yield field


def _is_count(field: forms.Field, most: int) -> bool:
    """Tell whether every right answer of a field is a number of times. Other than numbers never are."""
    least, largest = field.min, field.max
    bounded = least is not None and least >= 0 and largest is not None and largest <= most
    return field.type == "number" and bounded and field.decimal_digits == 0 and field.required


def _activity(element: xml.Element) -> xml.Element:
    """Give the activity that repeats, which is what a person sees."""
    return next(model.ancestors(element, *model.ACTIVITIES), elements.nearest(element))

"""Expressions in a diagram: all are FEEL, each compiles, and a fault is told with its line and column."""

from collections.abc import Iterator

from engine import feel
from engine.bpmn.base import xml
from engine.bpmn.mended import scripting
from engine.bpmn.rules.base import elements, model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# An empty text would be null, and null is neither true nor a time.
EMPTY = Fault(
    "expression_empty",
    "Unsur ini seharusnya memuat ekspresi FEEL, tetapi kosong.",
    "This element should carry a FEEL expression, but it is empty.",
    'Isi ekspresinya pada unsur itu, misalnya: risiko = "tinggi"',
    'Fill in the expression at that element, for instance: risiko = "tinggi"',
)
# SpiffWorkflow would meet the fault only when a token gets there.
FAULTY = Fault(
    "expression_faulty",
    "Ekspresi FEEL salah tulis. {where_id}",
    "The FEEL expression is not well formed. {where_en}",
    "Perbaiki ekspresinya pada unsur itu; pakai = untuk membandingkan dan petik dua untuk teks.",
    "Correct it at that element; use = to compare and double quotes for text.",
)
# What Camunda's modeller writes by itself.
FOREIGN = Fault(
    "expression_of_other_engine",
    "Tulisan seperti ${{...}} atau #{{...}} milik mesin lain; di sini semua ekspresi ditulis dalam FEEL.",
    "Text such as ${{...}} or #{{...}} belongs to other engines; here every expression is FEEL.",
    "Hapus tanda ${{ }} dan tulis ekspresinya dalam FEEL.",
    "Remove the ${{ }} and write the expression in FEEL.",
)
# BPMN 2.0.2 says XPath where nothing is said; the editors write FEEL, and so do we.
LANGUAGE = Fault(
    "expression_language",
    "Bahasa ekspresi '{language}' tidak dijalankan; di sini semua ekspresi ditulis dalam FEEL.",
    "The expression language '{language}' is not run; here every expression is FEEL.",
    "Hapus bahasa ekspresi itu dan tulis ekspresinya dalam FEEL.",
    "Delete that expression language and write the expression in FEEL.",
)
# The same, said once for the whole file: the sign = is what tells FEEL from it.
UNMARKED = Fault(
    "expression_not_marked",
    "Berkas ini memakai bahasa '{language}', dan ekspresi di sini tidak diawali tanda = yang menandai FEEL.",
    "This file declares the language '{language}', and the expression here does not begin with =, the mark of FEEL.",
    'Tulis ekspresinya dalam FEEL dan awali dengan tanda =, misalnya: = risiko = "tinggi"',
    'Write the expression in FEEL and begin it with =, for instance: = risiko = "tinggi"',
)
_EXPRESSIONS = ("conditionExpression", "condition", "loopCardinality", "loopCondition", "completionCondition")
_TIMES = ("timeDate", "timeDuration", "timeCycle")
# Only their names matter here; the runner binds what they do.
_FUNCTIONS = dict.fromkeys(scripting.FUNCTION_NAMES, str)


def check(file: str, place: xml.Element | None, expression: xml.Element | None) -> Iterator[Refusal]:
    """Refuse an expression element that is missing, empty, of another language, or no FEEL; ``place`` is its owner."""
    language = "" if expression is None else expression.get("language", "")
    if not _is_feel(language):
        yield LANGUAGE.at(file, place, language=language)
        return
    yield from check_text(file, place, model.text_of(expression))


def check_text(file: str, place: xml.Element | None, text: str) -> Iterator[Refusal]:
    """Refuse a text that is no FEEL; a leading ``=``, as the editors write it, is allowed."""
    body = text.removeprefix("=").strip()
    if not body:
        yield EMPTY.at(file, place)
    elif body.startswith(("${", "#{")):
        yield FOREIGN.at(file, place)
    else:
        try:
            feel.compile(body, functions=_FUNCTIONS)
        except feel.FeelSyntaxError as fault:
            yield FAULTY.at(file, place, where_id=fault.explain_id(), where_en=fault.explain_en())
        except feel.FeelLimitError as fault:
            yield FAULTY.at(file, place, where_id=fault.sentence_id, where_en=fault.sentence_en)


def languages(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse expressions that a file's declaration puts into another language: those without a leading ``=``.

    Most editors declare XPath at the outermost element, where nobody sees it, also where no expression is XPath.
    """
    language = diagram.root.get("expressionLanguage", "")
    if _is_feel(language):
        return
    for expression in diagram.model(*_EXPRESSIONS, *_TIMES):
        text = model.text_of(expression)
        literal = xml.local_name(expression) in _TIMES
        if text and not text.startswith("=") and not literal and expression.get("language") is None:
            yield UNMARKED.at(diagram.file, elements.visible(expression), language=language)


def _is_feel(language: str) -> bool:
    return not language or "feel" in language.lower()

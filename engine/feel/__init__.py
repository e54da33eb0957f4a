"""FEEL, the expression language of DMN 1.5, for gateways, timers, decision tables and forms.

``compile`` once, ``evaluate`` many times. Values are plain Python: None, bool, str, Decimal, list, dict, date,
time, datetime, timedelta, and YearsMonths, Range, Function, FarDate, FarMoment of this package. ``from_json`` and
``to_json`` are the border to JSON.
"""

from engine.feel.certainty import always_answers
from engine.feel.checking import check
from engine.feel.errors import FeelError, FeelEvaluationError, FeelLimitError, FeelSyntaxError
from engine.feel.expression import Expression, UnaryTests, compile, compile_unary_tests, parse, parse_unary_tests  # noqa: A004 - the verb of the language
from engine.feel.frames import Context
from engine.feel.hosting import conforms, invoke
from engine.feel.limits import Limits
from engine.feel.printing import text_of
from engine.feel.texts import to_json, to_text
from engine.feel.values import Function, Range, YearsMonths, from_json, kind

SEMANTICS = 1
"""What expressions mean; rises when the same text and values give something else."""

__all__ = [
    "SEMANTICS",
    "Context",
    "Expression",
    "FeelError",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Function",
    "Limits",
    "Range",
    "UnaryTests",
    "YearsMonths",
    "always_answers",
    "check",
    "compile",
    "compile_unary_tests",
    "conforms",
    "from_json",
    "invoke",
    "kind",
    "parse",
    "parse_unary_tests",
    "text_of",
    "to_json",
    "to_text",
]

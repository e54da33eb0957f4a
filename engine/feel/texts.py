"""The text of a value, as the function string() gives it (DMN 1.5 table 72): readable FEEL, strings inside lists
quoted.
"""

from decimal import Decimal
from typing import Any

from engine.feel import values
from engine.feel.limits import DEFAULT, Budget
from engine.feel.syntax import lexer
from engine.feel.temporal import writing
from engine.feel.values import Function, Range


def number_text(value: Decimal) -> str:
    """Give a number without exponent and without zeros at the end."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def text(value: Any, budget: Budget) -> str:
    """Give the text; a string as it is."""
    return value if type(value) is str else _inner(value, budget)


def _inner(value: Any, budget: Budget) -> str:
    budget.spend(2)
    of = type(value)
    if of is str:
        found = lexer.escape(value)
    elif of is Decimal:
        found = number_text(value)
    elif value is None or of is bool:
        found = {None: "null", True: "true", False: "false"}[value]
    elif of is list:
        found = f"[{', '.join([_inner(item, budget) for item in value])}]"
    elif of is dict:
        found = "{" + ", ".join([f"{_key(key)}: {_inner(item, budget)}" for key, item in value.items()]) + "}"
    elif of is Range:
        found = _range(value, budget)
    else:
        found = "function" if of is Function else str(writing.write(value))
    budget.string_of(len(found))
    return found


def _key(key: str) -> str:
    return key if key.replace(" ", "").replace("_", "").isalnum() else lexer.escape(key)


def _range(value: Range, budget: Budget) -> str:
    if value.test:
        return f"({value.test} {_inner(value.start, budget)})"
    if value.start is None:
        return f"({'<=' if value.end_included else '<'} {_inner(value.end, budget)})"
    if value.end is None:
        return f"({'>=' if value.start_included else '>'} {_inner(value.start, budget)})"
    ends = f"{_inner(value.start, budget)}..{_inner(value.end, budget)}"
    return f"{'[' if value.start_included else '('}{ends}{']' if value.end_included else ')'}"


def to_text(value: Any) -> str:
    """Give what string() gives, within the limits of one evaluation; "null" for null."""
    return text(value, Budget(DEFAULT))


def to_json(value: Any) -> Any:
    """Give the JSON value: whole numbers int, others float; dates, times, durations ISO 8601; ranges as FEEL text.

    FeelEvaluationError for a function, FeelLimitError for a value of more than a million parts.
    """
    return values.to_json(value, write=to_text)

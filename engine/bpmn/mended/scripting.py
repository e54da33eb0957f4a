"""FEEL wherever a diagram holds an expression. No Python of a diagram is ever evaluated.

SpiffWorkflow asks two objects, the script engine and its environment; both are this one, and neither knows ``eval``.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn, Protocol

from SpiffWorkflow.operators import Operator

from engine import feel
from engine.bpmn.base.errors import ConditionNotBooleanError, FunctionMisusedError, ScriptRefusedError


class Times(Protocol):
    """Answers the functions that a diagram may call besides FEEL's own."""

    def due(self, milestone: str) -> datetime | None:
        """Give the due moment of a milestone's clock, None when it has none."""
        ...

    def warning(self, milestone: str, percent: int) -> datetime | None:
        """Give the moment at which this percentage of the promised time has passed, None without a clock."""
        ...

    def working(self, amount: Decimal, unit: str) -> datetime:
        """Give the moment after so much working time, in ``hari_kerja`` or ``jam``."""
        ...


# Whose times the present step asks. FEEL keeps what it learns of a function, so the functions themselves never change.
times: ContextVar[Times] = ContextVar("times")


def batas(milestone: Any = None, *more: Any, **unknown: Any) -> datetime | None:
    """Give the due moment of a milestone's clock; null while it has none."""
    if not isinstance(milestone, str) or more or unknown:
        raise FunctionMisusedError(function="batas")
    return times.get().due(milestone)


def peringatan(milestone: Any = None, percent: Any = None, *more: Any, **unknown: Any) -> datetime | None:
    """Give the moment at which this percentage (0 to 100) of a milestone's time has passed; null without a clock."""
    fits = isinstance(milestone, str) and isinstance(percent, Decimal) and 0 <= percent <= 100
    if not fits or more or unknown:
        raise FunctionMisusedError(function="peringatan")
    return times.get().warning(milestone, int(percent))


def hari_kerja(days: Any = None, *more: Any, **unknown: Any) -> datetime:
    """Give the end of the working day so many working days from now, today not counted."""
    if not isinstance(days, Decimal) or more or unknown:
        raise FunctionMisusedError(function="hari_kerja")
    return times.get().working(days, "hari_kerja")


def jam_kerja(hours: Any = None, *more: Any, **unknown: Any) -> datetime:
    """Give the moment after so many hours of the agency's working time."""
    if not isinstance(hours, Decimal) or more or unknown:
        raise FunctionMisusedError(function="jam_kerja")
    return times.get().working(hours, "jam")


FUNCTIONS = {"batas": batas, "peringatan": peringatan, "hari_kerja": hari_kerja, "jam_kerja": jam_kerja}
# What a diagram may call besides FEEL's own functions.
FUNCTION_NAMES = tuple(FUNCTIONS)


class Scripting:
    """Evaluates the expressions of one definition; each text is compiled once and shared by all its instances."""

    def __init__(self) -> None:
        """Begin with nothing compiled."""
        self._compiled: dict[str, feel.Expression] = {}

    @property
    def environment(self) -> "Scripting":
        """Give the object that message correlation would ask past the engine."""
        return self

    def value(self, task: Any, text: str) -> Any:
        """Give an expression's FEEL value in the task's variables and under the step's moment."""
        case = task.workflow.top_workflow
        # Whatever fails in it is the fault of the element that asks, not of the one that led here.
        case.running = task
        return self.evaluate_in(task.data, text, context=case.watcher.feel_context)

    def evaluate_in(self, variables: Mapping[str, Any], text: str, *, context: feel.Context) -> Any:
        """Give an expression's FEEL value in these JSON variables; only the ones that it names are converted."""
        expression = self.compiled(text)
        scope = {name: feel.from_json(variables[name]) for name in expression.names if name in variables}
        return expression.evaluate(scope, context)

    def compiled(self, text: str) -> feel.Expression:
        """Give the compiled form of a text, with or without the leading ``=``."""
        found = self._compiled.get(text)
        if found is None:
            found = feel.compile(text.strip().removeprefix("="), functions=FUNCTIONS)
            self._compiled[text] = found
        return found

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:  # noqa: ARG002 - the library's
        """Give an expression's value as JSON: what loops and multi-instance activities count with."""
        return feel.to_json(self.value(task, expression))

    def execute(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: no script of a diagram runs."""
        raise ScriptRefusedError

    call_service = execute


class Condition(Operator):
    """The condition of a sequence flow: true goes, false and null do not, anything else is a fault of the diagram."""

    def __init__(self, text: str) -> None:
        """Keep the FEEL text."""
        super().__init__(text)

    def _matches(self, task: Any) -> bool:
        value = task.workflow.script_engine.value(task, self.args[0])
        if value is not None and not isinstance(value, bool):
            raise ConditionNotBooleanError(element_id=task.task_spec.bpmn_id)
        return value is True

"""The place of a step: ``running`` hands it to every room that reacts to the step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn.running import runner
from engine.domain import vocabulary
from engine.domain.policy import procedures
from engine.domain.running import facts, inputs
from engine.services.base import bundles
from engine.store.cases import cases
from engine.store.tables.user_tasks import UserTask

HIGH = "tinggi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One step: the locked instance, its input, its procedure, the facts, the open tasks, the state after it.

    ``role`` is the one by which somebody acted; None for a timer or a message. ``risk_before`` is the case's risk
    before the step; ``stood_still`` tells that nothing moved the instance on before it. ``open_tasks`` and ``opened``
    are kept up to date while the step's rows are written.
    """

    found: cases.Found
    event: inputs.Input
    deployed: bundles.Deployed
    facts: tuple[facts.Fact, ...]
    open_tasks: dict[str, UserTask]
    state: runner.State
    risk_before: str | None = None
    role: str | None = None
    stood_still: bool = False
    opened: list[UserTask] = field(default_factory=list)  # by this step, written when their due times are known

    @property
    def risk(self) -> str | None:
        """Give the case's risk as the process knows it; None while nobody assessed it, or for what is no word.

        An overlay, and a process that does not know of it, leave the case's risk as it is.
        """
        knows, risk = own_risk(self.deployed.procedure, self.state.variables)
        return risk if knows else self.found.case.risk

    @property
    def risk_raised(self) -> bool:
        """Tell whether this step made the case's risk high."""
        return self.risk == HIGH != self.risk_before


def own_risk(procedure: procedures.Procedure, variables: Mapping[str, Any]) -> tuple[bool, str | None]:
    """Tell whether an instance says what its case's risk is, and what: None for none, or for what is no word."""
    if not procedure.by_report or vocabulary.RISK not in variables:
        return False, None
    risk = variables[vocabulary.RISK]
    return True, risk if isinstance(risk, str) and risk.isprintable() else None

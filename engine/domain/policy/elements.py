"""What a procedure says of one element of its diagram, in attributes of our own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementInfo:
    """One BPMN element. ``kind`` is its BPMN name such as ``userTask``; ``role`` is empty where no lane says one.

    ``clause`` names clauses of the source document, ``basis`` is C clause, T implied, L law, P proposal.
    ``sla_start`` are facts, ``sla_stop`` are milestones. ``audit`` says who sees in the history what a decision
    answered: ya, dengan_alasan or tidak; None means whoever sees the history.
    """

    id: str
    kind: str
    name: str
    role: str
    form: str | None
    clause: tuple[str, ...]
    basis: str | None
    sla_start: tuple[str, ...]
    sla_stop: tuple[str, ...]
    documents: tuple[str, ...]
    decision: str | None
    separate_from: str | None
    audit: str | None = None

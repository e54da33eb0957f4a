"""Which of two tasks is more urgent: first how the promised time stands, then the risk, then the due moment."""

from collections.abc import Mapping

SLA_ORDER = ("breached", "warning", "on_time", "none")

RISK_RANKS: Mapping[str, int] = {"tinggi": 0, "sedang": 2, "rendah": 3}
UNKNOWN_RANK = 1
"""An unknown risk is never taken for low: it comes right after the high ones."""

RANKS = (0, UNKNOWN_RANK, 2, 3)


def risk_rank(risk: str | None) -> int:
    """Give the place of a risk, the most urgent first."""
    return RISK_RANKS.get(risk or "", UNKNOWN_RANK)

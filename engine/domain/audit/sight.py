"""Which values of a history a reader may see. The name of a value always stays: that something was asked is no secret.

Process variables hold what gateways, tables and promises need, and much of it tells of a person: her age, her injuries,
who did it. A form says of each such answer who may see it in the history (``"properties": {"audit": "..."}``).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.domain import vocabulary
from engine.domain.forms import form_fields

MARKS = form_fields.AUDIT_MARKS
FREE, REASONED, NEVER = MARKS
"""What a field may say of its answer in the history, the strictest last; ``dengan_alasan`` where it says nothing."""

ALWAYS = vocabulary.GIVEN | {
    vocabulary.RISK,
    vocabulary.CONSENT,
    vocabulary.CONSENT_SCOPE,
    vocabulary.CONSENT_BY,
}
"""Names whose values whoever reads the history sees: what the engine gives, risk, and the state of the consent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How far a reader sees.

    ``marks`` maps names to what their forms and decisions say, ``decided`` are names that decisions set, ``questions``
    maps decisions to the names that they ask for. ``whole`` is who may read what people wrote, ``reasoned`` who gave a
    reason this time.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    decided: Collection[str] = ()
    questions: Mapping[str, Collection[str]] = field(default_factory=dict)
    whole: bool = False
    reasoned: bool = False

    def shows(self, name: str) -> bool:
        """Tell whether the value of a name is shown; a name that nobody explains is withheld."""
        if self.whole or name in ALWAYS:
            return True
        mark = self.marks.get(name, FREE if name in self.decided else REASONED)
        return mark == FREE or (mark == REASONED and self.reasoned)

    def outcome(self, decision: str, outputs: Any) -> Any:
        """Give what a decision answered, its columns one by one; None for what is withheld."""
        if isinstance(outputs, dict):
            return {name: value if self.shows(name) else None for name, value in outputs.items()}
        return outputs if self.shows(decision) else None

    def rules(self, decision: str, matched: Sequence[str]) -> list[str] | None:
        """Give the rules that matched; None where they would tell what was asked, or what is withheld of the answer.

        Whoever may open the table reads in a rule what it asks for.
        """
        names = (*self.questions.get(decision, ()), decision)
        return list(matched) if all(map(self.shows, names)) else None


def strictest(found: Collection[tuple[str, str]]) -> dict[str, str]:
    """Give one mark a name, the strictest of all that were found: one form cannot open what another one closes."""
    kept: dict[str, str] = {}
    for name, mark in found:
        kept[name] = max(kept.get(name, FREE), mark, key=MARKS.index)
    return kept


def veiled(data: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    """Give the data of an event as the reader sees it: withheld values are None, and ``withheld`` lists their names."""
    shown = dict(data)
    hidden: set[str] = set()
    for part in ("before", "after"):
        if part in data:
            shown[part] = _of(data[part], sight, hidden)
    given = data.get("input", {})
    if "variables" in given:
        shown["input"] = {**given, "variables": _of(given["variables"], sight, hidden)}
    effects = data.get("effects", {})
    if "decisions" in effects:
        made = [
            [at, table, sight.rules(table, rules), sight.outcome(table, said)]
            for at, table, rules, said in effects["decisions"]
        ]
        shown["effects"] = {**effects, "decisions": made}
    return shown | ({"withheld": sorted(hidden)} if hidden else {})


def _of(values: Mapping[str, Any], sight: Sight, hidden: set[str]) -> dict[str, Any]:
    hidden.update(name for name in values if not sight.shows(name))
    return {name: value if sight.shows(name) else None for name, value in values.items()}

"""A small SLA table and a risk table in DMN, for tests of the engine."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

COLUMNS = ("milestone", "amount", "unit", "calendar", "start_event", "clause", "status")
HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d{0}" name="{0}" namespace="urn:test:{0}">'
)


def table(
    decision: str, hit_policy: str, inputs: list[str], outputs: list[str], rules: Sequence[tuple[str, ...]]
) -> bytes:
    """Give a DMN file with one decision table; a rule is its input cells, then its output cells, in FEEL."""
    asked = "".join(
        f'<input id="i_{place}"><inputExpression id="x_{place}"><text>{name}</text></inputExpression></input>'
        for place, name in enumerate(inputs, start=1)
    )
    named = "".join(f'<output id="o_{name}" name={quoteattr(name)}/>' for name in outputs)
    rows = "".join(_rule(f"{decision}_{number}", rule, len(inputs)) for number, rule in enumerate(rules, start=1))
    return (
        f'{HEAD.format(decision)}<decision id="{decision}" name="{decision}"><variable name="{decision}"/>'
        f'<decisionTable id="t_{decision}" hitPolicy="{hit_policy}">{asked}{named}{rows}</decisionTable></decision>'
        "</definitions>"
    ).encode()


def _rule(rule_id: str, cells: tuple[str, ...], inputs: int) -> str:
    kinds = ["inputEntry"] * inputs + ["outputEntry"] * (len(cells) - inputs)
    made = (
        f'<{kind} id="{rule_id}_{place}"><text>{cell.replace("<", "&lt;")}</text></{kind}>'
        for place, (kind, cell) in enumerate(zip(kinds, cells, strict=True))
    )
    return f'<rule id="{rule_id}">{"".join(made)}</rule>'


def row(milestone: str, hours: int, fact: str) -> tuple[str, ...]:
    """Give the output cells of an SLA row in elapsed hours."""
    texts = (milestone, str(hours), "jam", "kalender", fact, "TTG-PM-1", "verbatim")
    return tuple(text if column == "amount" else f'"{text}"' for column, text in zip(COLUMNS, texts, strict=True))


RISK = table("risiko", "UNIQUE", ["ancaman"], ["risiko"], [("true", '"tinggi"'), ("false", '"sedang"')])
SLA = table(
    "sla",
    "COLLECT",
    ["risiko"],
    list(COLUMNS),
    [
        ('"tinggi"', *row("tanggapan", 2, "diterima")),
        ('not("tinggi")', *row("tanggapan", 24, "diterima")),
        ("-", *row("layanan", 72, "ditanggapi")),
    ],
)

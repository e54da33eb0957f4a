"""FEEL and DMN on this machine: cost of an evaluation beside a bare Python call, and a storm of broken expressions.

Processor time, not wall time: what another program does meanwhile is not the language's doing.
"""

import random
import statistics
import string
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine import dmn, feel

CONDITION = 'risiko = "tinggi" and umur < 18'
SCOPE = {"risiko": "tinggi", "umur": feel.from_json(15)}
ALPHABET = string.printable + "äß\u0000\ud800\U0001f40e"
SEEDS = (
    CONDITION,
    "for i in 1..3, j in [1, 2] return {a: i, b: j}.a",
    "some k in korban satisfies k.umur < 18 or k.disabilitas",
    'if batas > now() then string join(["a", "b"], ", ") else null',
    '@"2026-01-31T08:00:00+07:00" + duration("P1DT2H") - @"2026-01-01T00:00:00Z"',
    "sort(xs, function(x, y) x > y)[1..3][item >= 2]",
    'replace("abracadabra", "a(.)", "$1$1") in ("x", [1..5], < 3, not(true))',
    "{f: function(a: list<number>, b) a[-1] + b, r: f(b: 1, a: [1, 2])}.r instance of number",
    "2 ** 3 ** 4 - -5 / (umur + 1) between 1 and 10",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What became of broken expressions: values, refusals, and the slowest one in milliseconds of processor time."""

    values: int
    refusals: int
    slowest_ms: float
    slowest_text: str


def microseconds(action: Callable[[], object], *, rounds: int = 2_000, repeats: int = 9) -> float:
    """Give the processor time of one call, the median of several repeats."""

    def once() -> float:
        begun = time.process_time()
        for _ in range(rounds):
            action()
        return (time.process_time() - begun) / rounds * 1e6

    return statistics.median(once() for _ in range(repeats))


def evaluation() -> float:
    """Give the cost of the triage condition, compiled once."""
    compiled = feel.compile(CONDITION)
    return microseconds(lambda: compiled.evaluate(SCOPE))


def parsing() -> float:
    """Give the cost of parsing an expression of about forty characters."""
    return microseconds(lambda: feel.parse('if umur < 18 then "anak" else "dewasa"'), rounds=300)


def table() -> float:
    """Give the cost of a table of thirty rules of which the last one matches."""
    model = dmn.read(_thirty_rules())
    scope = {"risiko": "r30", "umur": feel.from_json(40), "saluran": "telepon"}
    if model.evaluate("triase", scope, None).value != "hasil 30":
        raise ValueError("the table must answer before its speed means anything")
    return microseconds(lambda: model.evaluate("triase", scope, None), rounds=300)


def bare_call() -> float:
    """Give the cost of calling a Python function that does the same comparison."""

    def condition(scope: dict[str, object]) -> bool:
        return scope["risiko"] == "tinggi" and scope["umur"] == 15

    scope: dict[str, object] = dict(SCOPE)
    return microseconds(lambda: condition(scope))


def storm(count: int, *, seed: int = 20261120) -> Storm:
    """Send random and mutated texts through parser and evaluator; any error but FEEL's own ends the run."""
    values = refusals = 0
    slowest, slowest_text = 0.0, ""
    for text in _texts(count, random.Random(seed)):  # noqa: S311 - reproducible, nothing secret
        begun = time.process_time()
        try:
            feel.compile(text).evaluate(SCOPE)
            values += 1
        except feel.FeelError:
            refusals += 1
        took = time.process_time() - begun
        if took > slowest:
            slowest, slowest_text = took, text
    return Storm(values=values, refusals=refusals, slowest_ms=slowest * 1000, slowest_text=slowest_text)


def _texts(count: int, chance: random.Random) -> Iterator[str]:
    for number in range(count):
        if number % 4 == 0:
            yield "".join(chance.choices(ALPHABET, k=chance.randint(0, 60)))
            continue
        text = list(chance.choice(SEEDS))
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(text) + 1)
            cut = chance.choice((0, 0, 1, 4))
            text[place : place + cut] = chance.choice((*ALPHABET, *SEEDS)) if chance.random() < 0.7 else ""
        yield "".join(text)[:2_000]


def _thirty_rules() -> bytes:
    rules = "".join(
        f'<rule id="aturan_{number}">'
        f'<inputEntry id="i{number}_1"><text>"r{number}"</text></inputEntry>'
        f'<inputEntry id="i{number}_2"><text>[{number}..{number + 30}]</text></inputEntry>'
        f'<inputEntry id="i{number}_3"><text>"datang", "telepon"</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>"hasil {number}"</text></outputEntry></rule>'
        for number in range(1, 31)
    )
    inputs = "".join(
        f'<input id="in_{name}"><inputExpression id="ie_{name}" typeRef="{kind}"><text>{name}</text>'
        "</inputExpression></input>"
        for name, kind in (("risiko", "string"), ("umur", "number"), ("saluran", "string"))
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:bench">'
        '<decision id="triase" name="triase"><decisionTable id="t" hitPolicy="FIRST">'
        f'{inputs}<output id="keluar" typeRef="string"/>{rules}</decisionTable></decision></definitions>'
    ).encode()

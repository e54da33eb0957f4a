"""Writes small DMN files for the tests of `engine.dmn`, as dmn-js writes them."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
POLICIES = {"U": "UNIQUE", "A": "ANY", "P": "PRIORITY", "F": "FIRST", "R": "RULE ORDER", "O": "OUTPUT ORDER"}
AGGREGATIONS = {"+": "SUM", "<": "MIN", ">": "MAX", "#": "COUNT"}


def model(*parts: str, name: str = "uji", namespace: str = NAMESPACE, own: str = "urn:uji") -> bytes:
    """Give a whole file around its elements."""
    head = f'<definitions xmlns="{namespace}" id="d" name="{name}" namespace="{own}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{"".join(parts)}</definitions>'.encode()


def decision(
    key: str, logic: str, *, requires: Sequence[str] = (), knows: Sequence[str] = (), type_ref: str = ""
) -> str:
    """Give a decision; `requires` are ids of decisions, or of inputs where they begin with "in:"."""
    needs = "".join(_requirement(each) for each in requires)
    needs += "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(each)}"/></knowledgeRequirement>' for each in knows
    )
    variable = f"<variable name={quoteattr(key)}{typed(type_ref)}/>"
    return f"<decision id={quoteattr(key)} name={quoteattr(key)}>{variable}{needs}{logic}</decision>"


def _requirement(target: str) -> str:
    tag, key = ("requiredInput", target[3:]) if target.startswith("in:") else ("requiredDecision", target)
    return f'<informationRequirement><{tag} href="{_href(key)}"/></informationRequirement>'


def _href(key: str) -> str:
    return key if "#" in key else f"#{key}"


def input_data(key: str, type_ref: str = "") -> str:
    """Give an input."""
    name = f"name={quoteattr(key)}"
    return f"<inputData id={quoteattr(key)} {name}><variable {name}{typed(type_ref)}/></inputData>"


def literal(text: str, type_ref: str = "") -> str:
    """Give a literal expression."""
    return f"<literalExpression{typed(type_ref)}><text>{escape(text)}</text></literalExpression>"


def typed(type_ref: str) -> str:
    """Give a type reference attribute, or nothing."""
    return f" typeRef={quoteattr(type_ref)}" if type_ref else ""


def item(name: str, type_ref: str = "", *, allowed: str = "", collection: bool = False, inside: str = "") -> str:
    """Give an item definition; `inside` are components already written."""
    base = f"<typeRef>{type_ref}</typeRef>" if type_ref else ""
    values = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    many = ' isCollection="true"' if collection else ""
    return f"<itemDefinition name={quoteattr(name)}{many}>{base}{values}{inside}</itemDefinition>"


def constrained(name: str, type_ref: str, constraint: str) -> str:
    """Give an item definition with a constraint on the whole (DMN 1.5)."""
    tests = f"<typeConstraint><text>{escape(constraint)}</text></typeConstraint>"
    return f"<itemDefinition name={quoteattr(name)}><typeRef>{type_ref}</typeRef>{tests}</itemDefinition>"


def service(key: str, outputs: Sequence[str], *, decisions: Sequence[str] = (), data: Sequence[str] = ()) -> str:
    """Give a decision service."""
    parts = "".join(f'<outputDecision href="{_href(each)}"/>' for each in outputs)
    parts += "".join(f'<inputDecision href="{_href(each)}"/>' for each in decisions)
    parts += "".join(f'<inputData href="{_href(each)}"/>' for each in data)
    return f"<decisionService id={quoteattr(key)} name={quoteattr(key)}>{parts}</decisionService>"


def imported(name: str, namespace: str) -> str:
    """Give an import of another model."""
    return f"<import name={quoteattr(name)} namespace={quoteattr(namespace)} importType={quoteattr(NAMESPACE)}/>"


def component(name: str, type_ref: str) -> str:
    """Give a component of an item definition."""
    return f"<itemComponent name={quoteattr(name)}><typeRef>{type_ref}</typeRef></itemComponent>"


def knowledge(
    key: str, parameters: Mapping[str, str], body: str, *, knows: Sequence[str] = (), kind: str = "FEEL"
) -> str:
    """Give a business knowledge model with typed parameters."""
    formal = "".join(f"<formalParameter name={quoteattr(name)}{typed(of)}/>" for name, of in parameters.items())
    needs = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(each)}"/></knowledgeRequirement>' for each in knows
    )
    logic = f'<encapsulatedLogic kind="{kind}">{formal}{body}</encapsulatedLogic>'
    return f"<businessKnowledgeModel id={quoteattr(key)} name={quoteattr(key)}>{logic}{needs}</businessKnowledgeModel>"


def table(
    hit: str,
    inputs: Sequence[str],
    rules: Sequence[str],
    *,
    outputs: Sequence[str] = ("",),
    values: Mapping[str, str] | None = None,
    types: Mapping[str, str] | None = None,
    defaults: Sequence[str] = (),
) -> str:
    """Give a decision table.

    A rule is written `"rendah" | < 18 => "biasa"`, cells of inputs parted by bars, then cells of outputs; its id is
    `r1`, `r2`... ``values`` and ``types`` are by input expression or output name (the single output is "").
    """
    values, types = values or {}, types or {}
    columns = "".join(_input(text, values.get(text, ""), types.get(text, "")) for text in inputs)
    for place, name in enumerate(outputs):
        default = defaults[place] if defaults else ""
        columns += _output(name, values.get(name, ""), types.get(name, ""), default)
    rows = "".join(_rule(text, number) for number, text in enumerate(rules, 1))
    return f'<decisionTable id="t" {_policy(hit)}>{columns}{rows}</decisionTable>'


def _policy(hit: str) -> str:
    aggregation = f' aggregation="{AGGREGATIONS[hit[1]]}"' if len(hit) > 1 else ""
    return f'hitPolicy="{POLICIES.get(hit[0], "COLLECT")}"{aggregation}'


def _input(text: str, values: str, type_ref: str) -> str:
    allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    return f"<input><inputExpression{typed(type_ref)}><text>{escape(text)}</text></inputExpression>{allowed}</input>"


def _output(name: str, values: str, type_ref: str, default: str) -> str:
    allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    otherwise = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f"<output name={quoteattr(name)}{typed(type_ref)}>{allowed}{otherwise}</output>"


def _rule(text: str, number: int) -> str:
    conditions, _, conclusions = text.partition("=>")
    cells = "".join(f"<inputEntry><text>{escape(cell.strip())}</text></inputEntry>" for cell in conditions.split("|"))
    ends = "".join(f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>" for cell in conclusions.split("|"))
    return f'<rule id="r{number}">{cells}{ends}</rule>'

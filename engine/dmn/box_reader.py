"""Reads boxed expressions (DMN 1.5 section 10.2 and the tables of section 8) from the tree into frozen values.

Only shapes are judged here: a rule with too few cells, a table without an output. Whether a text is FEEL is found
when it is compiled, so that a model with one bad cell can still be opened, shown and mended.

Every value needs an id, since notes and the history name rules by it. What a tool wrote without one is given a path
such as ``risiko.decisionTable.rule3``, which stays the same as long as the file does.
"""

from collections.abc import Callable, Mapping

from engine.dmn import elements, errors
from engine.dmn.source import Node

HIT_POLICIES: Mapping[str, str] = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C",
}  # fmt: skip
AGGREGATIONS: Mapping[str, str] = {"SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}


def normal(name: str | None) -> str:
    """Give a name as FEEL compares names: runs of white space are one blank (DMN 1.5 section 10.3.1.4)."""
    return " ".join((name or "").split())


class BoxReader:
    """Reads boxes of one document; it is given how that document writes type references and its default language."""

    def __init__(self, *, type_ref: Callable[[str | None], str | None], language: str | None) -> None:
        self._type_ref = type_ref
        self._language = language
        self._readers: Mapping[str, Callable[[Node, str], elements.Box]] = {
            "literalExpression": self._literal,
            "decisionTable": self._table,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "conditional": self._conditional,
            "filter": self._filter,
            "for": self._iterator,
            "some": self._iterator,
            "every": self._iterator,
            "functionDefinition": self.function,
        }

    def box(self, parent: Node, path: str) -> elements.Box | None:
        """Give the boxed expression directly below ``parent``, or None; ``path`` names what has no id of its own."""
        child = parent.first(*self._readers)
        return None if child is None else self._readers[child.tag](child, child.get("id") or f"{path}.{child.tag}")

    def variable(self, node: Node) -> elements.Variable:
        """Give the name and type of a variable, parameter or column."""
        return elements.Variable(name=normal(node.get("name")), type_ref=self.type_of(node))

    def type_of(self, node: Node) -> str | None:
        """Give the type reference of an element: an attribute since DMN 1.1, a child element in item definitions."""
        return self._type_ref(node.get("typeRef") or node.said("typeRef"))

    def function(self, node: Node, path: str) -> elements.FunctionBox:
        """Read a function definition; ``kind`` is an attribute since DMN 1.2 and may be shortened (F, J, P)."""
        kind = {"F": "FEEL", "J": "Java", "P": "PMML"}.get(node.get("kind") or "F", node.get("kind") or "FEEL")
        return elements.FunctionBox(
            id=path,
            kind=kind,
            parameters=tuple(self.variable(child) for child in node.all("formalParameter")),
            body=self.box(node, path),
            type_ref=self.type_of(node),
        )

    def _needed(self, parent: Node | None, path: str) -> elements.Box:
        """Give the box below a part; what nobody has filled in yet is an empty text, and null, as an empty cell is."""
        box = None if parent is None else self.box(parent, path)
        return elements.Literal(id=path, text="") if box is None else box

    def _literal(self, node: Node, path: str) -> elements.Literal:
        return self._text(node, path)

    def _text(self, node: Node | None, path: str) -> elements.Literal:
        """Give the FEEL text of an element that carries a ``text`` child; no element or no text gives an empty text."""
        if node is None:
            return elements.Literal(id=path, text="")
        text = node.said("text") or ""
        language = node.get("expressionLanguage") or self._language
        return elements.Literal(
            id=node.get("id") or path,
            text=text,
            type_ref=self.type_of(node),
            language=None if language is None or "feel" in language.lower() else language,
        )

    def _table(self, node: Node, path: str) -> elements.Table:
        """Read a decision table; dmn-js leaves the policy out where it is UNIQUE, and spells it in capitals."""
        policy = (node.get("hitPolicy") or "UNIQUE").upper()
        aggregation = node.get("aggregation")
        if policy not in HIT_POLICIES or (aggregation is not None and aggregation not in AGGREGATIONS):
            raise errors.ModelUnreadableError(reason="hit_policy", element=path)
        inputs = tuple(self._input(child, f"{path}.input{n}") for n, child in enumerate(node.all("input"), 1))
        outputs = self._outputs(node, path)
        rules = tuple(self._rule(child, n, f"{path}.rule{n}") for n, child in enumerate(node.all("rule"), 1))
        ragged = next((r for r in rules if (len(r.inputs), len(r.outputs)) != (len(inputs), len(outputs))), None)
        if ragged is not None:
            raise errors.ModelUnreadableError(reason="rule_width", element=ragged.id)
        hit = HIT_POLICIES[policy] + (AGGREGATIONS[aggregation] if policy == "COLLECT" and aggregation else "")
        return elements.Table(
            id=path, hit=hit, inputs=inputs, outputs=outputs, rules=rules, type_ref=self.type_of(node)
        )

    def _input(self, node: Node, path: str) -> elements.InputClause:
        """Read an input clause; a column that nobody has filled in yet has no expression, and is null."""
        expression = self._text(node.first("inputExpression"), path)
        values = node.first("inputValues")
        return elements.InputClause(
            id=node.get("id") or path,
            label=node.get("label") or expression.text,
            expression=expression,
            values=None if values is None else values.said("text"),
        )

    def _outputs(self, table: Node, path: str) -> tuple[elements.OutputClause, ...]:
        nodes = list(table.all("output"))
        if not nodes:
            raise errors.ModelUnreadableError(reason="output_missing", element=path)
        return tuple(self._output(child, n, f"{path}.output{n}") for n, child in enumerate(nodes, 1))

    def _output(self, node: Node, number: int, path: str) -> elements.OutputClause:
        """Read an output clause; without a name its label, then its number, tells it from the others."""
        values = node.first("outputValues")
        default = node.first("defaultOutputEntry")
        return elements.OutputClause(
            id=node.get("id") or path,
            name=node.get("name") or node.get("label") or f"output {number}",
            type_ref=self.type_of(node),
            values=None if values is None else values.said("text"),
            default=None if default is None else self._text(default, f"{path}.default"),
        )

    def _rule(self, node: Node, number: int, path: str) -> elements.Rule:
        """Read a rule: cells belong to columns by their place alone."""
        rule_id = node.get("id") or path
        return elements.Rule(
            id=rule_id,
            number=number,
            inputs=tuple(self._text(cell, f"{rule_id}.in{n}") for n, cell in enumerate(node.all("inputEntry"), 1)),
            outputs=tuple(self._text(cell, f"{rule_id}.out{n}") for n, cell in enumerate(node.all("outputEntry"), 1)),
            note=node.said("description"),
        )

    def _entry(self, node: Node, variable: Node | None, path: str) -> elements.Entry:
        named = None if variable is None else self.variable(variable)
        return elements.Entry(variable=named, box=self._needed(node, path))

    def _context(self, node: Node, path: str) -> elements.ContextBox:
        entries = enumerate(node.all("contextEntry"), 1)
        return elements.ContextBox(
            id=path,
            entries=tuple(self._entry(child, child.first("variable"), f"{path}.{n}") for n, child in entries),
            type_ref=self.type_of(node),
        )

    def _items(self, node: Node, path: str) -> tuple[elements.Box, ...]:
        """Read every boxed expression directly below a list or a row."""
        found = [child for child in node.children if child.tag in self._readers]
        return tuple(
            self._readers[child.tag](child, child.get("id") or f"{path}.{n}") for n, child in enumerate(found, 1)
        )

    def _list(self, node: Node, path: str) -> elements.ListBox:
        return elements.ListBox(id=path, items=self._items(node, path), type_ref=self.type_of(node))

    def _relation(self, node: Node, path: str) -> elements.RelationBox:
        return elements.RelationBox(
            id=path,
            columns=tuple(self.variable(column) for column in node.all("column")),
            rows=tuple(self._items(row, f"{path}.row{n}") for n, row in enumerate(node.all("row"), 1)),
            type_ref=self.type_of(node),
        )

    def _invocation(self, node: Node, path: str) -> elements.InvocationBox:
        """Read a call: the first box is what is called, each binding an argument."""
        bindings = enumerate(node.all("binding"), 1)
        return elements.InvocationBox(
            id=path,
            callee=self._needed(node, path),
            bindings=tuple(self._binding(child, f"{path}.{n}") for n, child in bindings),
            type_ref=self.type_of(node),
        )

    def _binding(self, node: Node, path: str) -> elements.Entry:
        """Read an argument; a parameter without an expression is passed null (10.2.1.3 lets it be empty)."""
        parameter = node.first("parameter")
        if parameter is None:
            raise errors.ModelUnreadableError(reason="parameter_missing", element=path)
        return elements.Entry(variable=self.variable(parameter), box=self._needed(node, path))

    def _conditional(self, node: Node, path: str) -> elements.ConditionalBox:
        return elements.ConditionalBox(
            id=path,
            test=self._needed(node.first("if"), f"{path}.if"),
            then=self._needed(node.first("then"), f"{path}.then"),
            otherwise=self._needed(node.first("else"), f"{path}.else"),
            type_ref=self.type_of(node),
        )

    def _filter(self, node: Node, path: str) -> elements.FilterBox:
        return elements.FilterBox(
            id=path,
            source=self._needed(node.first("in"), f"{path}.in"),
            match=self._needed(node.first("match"), f"{path}.match"),
            type_ref=self.type_of(node),
        )

    def _iterator(self, node: Node, path: str) -> elements.IteratorBox:
        """Read for, some and every, which differ only in the word for their body."""
        return elements.IteratorBox(
            id=path,
            kind=node.tag,
            variable=elements.Variable(name=normal(node.get("iteratorVariable")), type_ref=None),
            source=self._needed(node.first("in"), f"{path}.in"),
            body=self._needed(node.first("return", "satisfies"), f"{path}.body"),
            type_ref=self.type_of(node),
        )

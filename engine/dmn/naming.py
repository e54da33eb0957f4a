"""Collects the names of a model: FEEL resolves names with blanks and operators only among names that it is told.

"umur anak" is one name or two, and "pra-sidang" a name or a difference, depending on what is known where it stands (DMN
1.5 section 10.3.1.4). Names of the graph and of the place come first; names of members (entries, components, columns)
are told for the whole model, since what stands before a dot is known only when it is evaluated.
"""

from collections.abc import Iterator
from itertools import takewhile

from engine.dmn import elements


def graph_names(definitions: elements.Definitions) -> frozenset[str]:
    """Give the names of inputs, decisions, knowledge models and services."""
    graph = (definitions.inputs, definitions.decisions, definitions.knowledge, definitions.services)
    return frozenset(element.name for kind in graph for element in kind.values())


def member_names(definitions: elements.Definitions) -> frozenset[str]:
    """Give the names that may follow a dot or fill a filter: components of types, entries, columns, outputs."""
    boxes = [decision.box for decision in definitions.decisions.values()]
    boxes += [model.function for model in definitions.knowledge.values()]
    found = {name for box in boxes if box is not None for name in _entries(box)}
    found.update(name for item in definitions.items.values() for name in _components(item))
    return frozenset(found - {""})


def _components(item: elements.ItemDefinition) -> Iterator[str]:
    for part in item.components:
        yield part.name
        yield from _components(part)


def _entries(box: elements.Box) -> Iterator[str]:
    """Give the names that a box makes members of its value, and those of every box inside."""
    if isinstance(box, elements.ContextBox):
        yield from (entry.variable.name for entry in box.entries if entry.variable is not None)
    if isinstance(box, elements.RelationBox):
        yield from (column.name for column in box.columns)
    if isinstance(box, elements.Table) and len(box.outputs) > 1:
        yield from (clause.name or "" for clause in box.outputs)
    for inner in inside(box):
        yield from _entries(inner)


def inside(box: elements.Box) -> Iterator[elements.Box]:
    """Give the boxes directly inside another."""
    match box:
        case elements.ContextBox():
            yield from (entry.box for entry in box.entries)
        case elements.ListBox():
            yield from box.items
        case elements.RelationBox():
            yield from (cell for row in box.rows for cell in row)
        case elements.InvocationBox():
            yield from (box.callee, *(entry.box for entry in box.bindings))
        case elements.ConditionalBox():
            yield from (box.test, box.then, box.otherwise)
        case elements.FilterBox():
            yield from (box.source, box.match)
        case elements.IteratorBox():
            yield from (box.source, box.body)
        case elements.FunctionBox(body=body) if body is not None:
            yield body
        case _:
            return


def added(box: elements.Box, part: elements.Box) -> frozenset[str]:
    """Give the names that a box lets the part inside it use, beyond those that are in scope around it."""
    match box:
        case elements.ContextBox():
            return frozenset(_above(box, part))
        case elements.FilterBox() if part is box.match:
            return frozenset({"item"})
        case elements.IteratorBox() if part is box.body:
            return frozenset({box.variable.name, "partial"})
        case elements.FunctionBox():
            return frozenset(parameter.name for parameter in box.parameters)
        case _:
            return frozenset()


def _above(box: elements.ContextBox, part: elements.Box) -> Iterator[str]:
    """Give the names of the entries above one; only the last entry of a context may be without a name."""
    above = takewhile(lambda each: each.box is not part, box.entries)
    return (entry.variable.name for entry in above if entry.variable is not None)

"""What a decision model says, as frozen values: the requirement graph and the boxed expressions (DMN 1.5, 6-10).

Nothing here is compiled or checked; `engine.dmn.reader` makes these from XML and `engine.dmn.boxed` turns them into
closures. Names follow the specification; ``type_ref`` is the text of a type reference, None where none is given.

The checks and the screens read these values too: what a table says must be found in one place, whether it is evaluated,
searched for holes or shown. Whoever needs a decision's answer asks ``model.Model`` and not these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A name with a type: of an input, a decision, a parameter, a context entry."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A FEEL text. ``language`` is None for FEEL; another language gives null, as DMN asks of the unknown."""

    id: str
    text: str
    type_ref: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause:
    """A column of conditions; ``values`` are the unary tests of the allowed values, None where all are allowed."""

    id: str
    label: str  # the column's heading for people; the expression's text where it has none
    expression: Literal
    values: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause:
    """A column of conclusions; ``name`` is None in a table with one output; ``values`` also order PRIORITY."""

    id: str
    name: str | None
    type_ref: str | None
    values: str | None
    default: Literal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row: one unary-tests text an input clause, one FEEL text an output clause."""

    id: str
    number: int  # counts from 1, as editors show it
    inputs: tuple[Literal, ...]
    outputs: tuple[Literal, ...]
    note: str | None = None  # what the author wrote about the rule, never evaluated


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision table (DMN 1.5 section 8). ``hit`` is U, A, P, F, R, O, C, C+, C<, C> or C#."""

    id: str
    hit: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a boxed context or a binding; ``variable`` is None for the context's result line."""

    variable: Variable | None
    box: "Box"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextBox:
    """Entries that see those above them (10.2.1.4); the entry without a name is the result."""

    id: str
    entries: tuple[Entry, ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBox:
    """Items in order (10.2.1.5)."""

    id: str
    items: tuple["Box", ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationBox:
    """A list of contexts with equal names (10.2.1.6)."""

    id: str
    columns: tuple[Variable, ...]
    rows: tuple[tuple["Box", ...], ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvocationBox:
    """A call by named arguments (10.2.1.3)."""

    id: str
    callee: "Box"
    bindings: tuple[Entry, ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalBox:
    """If, then, else (10.2.1.8)."""

    id: str
    test: "Box"
    then: "Box"
    otherwise: "Box"
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBox:
    """The items of a list that match; ``item`` and the item's own entries are in scope (10.2.1.9)."""

    id: str
    source: "Box"
    match: "Box"
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IteratorBox:
    """For, some or every over a list (10.2.1.10); ``kind`` is one of these three words."""

    id: str
    kind: str
    variable: Variable
    source: "Box"
    body: "Box"
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionBox:
    """A function definition (10.2.1.7). ``kind`` is FEEL, or Java or PMML, which are never run here."""

    id: str
    kind: str
    parameters: tuple[Variable, ...]
    body: "Box | None"
    type_ref: str | None = None


Box = (
    Literal | Table | ContextBox | ListBox | RelationBox | InvocationBox | ConditionalBox | FilterBox | IteratorBox
    | FunctionBox
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """A value that comes from outside (6.3.8)."""

    id: str
    name: str
    type_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision (6.3.7); ``requires`` and ``knows`` are (namespace, id) pairs, ``box`` is None without logic."""

    id: str
    name: str
    type_ref: str | None
    requires: tuple["Reference", ...]
    knows: tuple["Reference", ...]
    box: Box | None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The texts of the input expressions where the logic is a table, else nothing."""
        return tuple(clause.expression.text for clause in self.box.inputs) if isinstance(self.box, Table) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeModel:
    """A business knowledge model (6.3.9): a named function."""

    id: str
    name: str
    type_ref: str | None
    knows: tuple["Reference", ...]
    function: FunctionBox | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService:
    """A part of the graph that is called as a function (6.3.10): input data first, then input decisions."""

    id: str
    name: str
    type_ref: str | None
    outputs: tuple["Reference", ...]
    encapsulated: tuple["Reference", ...]
    input_decisions: tuple["Reference", ...]
    input_data: tuple["Reference", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A pointer to an element of the graph; ``namespace`` is always filled, the own one for a local href."""

    namespace: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition:
    """A type of the model (7.3.2). Either ``components``, ``function`` or ``type_ref`` says what it is.

    ``allowed`` constrains the value, or each item of a collection; ``constraint`` (DMN 1.5) the whole collection.
    """

    name: str
    type_ref: str | None = None
    collection: bool = False
    allowed: str | None = None
    constraint: str | None = None
    components: tuple["ItemDefinition", ...] = ()
    function: "FunctionItem | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem:
    """The type of a function: what its parameters and its result are."""

    parameters: tuple[Variable, ...]
    result: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Another model, known here by ``name``; an empty name brings its elements in unprefixed."""

    name: str
    namespace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """A whole file."""

    name: str
    namespace: str
    version: str
    imports: tuple[Import, ...] = ()
    items: Mapping[str, ItemDefinition] = field(default_factory=dict)
    inputs: Mapping[str, InputData] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    knowledge: Mapping[str, KnowledgeModel] = field(default_factory=dict)
    services: Mapping[str, DecisionService] = field(default_factory=dict)

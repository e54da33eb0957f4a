"""A decision model ready to be evaluated: the requirement graph over compiled logic (DMN 1.5 sections 6 and 10.4).

Decisions see the variables that the caller gives, the values of what they require, and the functions that they know.
Logic is compiled when first used and kept, so a model is read once a deployment and evaluated for every case. A model
holds nothing of an evaluation (that is ``run.Run``), so threads may share it.

Stricter than many tools in one thing: a variable never stands in for a required decision of the same name, because the
variable of a running case may be the answer of last week. Laxer in another: variables that no input data declares may
be used too, as editors let people draw tables without drawing their inputs; ``checks`` reports what nobody provides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine import feel
from engine.dmn import boxed, elements, errors, functions, naming, types
from engine.dmn.results import Result
from engine.dmn.run import MAX_STEPS, Logic, Run, Scope
from engine.feel.limits import Budget
from engine.feel.syntax import nodes

# Brings one requirement into a scope that is being built.
Bring = Callable[[Scope, Run], None]


class Model:
    """One DMN file with the models that it imports."""

    def __init__(self, definitions: elements.Definitions, imported: Mapping[str, "Model"]) -> None:
        """Take the read file and its imports by their local name."""
        self.definitions = definitions
        self.imported = imported
        self.types: types.Types = types.Types(
            definitions.items, {name: model.types for name, model in imported.items()}
        )
        self.names = naming.graph_names(definitions) | frozenset(imported)
        self.members: frozenset[str] = naming.member_names(definitions).union(
            *(model.members | model.names for model in imported.values())
        )
        self._logic: dict[str, Logic] = {}
        self._bodies: dict[str, functions.Definition] = {}

    @property
    def name(self) -> str:
        """The name of the file's definitions, for people."""
        return self.definitions.name

    @property
    def decisions(self) -> Mapping[str, elements.Decision]:
        """The decisions by id, in document order."""
        return self.definitions.decisions

    def evaluate(self, decision: str, scope: Mapping[str, Any], context: "feel.Context | None" = None) -> Result:
        """Evaluate a decision, a decision service or a business knowledge model, found by id or else by name.

        ``scope`` holds FEEL values by name (``feel.from_json`` makes them of JSON values): input data, and any other
        variable that the decision's texts use. What fails gives null; ``Result.problems`` says why. Raises
        DecisionUnknownError, RequirementCycleError, and feel.FeelLimitError where a text exceeds a limit.
        """
        meter = Budget(feel.Limits(steps=MAX_STEPS))
        run = Run(context=replace(context or feel.Context(), meter=meter), meter=meter, given=scope)
        if (found := _find(self.definitions.decisions, decision)) is not None:
            value = self._decide(found, run)
        elif (service := _find(self.definitions.services, decision)) is not None:
            value = self._serve(service, run)
        elif (knowledge := _find(self.definitions.knowledge, decision)) is not None:
            value = self._apply(knowledge, run)
        else:
            raise errors.DecisionUnknownError(decision=decision)
        return Result(value=value, matched=tuple(run.matched), problems=tuple(run.problems))

    def compiler(self, owner: str) -> boxed.Compiler:
        """Give the compiler for the logic of one element, which knows every name of the model."""
        return boxed.Compiler(owner=owner, types=self.types, members=self.members, names=self.names)

    def locate(self, reference: elements.Reference) -> "tuple[str, Model] | None":
        """Give the local import name (empty for the model itself) and the model of a reference, or None."""
        if reference.namespace == self.definitions.namespace:
            return "", self
        for name, model in self.imported.items():
            if model.definitions.namespace == reference.namespace:
                return name, model
        return None

    def _decide(self, decision: elements.Decision, run: Run) -> Any:
        """Give a decision's value, evaluated at most once a run."""
        key = elements.Reference(namespace=self.definitions.namespace, id=decision.id)
        if key in run.values:
            return run.values[key]
        if key in run.open:
            raise errors.RequirementCycleError(decision=decision.id)
        run.open.add(key)
        if decision.id not in self._logic:
            self._logic[decision.id] = self._compiled(decision)
        run.values[key] = value = self._logic[decision.id](dict(run.given), run)
        run.open.discard(key)
        return value

    def _compiled(self, decision: elements.Decision) -> Logic:
        """Compile a decision: bring in its requirements, evaluate its box, convert to its type. No logic gives null."""
        compiler = self.compiler(decision.id)
        body: Logic = compiler.compile(decision.box) if decision.box is not None else lambda _scope, _run: None
        typed = compiler.typed(body, decision.type_ref)
        brings = [self._bring(reference, decision.id) for reference in (*decision.requires, *decision.knows)]
        return _after(brings, typed)

    def _bring(self, reference: elements.Reference, owner: str) -> Bring:
        """Make the step that brings one required element into the scope, under its import's name where it has one."""
        located = self.locate(reference)
        found = None if located is None else located[1].provider(reference.id, prefix=located[0])
        if located is None or found is None:
            return _missing(owner)
        prefix, (name, provide) = located[0], found

        def bring(scope: Scope, run: Run) -> None:
            value = provide(run)
            if not prefix:
                scope[name] = value
                return
            beside = scope.get(prefix)
            scope[prefix] = {**(beside if isinstance(beside, dict) else {}), name: value}

        return bring

    def provider(self, element_id: str, *, prefix: str = "") -> tuple[str, Callable[[Run], Any]] | None:
        """Give the name and the maker of a required element's value, or None where there is no such element."""
        definitions = self.definitions
        if (data := definitions.inputs.get(element_id)) is not None:
            return data.name, self._input(data, prefix)
        if (decision := definitions.decisions.get(element_id)) is not None:
            return decision.name, lambda run: self._decide(decision, run)
        if (model := definitions.knowledge.get(element_id)) is not None:
            return model.name, lambda run: self._function(model, run)
        if (service := definitions.services.get(element_id)) is not None:
            return service.name, lambda run: self._service_function(service, run)
        return None

    def _input(self, data: elements.InputData, prefix: str) -> Callable[[Run], Any]:
        """Make the reader of an input: `namespace#name`, then the import's context, then the bare name; else null."""
        convert = self.types.convert(data.type_ref)
        qualified = f"{self.definitions.namespace}#{data.name}"

        def read(run: Run) -> Any:
            given = run.given
            nested = given.get(prefix)
            if qualified in given:
                value = given[qualified]
            elif isinstance(nested, dict) and data.name in nested:
                value = nested[data.name]
            else:
                value = given.get(data.name)
            if convert is not None and (value := convert(value, run.context)) is types.NO_FIT:
                return run.note("input_not_conforming", data.id)
            return value

        return read

    def _function(self, model: elements.KnowledgeModel, run: Run) -> feel.Function:
        """Give the function of a business knowledge model; it sees its parameters, what it knows, and itself."""
        if model.id not in self._bodies:
            self._bodies[model.id] = self._body(model)
        scope: Scope = {}
        scope[model.name] = made = functions.made(self._bodies[model.id], scope, run)
        return made

    def _body(self, model: elements.KnowledgeModel) -> functions.Definition:
        compiler = self.compiler(model.id)
        definition = boxed.defined(compiler, model.function)
        if definition.logic is None:
            return definition
        brings = [self._bring(reference, model.id) for reference in model.knows]
        gives = self.types.result_of(model.type_ref)
        typed = compiler.typed(definition.logic, gives)
        return replace(definition, logic=_after(brings, typed), result=nodes.NamedType(gives) if gives else None)

    def _apply(self, model: elements.KnowledgeModel, run: Run) -> Any:
        """Call a business knowledge model for a caller: its arguments are the given variables of their names."""
        function = self._function(model, run)
        arguments = {name: run.given.get(name) for name in function.parameters}
        return functions.call(function, arguments, run, owner=model.id)

    def _service_function(self, service: elements.DecisionService, run: Run) -> feel.Function:
        """Give a decision service as a function: input data first, then input decisions, in document order (10.4)."""
        parameters = self._parameters(service)

        def invoke(values: list[Any]) -> Any:
            return self._served(service, dict(zip(parameters, values, strict=True)), run)

        converts = [convert for _, convert in parameters.values()]
        return functions.native(tuple(parameters), converts, invoke, run)

    def _parameters(
        self, service: elements.DecisionService
    ) -> dict[str, tuple[elements.Reference, types.Convert | None]]:
        """Give the parameters by name, each with what it stands for and how it is converted."""
        made = {}
        for reference in (*service.input_data, *service.input_decisions):
            located = self.locate(reference)
            if located is not None and (element := located[1].element(reference.id)) is not None:
                made[element.name] = reference, located[1].types.convert(element.type_ref)
        return made

    def element(self, element_id: str) -> "elements.InputData | elements.Decision | None":
        """Give an input or decision by id, or None."""
        return self.definitions.inputs.get(element_id) or self.definitions.decisions.get(element_id)

    def _serve(self, service: elements.DecisionService, run: Run) -> Any:
        """Evaluate a service for a caller: its parameters are the given variables; what does not conform is null."""
        values: dict[str, Any] = {}
        for name, (_, convert) in self._parameters(service).items():
            value = run.given.get(name)
            if convert is not None and (value := convert(value, run.context)) is types.NO_FIT:
                run.note("input_not_conforming", service.id)
                value = None
            values[name] = value
        return self._served(service, values, run)

    def _served(self, service: elements.DecisionService, values: Mapping[str, Any], run: Run) -> Any:
        """Evaluate the output decisions in a run of their own: one gives its value, several a context by name."""
        inner = run.inner(values)
        for name, (reference, _) in self._parameters(service).items():
            inner.values[reference] = values[name]
        results: dict[str, Any] = {}
        for reference in service.outputs:
            located = self.locate(reference)
            found = None if located is None else located[1].provider(reference.id)
            if found is None:
                return run.note("requirement_unknown", service.id)
            results[found[0]] = found[1](inner)
        value = next(iter(results.values()), None) if len(service.outputs) == 1 else results
        convert = self.types.convert(self.types.result_of(service.type_ref))
        if convert is not None and (value := convert(value, run.context)) is types.NO_FIT:
            return run.note("value_not_conforming", service.id)
        return value


def _missing(owner: str) -> Bring:
    """Make the step for a requirement that does not exist: a note."""

    def bring(_scope: Scope, run: Run) -> None:
        run.note("requirement_unknown", owner)

    return bring


def _after(brings: Iterable[Bring], logic: Logic) -> Logic:
    """Give logic that first brings what it requires into its scope."""
    steps = tuple(brings)
    if not steps:
        return logic

    def prepared(scope: Scope, run: Run) -> Any:
        for bring in steps:
            bring(scope, run)
        return logic(scope, run)

    return prepared


def _find(found: Mapping[str, Any], key: str) -> Any:
    """Give the element of that id, else the first of that name, else None."""
    return found.get(key) or next((element for element in found.values() if element.name == key), None)


def link(definitions: elements.Definitions, available: Iterable[Model]) -> Model:
    """Join a file with its imports; raises ImportMissingError where one is not available."""
    by_namespace = {model.definitions.namespace: model for model in available}
    imported = {}
    for one in definitions.imports:
        if one.namespace not in by_namespace:
            raise errors.ImportMissingError(namespace=one.namespace)
        imported[one.name] = by_namespace[one.namespace]
    return Model(definitions, imported)

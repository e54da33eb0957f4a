"""Reads a whole DMN file into ``elements.Definitions``: imports, item definitions and the requirement graph.

The five versions differ little in what is read here. Version 1.1 writes types as qualified names and knows imports by
XML prefix; functions have had a ``kind`` since 1.2; conditionals, filters and iterators came with 1.4, constraints on
collections with 1.5. Each is read wherever it stands: a file is not refused for being ahead of its own version.
"""

from collections.abc import Iterator

from engine.dmn import box_reader, elements, errors, source
from engine.dmn.source import Node

Reference = elements.Reference


def definitions(xml: bytes) -> elements.Definitions:
    """Give what the file says; raises ModelUnreadableError. References are not followed yet, texts not compiled."""
    return _Reader(source.parse(xml)).definitions()


class _Reader:
    """Holds what every element of one file needs: its namespace, its imports, its prefixes."""

    def __init__(self, document: source.Document) -> None:
        self._document = document
        self._root = document.root
        self._namespace = self._root.get("namespace") or ""
        self._imports = tuple(self._import(node) for node in self._root.all("import") if _is_dmn(node))
        self._boxes = box_reader.BoxReader(type_ref=self._type_ref, language=self._root.get("expressionLanguage"))

    def definitions(self) -> elements.Definitions:
        root = self._root
        decisions = [self._decision(node) for node in root.all("decision")]
        return elements.Definitions(
            name=root.get("name") or "",
            namespace=self._namespace,
            version=self._document.version,
            imports=self._imports,
            items={item.name: item for item in map(self._item, root.all("itemDefinition"))},
            inputs={data.id: data for data in map(self._input, root.all("inputData"))},
            decisions={decision.id: decision for decision in decisions},
            knowledge={model.id: model for model in map(self._knowledge, root.all("businessKnowledgeModel"))},
            services={service.id: service for service in map(self._service, root.all("decisionService"))},
        )

    def _import(self, node: Node) -> elements.Import:
        """Read an import. DMN 1.1 gives it no name: there the XML prefix of the namespace is the name."""
        namespace = node.get("namespace") or ""
        name = node.get("name")
        if name is None and self._document.version == "1.1":
            name = next((prefix for prefix, uri in self._document.prefixes.items() if uri == namespace), None)
        return elements.Import(name=name or "", namespace=namespace)

    def _type_ref(self, text: str | None) -> str | None:
        """Give a type name as DMN 1.2 and later write it: built-in bare, imported with the import's name and a dot.

        DMN 1.1 writes qualified names (``feel:string``, ``inc1:tPerson``); the prefix is resolved through the file's
        own declarations.
        """
        if text is None or ":" not in text:
            return text
        prefix, _, local = text.partition(":")
        uri = self._document.prefixes.get(prefix)
        imported = next((one.name for one in self._imports if one.namespace == uri), "")
        return f"{imported}.{local}" if imported else local.strip()

    def _item(self, node: Node) -> elements.ItemDefinition:
        function = node.first("functionItem")
        return elements.ItemDefinition(
            name=box_reader.normal(node.get("name")),
            type_ref=self._boxes.type_of(node),
            collection=node.get("isCollection") == "true",
            allowed=_tests(node.first("allowedValues")),
            constraint=_tests(node.first("typeConstraint")),
            components=tuple(self._item(child) for child in node.all("itemComponent")),
            function=None if function is None else self._function_item(function),
        )

    def _function_item(self, node: Node) -> elements.FunctionItem:
        """Read the signature of a function type (since DMN 1.3)."""
        return elements.FunctionItem(
            parameters=tuple(self._boxes.variable(child) for child in node.all("parameters")),
            result=self._type_ref(node.get("outputTypeRef")),
        )

    def _input(self, node: Node) -> elements.InputData:
        key, name = _identity(node)
        return elements.InputData(id=key, name=name, type_ref=self._variable_type(node))

    def _decision(self, node: Node) -> elements.Decision:
        """Read a decision; authority requirements point to documents for people and are left out."""
        key, name = _identity(node)
        requirements = list(node.all("informationRequirement"))
        return elements.Decision(
            id=key,
            name=name,
            type_ref=self._variable_type(node),
            requires=tuple(self._references(requirements, "requiredInput", "requiredDecision")),
            knows=tuple(self._references(node.all("knowledgeRequirement"), "requiredKnowledge")),
            box=self._boxes.box(node, key),
        )

    def _knowledge(self, node: Node) -> elements.KnowledgeModel:
        """Read a business knowledge model; its logic is a function definition under another name."""
        key, name = _identity(node)
        logic = node.first("encapsulatedLogic")
        return elements.KnowledgeModel(
            id=key,
            name=name,
            type_ref=self._variable_type(node),
            knows=tuple(self._references(node.all("knowledgeRequirement"), "requiredKnowledge")),
            function=None if logic is None else self._boxes.function(logic, logic.get("id") or f"{key}.logic"),
        )

    def _service(self, node: Node) -> elements.DecisionService:
        key, name = _identity(node)
        return elements.DecisionService(
            id=key,
            name=name,
            type_ref=self._variable_type(node),
            outputs=tuple(self._references([node], "outputDecision")),
            encapsulated=tuple(self._references([node], "encapsulatedDecision")),
            input_decisions=tuple(self._references([node], "inputDecision")),
            input_data=tuple(self._references([node], "inputData")),
        )

    def _variable_type(self, node: Node) -> str | None:
        """Give the type of an element's variable; its name must be the element's (7.3.3), so it is not read."""
        variable = node.first("variable")
        return None if variable is None else self._boxes.type_of(variable)

    def _references(self, holders: "Iterator[Node] | list[Node]", *tags: str) -> Iterator[Reference]:
        for holder in holders:
            for child in holder.children:
                if child.tag in tags:
                    yield self._reference(child)

    def _reference(self, node: Node) -> Reference:
        """Split an href; ``#id`` is local, as is the own namespace in front of it."""
        namespace, _, key = (node.get("href") or "").rpartition("#")
        if not key:
            raise errors.ModelUnreadableError(reason="href", element=node.tag)
        return Reference(namespace=namespace or self._namespace, id=key)


def _is_dmn(node: Node) -> bool:
    """Tell imports of models from imports of other documents (PMML, XSD), which are left alone."""
    kind = node.get("importType")
    return kind is None or kind in source.VERSIONS


def _identity(node: Node) -> tuple[str, str]:
    """Give id and name; each stands in for the other where only one is written."""
    name = box_reader.normal(node.get("name"))
    key = node.get("id") or name
    if not key:
        raise errors.ModelUnreadableError(reason="id", element=node.tag)
    return key, name or key


def _tests(node: Node | None) -> str | None:
    """Give a text of unary tests, or None where there is none: then everything is allowed."""
    return None if node is None else node.said("text")

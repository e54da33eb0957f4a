"""The grammar of types: ``number``, ``list<T>``, ``context<a: T>``, ``function<A> -> R`` (DMN 1.5 rules 54, 65)."""

from engine.feel.syntax.cursor import Cursor
from engine.feel.syntax.nodes import ContextType, FunctionType, GenericType, NamedType, Node

_SPACED = (
    "date and time",
    "days and time duration",
    "day and time duration",
    "years and months duration",
    "year and month duration",
)


class TypeGrammar(Cursor):
    """Reads types."""

    def type(self) -> Node:
        """Read the type that begins here."""
        self.enter()
        at, word = self.token.at, self.token.text
        if self.token.kind != "word":
            self.refuse("type")
        is_generic = self.tokens[self.here + 1].text == "<"
        if is_generic and word in {"list", "range"}:
            found: Node = self._generic(at, word)
        elif is_generic and word == "context":
            found = self._context(at)
        elif is_generic and word == "function":
            found = self._function(at)
        else:
            found = NamedType(self._type_name(), at=at)
        self.depth -= 1
        return found

    def _type_name(self) -> str:
        for name in _SPACED:
            words = name.split()
            if [each.text for each in self.tokens[self.here : self.here + len(words)]] == words:
                return self._take_name(len(words))
        name = self.member()
        while self.at_symbol("."):  # an imported model's type
            self.advance()
            name = f"{name}.{self.member()}"
        return name

    def _generic(self, at: int, word: str) -> Node:
        self.advance()
        self.expect("<")
        item = self.type()
        self.expect(">")
        return GenericType(word, item, at=at)

    def _context(self, at: int) -> Node:
        self.advance()
        self.expect("<")
        entries: list[tuple[str, Node]] = []
        while not self.at_symbol(">"):
            name = self.raw_key()
            self.expect(":")
            entries.append((name, self.type()))
            if not self.take(","):
                break
        self.expect(">")
        return ContextType(tuple(entries), at=at)

    def _function(self, at: int) -> Node:
        self.advance()
        self.expect("<")
        parameters: list[Node] = []
        while not self.at_symbol(">"):
            parameters.append(self.type())
            if not self.take(","):
                break
        self.expect(">")
        self.expect("->")
        return FunctionType(tuple(parameters), self.type(), at=at)

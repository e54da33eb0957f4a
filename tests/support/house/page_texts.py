"""Every text of the pages, as the sources hold it: in templates and in the views' Python."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment

from engine.domain.letters import indonesian
from tests.support.house import sources

TEMPLATES = sources.ROOT / "api" / "web" / "templates"
SAYING = frozenset({"say", "mark", "count"})
SEEN_ATTRIBUTES = frozenset({"aria-label", "title", "placeholder", "alt", "data-label", "aria-description"})
NAMES = frozenset({"Lindung", "Lindung · Lindung"})
"""What is the same in every language."""

_ATTRIBUTES = re.compile(r'(\s*[\w-]+="[^"]*")+')  # of a macro that gives attributes alone


def of_templates() -> set[str]:
    """Give the Indonesian texts that the templates mark for translation."""
    env = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    env.policies["ext.i18n.trimmed"] = True
    found: set[str] = set()
    for path in sorted(TEMPLATES.rglob("*.html")):
        for _line, _function, message in env.extract_translations(path.read_text()):  # type: ignore[attr-defined]  # by the extension
            texts = message if isinstance(message, tuple) else (message,)
            found |= {text for text in texts if text}
    return found


def of_python() -> set[str]:
    """Give the Indonesian texts that the views' Python says or marks, and the names of days and months."""
    return {*indonesian.DAYS, *indonesian.MONTHS} | {
        argument.value
        for source in sources.python("api")
        if source.name.startswith(("api/web/", "api/rooms/"))
        for call in source.nodes(ast.Call)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYING
        if call.args and isinstance(argument := call.args[0], ast.Constant) and isinstance(argument.value, str)
    }


def bare(template: str) -> list[str]:
    """Give the words of a template that a reader sees and that are in no catalogue."""
    text = re.sub(r"{%-?\s*trans.*?endtrans\s*-?%}|{#.*?#}|{{.*?}}|{%.*?%}", "", template, flags=re.DOTALL)
    reader = _Reader()
    reader.feed(text)
    return [word for word in reader.found if word not in NAMES]


class _Reader(HTMLParser):
    """Collects what a reader sees: text with letters, and attributes that are read out."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep the words of a text."""
        self._keep(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the words of the attributes that are read out."""
        for name, value in attrs:
            if name in SEEN_ATTRIBUTES:
                self._keep(value or "")

    def _keep(self, text: str) -> None:
        lines = (line.strip() for line in text.splitlines())
        self.found += [line for line in lines if re.search(r"[^\W\d_]", line) and not _ATTRIBUTES.fullmatch(line)]


def written() -> Iterator[tuple[str, str]]:
    """Give the name and text of each template."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield path.name, path.read_text()

"""The BPMN schema: what it forbids is said in our own words, with the line and the element.

The schema is the OMG's own (BPMN 2.0.2, formal/2013-12-10), as SpiffWorkflow carries it; it does not follow references.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import islice
from typing import Any, cast

from lxml import etree

from engine.bpmn.base import xml
from engine.bpmn.rules.base import elements, model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# Ten at most: one wrong element brings many of them.
SCHEMA = Fault(
    "schema_violated",
    "Baris {line} tidak sesuai dengan skema BPMN 2.0: {what_id}.",
    "Line {line} does not obey the BPMN 2.0 schema: {what_en}.",
    "Hapus unsur ini dan gambar ulang; bila tidak tampak, salin semua unsur ke diagram baru.",
    "Delete this element and draw it again; if it is not shown, copy all into a new diagram.",
)
_MOST = 10
# libxml2's sentences by the kind of fault, in words that a person knows.
_WORDS = {
    "SCHEMAV_CVC_COMPLEX_TYPE_4": (
        "'{kind}' tidak mempunyai '{attribute}', yang wajib ada",
        "'{kind}' lacks '{attribute}', which it must have",
    ),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": (
        "'{kind}' mempunyai '{attribute}', yang tidak dikenal",
        "'{kind}' has '{attribute}', which is not known",
    ),
    "SCHEMAV_ELEMENT_CONTENT": (
        "'{kind}' berada di tempat yang salah, atau isinya belum lengkap",
        "'{kind}' is in the wrong place, or its content is not complete",
    ),
}
_VALUE = ("nilai '{attribute}' pada '{kind}' tidak sah", "the value of '{attribute}' at '{kind}' is not valid")
_CONTENT = ("isi '{kind}' tidak sah", "the content of '{kind}' is not valid")
_KIND = re.compile(r"Element '([^']*)'")
_ATTRIBUTE = re.compile(r"attribute '([^']*)'")


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse what the schema does not allow, by line."""
    schema = _bpmn_schema()
    if schema.validate(diagram.root):
        return
    for entry in islice(cast("Iterable[Any]", schema.error_log), _MOST):
        kind, attribute = (_first(pattern, entry.message) for pattern in (_KIND, _ATTRIBUTE))
        words = _WORDS.get(entry.type_name, _VALUE if attribute else _CONTENT)
        what_id, what_en = (each.format(kind=kind, attribute=attribute) for each in words)
        yield SCHEMA.at(diagram.file, _at_line(diagram, entry.line), line=entry.line, what_id=what_id, what_en=what_en)


@functools.cache
def _bpmn_schema() -> etree.XMLSchema:
    """Give the compiled schema."""
    # Built once: 8 ms. Its includes lie beside it, so it is read as a file and not as bytes.
    with resources.as_file(resources.files("SpiffWorkflow.bpmn.parser") / "schema") as folder:
        return etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd")))


def _first(pattern: re.Pattern[str], message: str) -> str:
    """Give the first name that a message quotes, without its namespace; empty if it quotes none."""
    found = pattern.search(message)
    return "" if found is None else found.group(1).rpartition("}")[2]


def _at_line(diagram: model.Diagram, line: int) -> xml.Element:
    """Give the element that begins in a line, or the one around it that has an id."""
    here = (element for element in diagram.model() if cast("Any", element).sourceline == line)
    return elements.nearest(next(here, diagram.root))

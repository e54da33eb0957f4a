"""Where each step comes from: the clause of the procedure's text that it carries out, or what else it rests on."""

from collections.abc import Collection, Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# C a clause of the text, T implied by it, L another law, P a proposal of those who drew the diagram.
BASES = ("C", "T", "L", "P")

# The procedure's text is never silently mended, nor added to.
NO_BASIS = Fault(
    "basis_missing",
    "Unsur ini tidak menyebut klausul atau dasar lain.",
    "This element names neither a clause nor another basis.",
    "Pilih klausulnya pada unsur itu, atau dasar lain: T (tersirat), L (hukum lain), atau P (usulan).",
    "Choose its clause at that element, or another basis: T (implied), L (other law) or P (proposal).",
)
# The letters are explained in workflows/README.md.
UNKNOWN_BASIS = Fault(
    "basis_unknown",
    "Dasar '{basis}' tidak dikenal.",
    "The basis '{basis}' is not known.",
    "Pakai C (klausul), T (tersirat), L (hukum lain), atau P (usulan).",
    "Use C (clause), T (implied), L (other law) or P (proposal).",
)
# A clause that is not there cannot be shown beside the step.
UNKNOWN_CLAUSE = Fault(
    "clause_unknown",
    "Klausul '{clause}' tidak ada di dokumen prosedur ini.",
    "The clause '{clause}' is not in the documents of this procedure.",
    "Periksa id klausul pada berkas clauses/*.yaml.",
    "Check the clause's id in the files clauses/*.yaml.",
)


def check(diagram: model.Diagram, *, clauses: Collection[str]) -> Iterator[Refusal]:
    """Refuse steps without a source, and sources that do not exist."""
    for element in diagram.model():
        basis = element.get(xml.lindung("basis"))
        named = model.words(element, "clause")
        if basis is not None and basis not in BASES:
            yield UNKNOWN_BASIS.at(diagram.file, element, basis=basis)
        if xml.local_name(element) in model.NODES and not named and basis in {None, "C"}:
            yield NO_BASIS.at(diagram.file, element)
        for clause in named:
            if clause not in clauses:
                yield UNKNOWN_CLAUSE.at(diagram.file, element, clause=clause)

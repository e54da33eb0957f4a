"""Letters that steps produce: each has its two files, and its head names forms, fields, roles and clauses that exist.

Whether the template can be set is not said here: that takes a typesetter (see ``engine.services.letters.checks``).
"""

from collections.abc import Collection, Iterator, Mapping

from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.bundle import Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.forms import answers_as_text, forms
from engine.domain.letters import letters
from engine.domain.policy.refusals import Refusal

# The step would end without the paper that the procedure promises.
NO_LETTER = Fault(
    "document_unknown",
    "Dokumen '{document}' yang dihasilkan langkah ini tidak mempunyai berkas '{missing}'.",
    "The document '{document}' that this step produces has no file '{missing}'.",
    "Tambahkan documents/{missing}, atau pilih surat lain pada langkah itu.",
    "Add documents/{missing}, or choose another letter at that step.",
)
# Its fault is told by domain.letters, with the key.
BAD_HEAD = Fault(
    "letter_invalid",
    "Bagian '{key}' pada kepala surat ini tidak ada atau tidak sah.",
    "The part '{key}' of this letter's head is missing or not valid.",
    "Lengkapi bagian itu; contohnya ada di workflows/README.md.",
    "Complete that part; workflows/README.md has an example.",
)
# The letter would print a blank for ever, and nobody would know why.
NO_FORM = Fault(
    "letter_form_unknown",
    "Nilai '{name}' diambil dari formulir {form}, yang tidak ada di dalam berkas prosedur.",
    "The value '{name}' comes from the form {form}, which is not among the procedure's files.",
    "Perbaiki '{name}' pada bagian [answers], atau tambahkan formulirnya.",
    "Correct '{name}' in the part [answers], or add the form.",
)
# The same, one level down: a key that was renamed in the form.
NO_FIELD = Fault(
    "letter_field_unknown",
    "Nilai '{name}' diambil dari isian '{field}', yang tidak ada di formulir '{form}'.",
    "The value '{name}' comes from the field '{field}', which the form '{form}' does not have.",
    "Perbaiki '{name}' pada bagian [answers]; nama isian adalah 'key' pada formulirnya.",
    "Correct '{name}' in the part [answers]; a field's name is its 'key' in the form.",
)
# Nobody could ever sign.
NO_ROLE = Fault(
    "letter_role_unknown",
    "Peran '{role}' yang harus menandatangani tidak dikenal.",
    "The role '{role}' that must sign is not known.",
    "Pakai salah satu dari: {known}.",
    "Use one of: {known}.",
)
# A letter that rests on nothing that was written.
NO_CLAUSE = Fault(
    "letter_clause_unknown",
    "Klausul '{clause}' tidak ada di dokumen klausul prosedur ini.",
    "The clause '{clause}' is in none of this procedure's clause documents.",
    "Perbaiki 'clauses' pada kepala surat, atau tambahkan dokumen klausulnya.",
    "Correct 'clauses' in the letter's head, or add the clause document.",
)


def check(bundle: Bundle, *, roles: Collection[str], clauses: Collection[str]) -> Iterator[Refusal]:
    """Refuse documents without a letter, and letters that name what is not there; letters of no step are left alone."""
    named: set[str] = set()
    for diagram in bundle.diagrams:
        for element in diagram.model():
            for document in model.words(element, "document"):
                named.add(document)
                for ending in (".toml", ".typ"):
                    if _path(bundle.files, document + ending) is None:
                        yield NO_LETTER.at(diagram.file, element, document=document, missing=document + ending)
    asked = _forms(bundle.files)
    for document in sorted(named):
        file = _path(bundle.files, f"{document}.toml")
        if file is not None:
            yield from _letter(file, bundle.files[file], asked, roles=roles, clauses=clauses)


def _path(files: Mapping[str, bytes], name: str) -> str | None:
    """Give the file of that name which counts: the procedure's own goes before the shared one."""
    return next((path for path in (f"documents/{name}", f"shared/documents/{name}") if path in files), None)


def _forms(files: Mapping[str, bytes]) -> dict[str, forms.Form]:
    """Give the forms by id; the rule for forms tells of those that cannot be read."""
    found = [(path, data) for path, data in files.items() if path.endswith(".form") and not forms.problems(data)]
    return {path.rpartition("/")[2].removesuffix(".form"): forms.parse(data) for path, data in found}


def _letter(
    file: str,
    data: bytes,
    asked: Mapping[str, forms.Form],
    *,
    roles: Collection[str],
    clauses: Collection[str],
) -> Iterator[Refusal]:
    try:
        letter = letters.parse(data)
    except letters.LetterInvalidError as invalid:
        yield BAD_HEAD.named(file, "", "", key=str(invalid.ids.get("key")))
        return
    for name, sources in letter.answers.items():
        yield from _answer(file, name, sources, asked)
    if letter.second_signature is not None and letter.second_signature not in roles:
        yield NO_ROLE.named(file, "second_signature", "", role=letter.second_signature, known=model.join(roles))
    for clause in letter.clauses:
        if clause not in clauses:
            yield NO_CLAUSE.named(file, "clauses", "", clause=clause)


def _answer(
    file: str, name: str, sources: tuple[letters.Source, ...], asked: Mapping[str, forms.Form]
) -> Iterator[Refusal]:
    """Refuse a value that nothing in the procedure can answer.

    Of several sources one is enough: procedures with other forms share a letter in that way.
    """
    known = [source for source in sources if source.form in asked]
    if not known:
        missing = ", ".join(f"'{source.form}'" for source in sources)
        yield NO_FORM.named(file, f"answers.{name}", "", name=name, form=missing)
    elif all(answers_as_text.field_at(asked[source.form].fields, source.path) is None for source in known):
        first = known[0]
        field = ".".join(first.path)
        yield NO_FIELD.named(file, f"answers.{name}", "", name=name, field=field, form=first.form)

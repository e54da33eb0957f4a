"""A procedure's page in Indonesian: the paper beside the diagram, clause by clause, for people who know the law."""

from collections.abc import Collection, Iterator

from api.cli.markdown import cell, code, table
from api.web.words import codes_in_words
from engine.domain.people import permissions
from engine.domain.policy import clauses
from engine.domain.policy.elements import ElementInfo
from engine.domain.time import sla_rows
from engine.services.policy.tracing import SlaEntry, Traced

HEAD = ("Pasal", "Bunyi", "Unsur diagram", "Peran", "Formulir", "Batas waktu", "Dokumen", "Tempat lain")
ELSEWHERE = {"channel": "saluran", "agency": "fakta instansi", "form": "formulir", "decision": "tabel"}
UNITS = {
    ("hari", "kalender"): "hari kalender",
    ("hari_kerja", "kerja"): "hari kerja",
    ("hari", "kerja"): "hari kerja",
    ("minggu", "kerja"): "minggu kerja",
    ("jam", "kerja"): "jam kerja",
    ("menit", "kerja"): "menit pada jam kerja",
}
MEANINGS = {"deadline": "batas", "effort": "upaya, diukur saja", "service_duration": "lama layanan, diukur saja"}


def page(found: Traced, rights: permissions.Rights) -> str:
    """Give the page's text."""
    procedure = found.deployed.procedure
    lines = [
        f"# {procedure.name}",
        "",
        *_about(found),
        "",
        f"![Diagram {procedure.name}]({procedure.key}.svg)",
        "",
        "## Pasal dan perwujudannya",
        "",
        *table(HEAD, [_clause(found, rights, one) for one in found.matrix.clauses.values()]),
        "",
        *_unclaused(found),
        "",
        "## Tafsir",
        "",
        *_ambiguities(found),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _about(found: Traced) -> Iterator[str]:
    """Say whose procedure it is, what it rests on, and that the page is written by the command."""
    procedure = found.deployed.procedure
    offices = ", ".join(one.name for one in found.agencies.values())
    if procedure.overlay is not None and not procedure.agencies:
        offices = "semua instansi, pada kasus dari prosedur mana pun"
    yield f"Berlaku di: {offices}."
    for document in found.matrix.documents:
        yield f"Sumber: {document.title}{f', {document.sk}' if document.sk else ''} ({len(document.clauses)} pasal)."
    yield ""
    yield f"Halaman ini ditulis oleh `lindung trace {procedure.key} --write` dari berkas prosedur; jangan disunting."


def _clause(found: Traced, rights: permissions.Rights, clause: clauses.Clause) -> list[str]:
    """Give the row of one clause."""
    homes = found.matrix.homes[clause.id]
    table_of = found.deployed.definition.side_table
    infos = [table_of[home.id] for home in homes if home.kind == "element" and home.id in table_of]
    working = [*infos, *_inside(found, {info.id for info in infos})]
    roles = [rights.roles[info.role].label for info in working if info.role in rights.roles]
    forms = [code(info.form) for info in working if info.form]
    letters = [code(name) for info in working for name in info.documents]
    letters += [code(home.id) for home in homes if home.kind == "letter"]
    promised = [_promise(entry) for entry in found.sla if clause.id in entry.row.clause.split()]
    others = [f"{ELSEWHERE[home.kind]} {code(home.id)}" for home in homes if home.kind in ELSEWHERE]
    others += [f"lapisan {code(home.file.split('/')[1])}" for home in homes if home.file.startswith("../")]
    elements = [f"{cell(info.name)} ({code(info.id)})" if info.name else code(info.id) for info in infos]
    return [code(clause.id), cell(clause.text), *map(_joined, (elements, roles, forms, promised, letters, others))]


def _inside(found: Traced, elements: Collection[str]) -> Iterator[ElementInfo]:
    """Give what lies in the parts that these elements call: no part names a clause, whoever calls it does."""
    definition = found.deployed.definition
    for element_id in definition.callers:
        if any(caller.id in elements for caller in definition.resting(element_id)):
            yield definition.side_table[element_id]


def _joined(parts: list[str]) -> str:
    return "<br>".join(dict.fromkeys(parts)) or "–"


def _promise(entry: SlaEntry) -> str:
    """Say a promise in words, and of which reading it depends."""
    row = entry.row
    return f"{codes_in_words.plain(row.milestone)}: {amount(row)} ({MEANINGS[row.meaning]}{condition(entry)})"


def condition(entry: SlaEntry) -> str:
    """Say which reading must be chosen before a promise counts; empty for what those in force promise."""
    if entry.assuming is None:
        return ""
    ambiguity, reading = entry.assuming
    return f", jika {code(ambiguity)} dibaca {code(reading)}"


def amount(row: sla_rows.SlaRow) -> str:
    """Say how much time a row promises, of which calendar."""
    about = "kurang lebih " if row.approximate else ""
    more = f" dengan toleransi {row.tolerance_minutes} menit" if row.tolerance_minutes else ""
    unit = UNITS.get((row.unit, row.calendar), f"{row.unit} terus-menerus")
    return f"{about}{row.amount} {unit}{more}"


def _unclaused(found: Traced) -> Iterator[str]:
    """List what no clause asks for, with what it rests on instead."""
    others = [place for place in found.matrix.places if place.needs_source and not place.clauses]
    if not others:
        return
    yield "## Yang tidak disebut pasal"
    yield ""
    rows = [[code(one.id), cell(one.name), cell(codes_in_words.basis(one.basis or ""))] for one in others]
    yield from table(("Unsur", "Nama", "Dasar"), rows)


def _ambiguities(found: Traced) -> Iterator[str]:
    """Give every doubt of the documents: the words, the reading that runs, the others, and whether somebody signed."""
    doubts = [one for document in found.matrix.documents for one in document.ambiguities.values()]
    if not doubts:
        yield "Tidak ada pasal yang tafsirnya diragukan."
        return
    yield "Tafsir yang berlaku menurut berkas pasal. Penetapan oleh pejabat dicatat dengan `lindung reading choose`."
    for one in doubts:
        yield ""
        yield f"### {one.id}"
        yield ""
        yield from _ambiguity(one)


def _ambiguity(one: clauses.Ambiguity) -> Iterator[str]:
    if one.clauses:
        yield f"- Pasal: {', '.join(code(name) for name in one.clauses)}"
    if one.verbatim:
        yield f"- Bunyi: “{cell(one.verbatim)}”"
    signed = f"ditetapkan oleh {one.chosen_by}" if one.chosen_by else "tafsir belum ditetapkan"
    yield f"- Status: {codes_in_words.reading_status(one.status)}; {signed}"
    for reading in one.readings:
        mark = "**Berlaku**" if reading.in_force else "Pilihan lain"
        yield f"- {mark}: {cell(reading.text)} ({code(reading.id)})"

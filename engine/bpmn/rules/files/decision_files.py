"""Decision files: each can be read, or the reason and the element are told."""

from collections.abc import Mapping

from engine import dmn
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

BAD_MODEL = Fault(
    "decision_file_unreadable",
    "Berkas keputusan ini tidak dapat dibaca: {why_id}.{where_id}",
    "This decision file cannot be read: {why_en}.{where_en}",
    "Perbaiki bagian itu, lalu simpan kembali sebagai DMN.",
    "Correct that part and save the file again as DMN.",
)
# The reasons of ModelUnreadableError, in words.
_READING = {
    "xml": ("isinya bukan XML yang utuh", "it is not well-formed XML"),
    "encoding": ("pengodean hurufnya tidak dikenal", "its character encoding is not known"),
    "doctype": ("berkas memuat DOCTYPE, yang tidak diizinkan", "it contains a DOCTYPE, which is not allowed"),
    "size": ("berkasnya terlalu besar", "it is too large"),
    "depth": ("unsurnya bertingkat terlalu dalam", "its elements nest too deeply"),
    "elements": ("unsurnya terlalu banyak", "it has too many elements"),
    "version": ("berkas ini bukan DMN 1.1 sampai 1.5", "it is not DMN 1.1 to 1.5"),
    "hit_policy": ("hit policy tabel ini tidak dikenal", "the hit policy of this table is not known"),
    "rule_width": (
        "baris ini tidak mempunyai satu sel untuk setiap kolom",
        "this rule does not have one cell for each column",
    ),
    "output_missing": ("tabel ini tidak mempunyai kolom keluaran (output)", "this table has no output column"),
    "parameter_missing": ("pemanggilan ini tidak menyebut parameternya", "this invocation does not name its parameter"),
    "href": ("ada panah yang tidak menunjuk unsur mana pun", "an arrow points at no element"),
    "id": ("ada unsur tanpa id dan tanpa nama", "an element has neither id nor name"),
}


def read(files: Mapping[str, bytes]) -> tuple[Mapping[str, dmn.Model], list[Refusal]]:
    """Give the decision models by path; one that cannot be read takes none of the others with it."""
    models: dict[str, dmn.Model] = {}
    refusals: list[Refusal] = []
    for file in sorted(name for name in files if name.endswith(".dmn")):
        try:
            models[file] = dmn.read(files[file], imports=tuple(models.values()))
        except dmn.DmnError as broken:
            refusals.append(_told(file, broken))
    return models, refusals


def _told(file: str, broken: dmn.DmnError) -> Refusal:
    """Say why a file cannot be read, at the element where the reader stopped."""
    sentences = (broken.sentence_id.rstrip("."), broken.sentence_en.rstrip("."))
    why_id, why_en = _READING.get(str(broken.ids.get("reason")), sentences)
    named = (broken.ids.get(key) for key in ("element", "decision", "namespace"))
    place, line = next((str(each) for each in named if each is not None), ""), broken.ids.get("line")
    where_id = f" Baris {line}." if line else f" Letaknya di '{place}'." if place else ""
    where_en = f" Line {line}." if line else f" It is at '{place}'." if place else ""
    texts = {"why_id": why_id, "why_en": why_en, "where_id": where_id, "where_en": where_en}
    return BAD_MODEL.named(file, place, "", **texts)

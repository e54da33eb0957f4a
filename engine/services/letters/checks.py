"""The last check of a procedure's letters: each is set twice, with every value answered and with none.

A template that names a value which its head does not declare fails here, before it could fail in a case.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.bpmn.refusals import Fault, Refusal
from engine.domain.forms import answers_as_text
from engine.domain.letters import letters
from engine.services.base import bundles
from engine.typesetting import codes, typesetting

# What the typesetter says is English; it is quoted because it names the line and the value.
TEMPLATE = Fault(
    "letter_template_faulty",
    "Templat surat ini tidak dapat dicetak {when_id}: {said}",
    "This letter's template cannot be set {when_en}: {said}",
    "Perbaiki baris itu; nilai hanya boleh dipakai bila disebut pada bagian [answers] di {head}.",
    "Correct that line; a value may be used only if the part [answers] of {head} names it.",
)
# A loop in the template, or very much of it.
SLOW = Fault(
    "letter_template_slow",
    "Templat surat ini tidak selesai dicetak dalam batas waktu dan memori.",
    "This letter's template is not set within the limits of time and memory.",
    "Periksa perulangan di dalam templatnya.",
    "Look at the loops in the template.",
)
WHEN = {True: ("dengan isian lengkap", "with every value answered"), False: ("tanpa isian", "with no value answered")}
CODE = "0000-0000-0000-0000"
MOMENT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def check(files: Mapping[str, bytes]) -> tuple[Refusal, ...]:
    """Give the letters of a procedure that cannot be set; its files have passed every other check."""
    deployed = bundles.parse(files, bundle_id=0, version=0)
    named = {document for one in deployed.definition.side_table.values() for document in one.documents}
    found: list[Refusal] = []
    for document in sorted(named):
        found += _letter(deployed, document)
        if any(one.code == SLOW.code for one in found):
            break  # whoever waits for the answer would wait as long for each of the others
    return tuple(found)


def sample(deployed: bundles.Deployed, letter: letters.Letter, *, answered: bool) -> dict[str, Any]:
    """Give what a letter might be given in a case: everything, or only what is always there."""
    said = answers_as_text.SAMPLE if answered else None
    return {
        "surat": {
            "jenis": "contoh",
            "judul": letter.title,
            "nomor": "001/XX/XX/I/2026",
            "tempat": said,
            "tanggal": "2 Januari 2026",
            "pada": "Jumat, 2 Januari 2026 pukul 10.04 WIB",
        },
        "instansi": {
            "nama": answers_as_text.SAMPLE,
            "kop": [answers_as_text.SAMPLE] if answered else [],
            "sk": answers_as_text.SAMPLE,
            **dict.fromkeys(("alamat", "telepon", "situs", "biaya"), said),
        },
        "kasus": {
            "nomor": "XX-2026-00001",
            "prosedur": answers_as_text.SAMPLE,
            "saluran": said,
            "diterima": "Jumat, 2 Januari 2026 pukul 10.04 WIB",
            "risiko": said,
        },
        "nilai": {name: _value(deployed, sources) if answered else None for name, sources in letter.answers.items()},
        "tanda_tangan": [
            {"label": place.label, "oleh": place.by, "jabatan": said, "nama": said, "pada": said}
            for place in letter.signatures
        ],
        "tafsir": [{"id": "AMB-00", "pemilik": answers_as_text.SAMPLE}] if answered else [],
        "verifikasi": {"kode": CODE, "alamat": f"http://127.0.0.1/verifikasi/{CODE}"},
    }


def _letter(deployed: bundles.Deployed, document: str) -> Iterator[Refusal]:
    letter = deployed.letter(document)
    template = f"{document}.typ"
    if letter is None or template not in deployed.letter_files:
        return  # told by the rules of diagrams
    home = "documents/" if f"documents/{template}" in deployed.files else "shared/documents/"
    for answered, (when_id, when_en) in WHEN.items():
        data = sample(deployed, letter, answered=answered) | {"qr": codes.qr(CODE)}
        made = typesetting.typeset(deployed.letter_files, main=template, data=data, at=MOMENT)
        if made.reason == "template":
            texts = {"when_id": when_id, "when_en": when_en, "said": made.said, "head": f"{document}.toml"}
            yield TEMPLATE.named(home + template, document, letter.title, **texts)
            return
        if made.reason is not None:
            yield SLOW.named(home + template, document, letter.title)
            return


def _value(deployed: bundles.Deployed, sources: tuple[letters.Source, ...]) -> Any:
    """Give an answer to the first field that the procedure asks."""
    fields = (
        answers_as_text.field_at(deployed.form(one.form).fields, one.path) for one in sources if deployed.asks(one.form)
    )
    return next((answers_as_text.sample(field) for field in fields if field is not None), None)

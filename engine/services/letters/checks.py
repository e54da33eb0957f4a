"""The last check of a procedure's letters: each is set twice, with every value answered and with none.

A template that names a value which its head does not declare fails here, before it could fail in a case.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.files import documents
from engine.domain.forms import answers_as_text, forms
from engine.domain.letters import letters
from engine.domain.policy.refusals import Refusal
from engine.services.base import bundles
from engine.services.letters import case_record
from engine.typesetting import codes, typesetting

# What the typesetter says is English; it is quoted because it names the line and the value.
TEMPLATE = Fault(
    "letter_template_faulty",
    "Templat surat ini tidak dapat dicetak {when_id}. Mesin cetak menulis: “{said}”",
    "This letter's template cannot be set {when_en}. The typesetter writes: “{said}”",
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
# A letter whose head was left behind.
NO_HEAD = Fault(
    "letter_head_missing",
    "Kepala surat ini, {head}, tidak ada di sampingnya.",
    "The head of this letter, {head}, does not lie beside it.",
    "Tulis {head} di folder yang sama; contohnya ada di workflows/README.md.",
    "Write {head} into the same folder; workflows/README.md has an example.",
)
WHEN = {True: ("dengan isian lengkap", "with every value answered"), False: ("tanpa isian", "with no value answered")}
CODE = "0000-0000-0000-0000"
MOMENT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def check(files: Mapping[str, bytes]) -> tuple[Refusal, ...]:
    """Give the letters of a procedure that cannot be set; its files have passed every other check."""
    deployed = bundles.parse(files, bundle_id=0, version=0)
    named = sorted({document for one in deployed.definition.side_table.values() for document in one.documents})
    whole = {document: letter for document in named if (letter := _whole(deployed, document)) is not None}
    samples = (
        (f"{document}.typ", _printable(deployed, letter, answered=answered))
        for document, letter in whole.items()
        for answered in WHEN
    )
    if typesetting.are_settable(deployed.letter_files, samples, at=MOMENT):
        return ()
    found: list[Refusal] = []
    for document, letter in whole.items():
        found += _letter(deployed, document, letter)
        if any(one.code == SLOW.code for one in found):
            break  # whoever waits for the answer would wait as long for each of the others
    return tuple(found)


class Answers(Protocol):
    """The forms that answer what a letter prints."""

    def asks(self, form_id: str) -> bool:
        """Tell whether the form is there."""
        ...

    def form(self, form_id: str) -> forms.Form:
        """Give the form of that id."""
        ...


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of a folder, by id."""

    by_id: Mapping[str, forms.Form]

    def asks(self, form_id: str) -> bool:
        return form_id in self.by_id

    def form(self, form_id: str) -> forms.Form:
        return self.by_id[form_id]


def alone(document: str, files: Mapping[str, bytes]) -> Iterator[Refusal]:
    """Give what keeps a letter from being set that comes without its procedure; ``files`` are those that it may use.

    It is set with every value answered only where the forms that answer are among the files. A part that letters share
    (its name begins with an underscore) is judged by the letters beside it that use it.
    """
    folder = letters.folder(files)
    name = f"{document}.typ"
    users = [one.removesuffix(".typ") for one, text in sorted(folder.items()) if f'"{name}"'.encode() in text]
    for one in users if document.startswith("_") else [document]:
        yield from _alone(one, folder, _Forms({form.id: form for form in _sound(files)}))


def _alone(document: str, folder: Mapping[str, bytes], known: _Forms) -> Iterator[Refusal]:
    head = f"{document}.toml"
    if document.startswith("_"):
        return  # a part of a part: whatever uses both is judged
    if head not in folder:
        yield NO_HEAD.named(f"{document}.typ", document, "", head=head)
        return
    try:
        letter = letters.parse(folder[head])
    except letters.LetterInvalidError as invalid:
        yield documents.BAD_HEAD.named(head, "", "", key=str(invalid.ids.get("key")))
        return
    told = [any(known.asks(source.form) for source in sources) for sources in letter.answers.values()]
    yield from _set(folder, known, letter, document, file=f"{document}.typ", ways=(all(told), False))


def _sound(files: Mapping[str, bytes]) -> Iterator[forms.Form]:
    for path, data in files.items():
        if path.endswith(".form") and not forms.problems(data):
            yield forms.parse(data)


def sample(deployed: Answers, letter: letters.Letter, *, answered: bool) -> dict[str, Any]:
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
        "nilai": {
            **{name: _value(deployed, sources) if answered else None for name, sources in letter.answers.items()},
            **{name: [case_record.SAMPLES[name]] if answered else [] for name in letter.records},
        },
        "tanda_tangan": [
            {"label": place.label, "oleh": place.by, "jabatan": said, "nama": said, "pada": said}
            for place in letter.signatures
        ],
        "tafsir": [{"id": "AMB-00", "pemilik": answers_as_text.SAMPLE}] if answered else [],
        "verifikasi": {"kode": CODE, "alamat": f"http://127.0.0.1/verifikasi/{CODE}"},
    }


def _printable(known: Answers, letter: letters.Letter, *, answered: bool) -> dict[str, Any]:
    """Give a sample as the typesetter takes it."""
    return sample(known, letter, answered=answered) | {"qr": _qr()}


@functools.cache
def _qr() -> str:
    return codes.qr(CODE)


def _whole(deployed: bundles.Deployed, document: str) -> letters.Letter | None:
    """Give the head of a letter whose template is there too; of others the rules of diagrams tell."""
    return deployed.letter(document) if f"{document}.typ" in deployed.letter_files else None


def _letter(deployed: bundles.Deployed, document: str, letter: letters.Letter) -> Iterator[Refusal]:
    template = f"{document}.typ"
    home = "documents/" if f"documents/{template}" in deployed.files else "shared/documents/"
    yield from _set(deployed.letter_files, deployed, letter, document, file=home + template, ways=(True, False))


def _set(
    folder: Mapping[str, bytes],
    known: Answers,
    letter: letters.Letter,
    document: str,
    *,
    file: str,
    ways: tuple[bool, ...],
) -> Iterator[Refusal]:
    """Set a letter, with and without answers, until one of them fails."""
    for answered in dict.fromkeys(ways):
        when_id, when_en = WHEN[answered]
        data = _printable(known, letter, answered=answered)
        made = typesetting.typeset(folder, main=f"{document}.typ", data=data, at=MOMENT)
        if made.reason == "template":
            texts = {"when_id": when_id, "when_en": when_en, "said": made.said, "head": f"{document}.toml"}
            yield TEMPLATE.named(file, document, letter.title, **texts)
            return
        if made.reason is not None:
            yield SLOW.named(file, document, letter.title)
            return


def _value(deployed: Answers, sources: tuple[letters.Source, ...]) -> Any:
    """Give an answer to the first field that the procedure asks."""
    fields = (
        answers_as_text.field_at(deployed.form(one.form).fields, one.path) for one in sources if deployed.asks(one.form)
    )
    return next((answers_as_text.sample(field) for field in fields if field is not None), None)

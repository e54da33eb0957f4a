"""The catalogue of what can be wrong with a decision, at evaluation and at publishing: code and two sentences each.

Codes are part of the interface: screens, refusals and tests name them, so they are added and never changed. Sentences
are what an officer would say to a colleague. They name rules and columns and, at publishing, made-up examples; never
values of a case, since the notes of an evaluation travel to the history and to logs.
"""

from collections.abc import Mapping

from engine.dmn.results import Problem

SENTENCES: Mapping[str, tuple[str, str]] = {
    # At evaluation: the value is null.
    "unique_overlap": (
        "Beberapa aturan cocok sekaligus, padahal tabel ini hanya boleh cocok dengan satu aturan.",
        "Several rules match at once, but this table allows only one.",
    ),
    "any_disagreement": (
        "Aturan-aturan yang cocok memberi hasil yang berbeda, padahal hasilnya harus sama.",
        "The rules that match give different results, but they must agree.",
    ),
    "not_aggregable": (
        "Hasil aturan yang cocok tidak dapat dijumlahkan atau dibandingkan.",
        "The results of the matching rules cannot be added or compared.",
    ),
    "input_not_allowed": (
        "Isian tidak termasuk nilai yang diperbolehkan untuk kolom ini.",
        "An input is not among the values that its column allows.",
    ),
    "input_not_conforming": (
        "Jenis isian tidak sesuai dengan jenis yang ditetapkan.",
        "An input is not of the declared type.",
    ),
    "output_not_allowed": (
        "Hasil aturan tidak termasuk nilai yang diperbolehkan untuk kolom ini.",
        "A rule's result is not among the values that its column allows.",
    ),
    "value_not_conforming": (
        "Hasil tidak sesuai dengan jenis yang ditetapkan.",
        "A result is not of the declared type.",
    ),
    "not_callable": (
        "Yang dipanggil bukan fungsi, atau argumennya tidak sesuai.",
        "What is called is no function, or its arguments do not fit.",
    ),
    "external_function": (
        "Fungsi Java dan PMML tidak dijalankan.",
        "Java and PMML functions are not run.",
    ),
    # At publishing and at evaluation.
    "expression_unreadable": (
        "Sel atau ekspresi tidak dapat dibaca sebagai FEEL.",
        "A cell or expression cannot be read as FEEL.",
    ),
    "language_unknown": (
        "Ekspresi ditulis dalam bahasa selain FEEL.",
        "An expression is written in a language other than FEEL.",
    ),
    # At publishing only.
    "name_unknown": (
        "Ekspresi memakai nama yang tidak dikenal.",
        "An expression uses a name that is not known.",
    ),
    "requirement_unknown": (
        "Keputusan mensyaratkan unsur yang tidak ada.",
        "A decision requires an element that does not exist.",
    ),
    "requirement_cycle": (
        "Keputusan saling mensyaratkan.",
        "Decisions require each other in a circle.",
    ),
    "type_unknown": (
        "Jenis data yang disebut tidak dikenal.",
        "A data type is named that is not known.",
    ),
    "gap": (
        "Ada isian yang tidak dijawab oleh aturan mana pun.",
        "Some input is answered by no rule.",
    ),
    "gap_null": (
        "Isian yang kosong atau belum diketahui tidak dijawab oleh aturan mana pun.",
        "An input that is empty or not yet known is answered by no rule.",
    ),
    "overlap": (
        "Ada isian yang dijawab oleh beberapa aturan dengan cara yang tidak diperbolehkan tabel ini.",
        "Some input is answered by several rules in a way that this table does not allow.",
    ),
    "not_checked": (
        "Celah dan tumpang tindih tidak dapat diperiksa seluruhnya pada tabel ini.",
        "Gaps and overlaps could not be checked completely for this table.",
    ),
    "rule_unreachable": (
        "Aturan ini tidak pernah menentukan hasil, karena aturan di atasnya selalu lebih dahulu.",
        "This rule never decides, because rules above it always come first.",
    ),
}


def problem(
    code: str,
    decision_id: str,
    *,
    rule_ids: tuple[str, ...] = (),
    example: tuple[tuple[str, str], ...] = (),
    detail: tuple[str, str] | None = None,
) -> Problem:
    """Make a problem of the catalogue; ``detail`` is appended to the two sentences (column, name, place in a text)."""
    indonesian, english = SENTENCES[code]
    if detail is not None:
        indonesian, english = f"{indonesian} {detail[0]}", f"{english} {detail[1]}"
    return Problem(
        decision_id=decision_id,
        code=code,
        sentence_id=indonesian,
        sentence_en=english,
        rule_ids=rule_ids,
        example=example,
    )

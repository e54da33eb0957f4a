"""Clause documents: verbatim words, readings and ambiguities."""

import pytest

from engine.domain.policy import clauses
from engine.domain.policy.clauses import ClausesInvalidError

DOCUMENT = """
id: ttg_pm
title: Layanan Pengaduan Masyarakat
agency: UPTD PPA Kota Tebing Tinggi
sk: 301 TAHUN 2022
clauses:
- id: TTG-PM-WKT-02
  section: waktu
  order: 2
  text_id: dalam jangka waktu kurang lebih 6 jam dari laporan diterima
  gloss_en: within about 6 hours from receipt of the report
  sla: {milestone: layanan_pertama, amount: 6, unit: jam}
  notes: AMB-TTG-19
- id: TTG-PM-JAM-01
  text_id: 'Senin – Jumat  : 08.00 – 16.00'
ambiguities:
- id: AMB-TTG-19
  issue: '"kurang lebih 6 jam"'
  encoding: approximate=true, tolerance value
  clauses: [TTG-PM-WKT-02]
  status: interpreted
  owner: Kepala UPTD
  readings:
  - {id: AMB-TTG-19-A, in_force: true, text_id: Tepat 6 jam.}
  - {id: AMB-TTG-19-B, text_id: 6 jam layanan.}
- id: AMB-TTG-21
  issue: cuti bersama
  chosen_by: Kepala Dinas
"""


def test_a_clause_keeps_its_words_to_the_letter() -> None:
    found = clauses.parse(DOCUMENT.encode())
    assert found.clauses["TTG-PM-JAM-01"].text == "Senin – Jumat  : 08.00 – 16.00"
    assert (found.id, found.sk) == ("ttg_pm", "301 TAHUN 2022")


def test_a_reading_and_an_ambiguity_stand_beside_the_words() -> None:
    found = clauses.parse(DOCUMENT.encode())
    clause = found.clauses["TTG-PM-WKT-02"]
    assert clause.sla == {"milestone": "layanan_pertama", "amount": 6, "unit": "jam"}
    assert (clause.section, clause.order, found.clauses["TTG-PM-JAM-01"].sla) == ("waktu", 2, None)
    assert found.ambiguities[clause.notes].encoding == "approximate=true, tolerance value"


def test_an_ambiguity_lists_its_readings_and_who_must_choose() -> None:
    found = clauses.parse(DOCUMENT.encode()).ambiguities
    open_one, settled = found["AMB-TTG-19"], found["AMB-TTG-21"]
    assert [(one.text, one.in_force) for one in open_one.readings] == [
        ("Tepat 6 jam.", True),
        ("6 jam layanan.", False),
    ]
    assert (open_one.owner, open_one.chosen_by, open_one.status) == ("Kepala UPTD", None, "interpreted")
    assert (settled.chosen_by, settled.status, settled.clauses) == ("Kepala Dinas", "needs_policy", ())


def test_a_document_may_have_no_decree_number_and_no_ambiguity() -> None:
    found = clauses.parse(b"id: bwi\ntitle: P2TP2A\nagency: Banyuwangi\n")
    assert (found.sk, found.clauses, found.ambiguities) == ("", {}, {})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("id: ttg_pm", "id: [ttg_pm"),
        ("id: ttg_pm", "id: 7"),
        ("title: Layanan Pengaduan Masyarakat", "title: ' '"),
        ("clauses:\n", "clauses: satu\nlain:\n"),
        ("- id: TTG-PM-JAM-01", "- id: TTG-PM-WKT-02"),
        ("  text_id: 'Senin – Jumat  : 08.00 – 16.00'", ""),
        ("order: 2", "order: dua"),
        ("text_id: Tepat 6 jam.", "isi: Tepat 6 jam."),
        ("owner: Kepala UPTD\n  readings:", "owner: Kepala UPTD\n  readings: tiga\n  lain:"),
        ("sla: {milestone: layanan_pertama, amount: 6, unit: jam}", "sla: enam jam"),
        ("  issue: '\"kurang lebih 6 jam\"'", ""),
    ],
)
def test_a_broken_document_is_refused(before: str, after: str) -> None:
    assert before in DOCUMENT
    with pytest.raises(ClausesInvalidError):
        clauses.parse(DOCUMENT.replace(before, after).encode())


@pytest.mark.parametrize("data", [b"- satu", b"\xff\xfe\x00", b"clauses: [satu]"])
def test_what_is_no_clause_document_is_refused(data: bytes) -> None:
    with pytest.raises(ClausesInvalidError):
        clauses.parse(data)

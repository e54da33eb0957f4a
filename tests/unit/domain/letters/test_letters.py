"""Heads of letters, ``documents/<id>.toml``."""

import pytest

from engine.domain.letters import letters
from engine.domain.letters.letters import Signature, Source

HEAD = """
title = "Surat Uji"
series = "SU-1"
basis = "C"
clauses = ["UJI-01"]
second_signature = "kepala"
records = ["pembacaan"]
[answers]
nama = "terima.pelapor.nama"
tujuan = ["kirim.tujuan", "siapkan.penerima"]
[[signatures]]
label = "Yang menyerahkan,"
name = "nama"
[[signatures]]
label = "Mengetahui,"
by = "second"
[[signatures]]
label = "Saksi,"
"""


def test_a_head_says_all_that_the_register_and_the_template_need() -> None:
    letter = letters.parse(HEAD.encode())

    assert (letter.title, letter.series, letter.basis, letter.clauses) == ("Surat Uji", "SU-1", "C", ("UJI-01",))
    assert letter.second_signature == "kepala"
    assert letter.records == ("pembacaan",)
    assert letter.answers == {
        "nama": (Source("terima", ("pelapor", "nama")),),
        "tujuan": (Source("kirim", ("tujuan",)), Source("siapkan", ("penerima",))),
    }
    assert letter.signatures == (
        Signature(label="Yang menyerahkan,", by=None, name="nama"),
        Signature(label="Mengetahui,", by="second", name=None),
        Signature(label="Saksi,", by=None, name=None),
    )
    assert letter.form_ids == {"terima", "kirim", "siapkan"}
    assert str(letter.answers["nama"][0]) == "terima.pelapor.nama"


def test_a_letter_may_need_no_answers_and_no_signature() -> None:
    letter = letters.parse(b'title = "Surat"\nseries = "S"\nbasis = "P"\n')

    assert (letter.answers, letter.signatures, letter.second_signature, letter.clauses) == ({}, (), None, ())
    assert letter.records == ()


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("[answers]", "[answer", "toml"),
        ('title = "Surat Uji"', "", "title"),
        ('title = "Surat Uji"', 'title = "a\\nb"', "title"),
        ('title = "Surat Uji"', "title = 1", "title"),
        ('series = "SU-1"', 'series = "su/1"', "series"),
        ('basis = "C"', 'basis = "X"', "basis"),
        ('clauses = ["UJI-01"]', 'clauses = "UJI-01"', "clauses"),
        ('clauses = ["UJI-01"]', "clauses = [1]", "clauses"),
        ('basis = "C"', 'basis = "C"\nbasi = "C"', "basi"),
        ('records = ["pembacaan"]', 'records = ["pembaca"]', "records"),
        ('records = ["pembacaan"]', 'records = "pembacaan"', "records"),
        ("tujuan = [", "pembacaan = [", "records"),
        ('second_signature = "kepala"', "", "signatures"),
        ('second_signature = "kepala"', 'second_signature = ""', "second_signature"),
        ('by = "second"', 'by = "maker"', "signatures"),
        ('by = "second"', 'by = "lain"', "signatures"),
        ('by = "second"', 'by = "second"\nname = "nama"', "signatures"),
        ('label = "Saksi,"', 'label = ""', "label"),
        ('label = "Saksi,"', 'label = "Saksi,"\nlabl = ""', "signatures"),
        ('label = "Saksi,"\n', 'label = "Saksi,"\nby = "second"\n', "signatures"),
        ('name = "nama"', 'name = "alamat"', "signatures"),
        ('nama = "terima.pelapor.nama"', 'nama = "terima"', "answers.nama"),
        ('nama = "terima.pelapor.nama"', 'nama = "terima..nama"', "answers.nama"),
        ('nama = "terima.pelapor.nama"', 'nama = ".nama"', "answers.nama"),
        ('nama = "terima.pelapor.nama"', "nama = [1]", "answers.nama"),
        ('nama = "terima.pelapor.nama"', "nama = []", "answers.nama"),
        ('nama = "terima.pelapor.nama"', "nama = 1", "answers.nama"),
        ('nama = "terima.pelapor.nama"', 'nama = "terima.nama"\n"Nama Lain" = "a.b"', "answers.Nama Lain"),
    ],
)
def test_a_wrong_head_is_refused_by_its_key(before: str, after: str, key: str) -> None:
    assert HEAD.count(before) == 1

    with pytest.raises(letters.LetterInvalidError) as refused:
        letters.parse(HEAD.replace(before, after).encode())

    assert refused.value.ids == {"key": key}


@pytest.mark.parametrize(
    ("text", "key"),
    [('answers = "a"', "answers"), ("signatures = 1", "signatures"), ("signatures = [1]", "signatures")],
)
def test_tables_must_be_tables(text: str, key: str) -> None:
    with pytest.raises(letters.LetterInvalidError) as refused:
        letters.parse(f'title = "S"\nseries = "S"\nbasis = "P"\n{text}'.encode())

    assert refused.value.ids == {"key": key}


def test_a_procedure_s_own_file_stands_in_for_the_shared_one() -> None:
    files = {
        "shared/documents/kop.typ": b"umum",
        "documents/kop.typ": b"sendiri",
        "shared/documents/ttd.typ": b"ttd",
        "forms/kop.typ": b"bukan surat",
        "documents/kop.typ/dalam.typ": b"bukan surat",
    }

    assert letters.folder(files) == {"kop.typ": b"sendiri", "ttd.typ": b"ttd"}

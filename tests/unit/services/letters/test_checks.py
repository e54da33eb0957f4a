"""Templates are set before they are deployed, with every value and with none; and those of the house pass."""

from pathlib import Path

import pytest

from engine.domain.letters import letters
from engine.services.base import bundles
from engine.services.letters import checks
from engine.services.policy import definitions
from engine.typesetting import codes, typesetting
from tests.support.house import sources
from tests.support.offices import procedures as small

ROLES = frozenset({"petugas_pengaduan", "penyelia"})
WORKFLOWS = sources.ROOT / "workflows"
SHARED = WORKFLOWS / "shared" / "documents"
LETTERS = sorted(path.stem for path in SHARED.glob("*.toml"))


def check(body: str) -> list[tuple[str, str, str, str]]:
    found = definitions.check(small.with_letter(body=body), roles=ROLES)
    return [(one.file, one.element_id, one.code, one.reason_en) for one in found]


def test_a_letter_that_can_be_set_is_accepted() -> None:
    assert check(small.BODY) == []


def test_a_template_that_names_a_value_which_its_head_does_not_is_refused() -> None:
    (found,) = check(small.BODY + "#nilai.alamat\n")

    assert found[:3] == ("documents/tanda_terima.typ", "tanda_terima", "letter_template_faulty")
    assert 'does not contain key "alamat" (tanda_terima.typ:9)' in found[3]


def test_a_template_that_needs_an_answer_is_refused() -> None:
    (found,) = check(small.BODY + "#nilai.kronologi.len()\n")

    assert found[2] == "letter_template_faulty"
    assert "with no value answered" in found[3]


def test_letters_that_fail_together_and_not_alone_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "are_settable", lambda *_files, **_data: False)

    assert checks.check(small.with_letter()) == ()


def test_a_template_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "are_settable", lambda *_files, **_data: False)
    monkeypatch.setattr(typesetting, "typeset", lambda *_files, **_data: typesetting.Set(reason="time"))

    (found,) = checks.check(small.with_letter())

    assert (found.file, found.code) == ("documents/tanda_terima.typ", "letter_template_slow")


def test_after_one_that_does_not_end_no_other_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    files = small.with_letter()
    files["uji.bpmn"] = files["uji.bpmn"].replace(b'"tanda_terima"', b'"tanda_terima salinan"')
    files |= {f"documents/salinan.{end}": files[f"documents/tanda_terima.{end}"] for end in ("toml", "typ")}
    assert checks.check(files) == ()
    monkeypatch.setattr(typesetting, "are_settable", lambda *_files, **_data: False)
    monkeypatch.setattr(typesetting, "typeset", lambda *_files, **_data: typesetting.Set(reason="time"))

    assert [one.file for one in checks.check(files)] == ["documents/salinan.typ"]


def test_letters_wait_until_all_else_is_sound() -> None:
    files = small.with_letter(body="#rusak") | {"forms/isian.form": b"{"}

    assert "letter_template_faulty" not in [one.code for one in definitions.check(files, roles=ROLES)]


def test_loose_files_have_no_letters_to_set() -> None:
    files = small.with_letter(body="#rusak")
    del files["procedure.toml"]

    codes_found = [one.code for one in definitions.check(files, roles=ROLES)]

    assert "letter_template_faulty" not in codes_found


def test_a_document_without_its_letter_is_told_by_the_rules_of_diagrams_alone() -> None:
    files = small.with_letter()
    del files["documents/tanda_terima.typ"]

    assert checks.check(files) == ()


def test_a_shared_template_is_named_where_it_lies() -> None:
    files = {path.replace("documents/", "shared/documents/"): data for path, data in small.with_letter().items()}
    files["shared/documents/tanda_terima.typ"] = b"#rusak"

    (found,) = checks.check(files)

    assert found.file == "shared/documents/tanda_terima.typ"


@pytest.mark.parametrize("form", ["isian", "lain"])
def test_a_value_that_no_form_of_the_procedure_answers_has_no_sample(form: str) -> None:
    deployed = bundles.parse(small.with_letter(), bundle_id=0, version=0)
    head = small.HEAD.replace('"isian.kronologi"', f'["{form}.kronologi", "satu.dua"]')

    said = checks.sample(deployed, letters.parse(head.encode()), answered=True)["nilai"]["kronologi"]

    assert (said is not None) == (form == "isian")


def test_the_house_has_the_letters_that_its_procedures_name() -> None:
    assert LETTERS == [
        "berita_acara_serah_terima", "berita_acara_terminasi", "hasil_asesmen", "informed_consent",
        "kesepakatan_status", "laporan_penanganan", "laporan_penjangkauan", "notulen_konferensi",
        "rencana_intervensi", "surat_pelimpahan", "surat_pemberitahuan", "surat_pengantar_rujukan",
        "surat_penugasan", "surat_rujukan", "surat_tugas_pendamping", "tanda_terima_pengaduan",
    ]  # fmt: skip


@pytest.mark.parametrize("document", LETTERS)
def test_every_letter_of_the_house_can_be_printed_blank(document: str) -> None:
    deployed = bundles.parse(small.with_letter(), bundle_id=0, version=0)
    files = {path.name: path.read_bytes() for path in SHARED.iterdir()}
    letter = letters.parse(files[f"{document}.toml"])
    data = checks.sample(deployed, letter, answered=False) | {"qr": codes.qr(checks.CODE)}

    assert typesetting.pdf(files, main=f"{document}.typ", data=data, at=checks.MOMENT).startswith(b"%PDF")


def test_letters_of_the_house_have_registers_of_their_own() -> None:
    series = [letters.parse((SHARED / f"{document}.toml").read_bytes()).series for document in LETTERS]

    assert len(set(series)) == len(series)


def test_no_letter_asks_for_what_must_never_leave_a_file() -> None:
    kept = {"nik_korban", "kata_sandi", "perantara_aman", "kontak_korban", "alamat_domisili", "alamat_ktp"}
    asked = {
        source.path[-1]
        for path in [*SHARED.glob("*.toml"), *Path(WORKFLOWS).glob("*/documents/*.toml")]
        for sources_of in letters.parse(path.read_bytes()).answers.values()
        for source in sources_of
    }

    assert asked & kept == set()

"""``lindung trace``: from the paper to the model and back, printed, as JSON, and as pages."""

import json
from pathlib import Path

import pytest

from api import cli
from api.cli import due_pages, procedure_pages
from engine import errors
from engine.domain.people import permissions
from engine.services.policy import definitions
from engine.services.policy import tracing as traces
from tests.support.diagrams import sla_table
from tests.support.house import sources
from tests.support.offices import ambiguous, overlaid, procedures

WORKFLOWS = sources.ROOT / "workflows"
RIGHTS = permissions.Rights.from_toml((WORKFLOWS / "roles.toml").read_text())
FORMULA = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dh" name="hitung" namespace="urn:test:h">'
    b'<decision id="hitung" name="hitung"><variable name="hitung"/><literalExpression id="lh"><text>1 + 1</text>'
    b"</literalExpression></decision></definitions>"
)
LETTER = b'title = "Surat uji"\nclause = "UJI-01"\n'


def written(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """Write a procedure folder outside the source tree."""
    return procedures.write(files, folder=tmp_path / "luar")


def whole() -> dict[str, bytes]:
    """Give a procedure whose clauses all have a home: the letter, the channel and the form name them too."""
    files = ambiguous.files()
    head = files["procedure.toml"] + b'clause = "UJI-01"\n'
    isian = json.loads(files["forms/isian.form"])
    isian["components"][0]["properties"]["clause"] = "UJI-01"
    return {
        **files,
        "procedure.toml": head,
        "forms/isian.form": json.dumps(isian).encode(),
        "documents/surat.toml": LETTER,
        "documents/surat_lain.toml": b'name = "Surat lain"\nclause = ["UJI-02"]\n',
    }


def traced(tmp_path: Path, files: dict[str, bytes]) -> traces.Traced:
    """Trace a folder outside the source tree."""
    return traces.trace(written(tmp_path, files), WORKFLOWS)


def test_every_kind_of_place_is_a_home(tmp_path: Path) -> None:
    folder = written(tmp_path, whole())

    found = traces.trace(folder, WORKFLOWS).matrix

    kinds = {name: {(home.kind, home.id) for home in homes} for name, homes in found.homes.items()}
    assert kinds["UJI-01"] >= {("channel", "datang"), ("form", "isian")}
    assert ("sla", "sla_1") in kinds["UJI-02"]
    assert found.is_whole


def test_letters_name_their_clauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "ENDINGS", (*definitions.ENDINGS, ".toml"))

    found = traced(tmp_path, whole()).matrix

    assert {home.id for homes in found.homes.values() for home in homes if home.kind == "letter"} == {
        "surat",
        "surat_lain",
    }


def test_a_letter_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "ENDINGS", (*definitions.ENDINGS, ".toml"))

    with pytest.raises(traces.LetterUnreadableError) as refused:
        traced(tmp_path, {**whole(), "documents/surat.toml": b"= ="})

    assert refused.value.ids == {"file": "documents/surat.toml"}


def test_an_agency_that_nobody_describes_is_named(tmp_path: Path) -> None:
    files = whole()
    files["procedure.toml"] = files["procedure.toml"].replace(procedures.AGENCY.encode(), b"lembaga_lain")

    with pytest.raises(errors.NotFoundError):
        traced(tmp_path, files)


def test_one_law_may_be_carried_out_by_several_overlays(tmp_path: Path) -> None:
    first = overlaid.by_data()
    first["clauses/uji.yaml"] += b"  - {id: UJI-02, text_id: Yang lain.}\n"
    folder = written(tmp_path, first)
    second = {name: data.replace(b"lapis", b"lain") for name, data in overlaid.by_data().items()}
    second["lain.bpmn"] = second.pop("lapis.bpmn").replace(b"<startEvent ", b'<startEvent lindung:clause="UJI-02" ', 1)
    for name, data in second.items():
        path = folder.parent / "lain" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not name.startswith("clauses/"):
            path.write_bytes(data)

    found = traces.trace(folder, WORKFLOWS)

    assert [home.file for home in found.matrix.homes["UJI-02"]] == ["../lain/lain.bpmn"]
    assert "lapisan `lain`" in procedure_pages.page(found, RIGHTS)


def test_the_page_lays_the_paper_beside_the_diagram(tmp_path: Path) -> None:
    page = procedure_pages.page(traced(tmp_path, whole()), RIGHTS)

    assert "| `UJI-02` | Paling lama 2 minggu (2 x 24 jam). |" in page
    assert "Penyampaian: 48 jam terus-menerus (batas)<br>Penyampaian: 14 hari kalender (batas)" in page
    assert "### AMB-UJI-01" in page
    assert "- Status: pasal-pasalnya bertentangan; tafsir belum ditetapkan" in page
    assert "- **Berlaku**: Dua kali dua puluh empat jam. (`dua_hari`)" in page
    assert "| `tegur` | Tindak lanjuti keterlambatan |" in page


def test_rows_that_depend_on_a_case_are_no_worked_moments(tmp_path: Path) -> None:
    files = whole()
    files["sla.dmn"] = files["sla.dmn"].replace(b"<text>48</text>", b"<text>if risiko = null then 1 else 48</text>")
    files["dokumen.dmn"] = overlaid.TABLE.replace(b'"sla"', b'"dokumen"')
    files["risiko_lain.dmn"] = sla_table.RISK
    files["hitung.dmn"] = FORMULA

    found = traced(tmp_path, files)

    assert [entry.id for entry in found.sla] == ["sla_2"]
    assert ("decision", "sla_1") in {(home.kind, home.id) for home in found.matrix.homes["UJI-01"]}


def test_a_page_without_doubts_says_so(tmp_path: Path) -> None:
    page = procedure_pages.page(traced(tmp_path, procedures.two_steps()), RIGHTS)

    assert "Tidak ada pasal yang tafsirnya diragukan." in page
    assert "fakta instansi" not in page


def test_the_due_page_counts_over_weekends_feasts_and_zones(tmp_path: Path) -> None:
    files = ambiguous.files()
    files["sla.dmn"] = files["sla.dmn"].replace(b'"hari"', b'"hari_kerja"').replace(b'"kalender"', b'"kerja"')

    page = due_pages.page([traced(tmp_path, files)])

    # Fourteen working days from Tuesday 17 March 2026: Nyepi, Idul Fitri and Good Friday lie between.
    assert "| `UJI-02` | `penyampaian` | `sla_2` | 14 hari kerja | `AMB-UJI-01` |" in page
    assert "langkah lagi" in page
    assert "Hari Suci Nyepi" in page


def test_the_pages_tell_what_another_reading_would_promise(tmp_path: Path) -> None:
    files = whole()
    asked = b'if get value(tafsir, "AMB-UJI-01") = "dua_minggu" then 72 else 48'
    files["sla.dmn"] = files["sla.dmn"].replace(b"<text>48</text>", b"<text>" + asked + b"</text>")
    found = traced(tmp_path, files)

    page, due = procedure_pages.page(found, RIGHTS), due_pages.page([found])

    assert "Penyampaian: 48 jam terus-menerus (batas)<br>" in page
    assert "Penyampaian: 72 jam terus-menerus (batas, jika `AMB-UJI-01` dibaca `dua_minggu`)" in page
    assert "| `sla_1` | 72 jam terus-menerus | `AMB-UJI-01`, jika `AMB-UJI-01` dibaca `dua_minggu` |" in due
    assert "(baris `sla_1`, jika `AMB-UJI-01` dibaca `dua_minggu`)" in due


def test_a_procedure_that_promises_nothing_says_so(tmp_path: Path) -> None:
    assert "tidak menjanjikan waktu" in due_pages.page([traced(tmp_path, procedures.two_steps())])


def test_the_command_prints_both_ways_and_fails_for_a_hole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound, holed = written(tmp_path / "a", whole()), written(tmp_path / "b", procedures.two_steps())

    codes = cli.main(("trace", str(sound))), cli.main(("trace", str(holed)))
    said = capsys.readouterr()

    assert codes == (0, 1)
    assert "Semua 2 pasal punya tempat" in said.out
    assert "Pasal UJI-01 tidak diwujudkan" in said.err


def test_the_command_answers_as_json_and_writes_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, {**whole(), "uji.bpmn": whole()["uji.bpmn"].replace(b'lindung:basis="P"', b"", 1)})

    code = cli.main(("trace", str(folder), "--write", "--to", str(tmp_path / "halaman"), "--json"))
    found = json.loads(capsys.readouterr().err)

    assert (code, found["whole"], len(found["sourceless"])) == (1, False, 1)
    assert sorted(Path(path).name for path in found["written"]) == ["uji.md", "uji.svg", "waktu.md"]
    assert cli.main(("trace", str(folder))) == 1
    assert "tidak menyebut pasal atau dasar lain" in capsys.readouterr().err


def test_a_name_that_is_no_procedure_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(("trace", "tiada")) == 1
    assert "folder_unreadable" in capsys.readouterr().err


def test_a_procedure_is_found_by_its_name() -> None:
    assert traces.find("lapor_polisi_tpks", WORKFLOWS) == WORKFLOWS / "overlays" / "lapor_polisi_tpks"
    assert traces.find("tebing_tinggi_pengaduan", WORKFLOWS) == WORKFLOWS / "tebing_tinggi_pengaduan"

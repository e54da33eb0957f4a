"""Typesetting: archival PDF from data, whatever somebody typed, and no way out for a template."""

import io
import json
import socket
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from engine.typesetting import codes, confined, reading, typesetting
from tests.support.files import papers

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
TEMPLATE = b"""
#let d = json(bytes(sys.inputs.data))
#set document(title: "Uji")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), lang: "id", hyphenate: false)
#d.isi
"""
SYNTAX = '#read("/etc/passwd") $x^2$ \\ *tebal* _miring_ = Judul <label> @acu // bukan komentar [a](b) "kutip" `raw`'
ENOUGH = 20.0


def typeset(source: bytes = TEMPLATE, isi: Any = "Isi.", **limits: Any) -> typesetting.Set:
    return typesetting.typeset({"uji.typ": source}, main="uji.typ", data={"isi": isi}, at=AT, **limits)


def test_a_letter_is_pdf_a_with_every_font_inside() -> None:
    reader = pypdf.PdfReader(io.BytesIO(typeset().pdf))

    marks = reader.xmp_metadata
    assert marks is not None
    assert b"<pdfaid:part>2</pdfaid:part>" in marks.stream.get_data()
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in marks.stream.get_data()
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf types a page as any object
    inside = [one.get_object()["/FontDescriptor"] for font in fonts for one in font["/DescendantFonts"]]
    assert fonts
    assert all({"/FontFile3", "/FontFile2"} & set(one) for one in inside)
    assert reader.attachments == {}


def test_the_same_data_gives_the_same_bytes() -> None:
    assert typeset().pdf == typeset().pdf
    assert typeset().pdf != typeset(isi="Lain.").pdf


def test_what_somebody_typed_is_printed_as_it_stands() -> None:
    assert SYNTAX in papers.text_of(typeset(isi=SYNTAX).pdf)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ñusa, Škoda, Ω, Ж", "Ñusa, Škoda, Ω, Ж"),
        ("nama 日本 dan 😀 serta ꦗꦮ", "nama �� dan � serta ��"),
        ("pribadi \ue000 dan \ufdd0", "pribadi � dan �"),
    ],
)
def test_characters_that_no_font_has_are_shown_as_replaced(typed: str, printed: str) -> None:
    assert printed in papers.text_of(typeset(isi=typed).pdf)


def test_a_text_of_many_scripts_keeps_what_every_letter_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_SCRIPTS", 1)

    assert printed_here("Añi 日 ꦗ Ж") == "Añi � � �"


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd"])
def test_a_template_reads_nothing_outside_its_folder(path: str) -> None:
    made = typeset(f'#read("{path}")'.encode())

    assert (made.pdf, made.reason) == (b"", "template")
    assert "lindung-surat" not in made.said


def test_a_template_may_use_the_files_beside_it() -> None:
    files = {
        "uji.typ": b'#import "bagian/kop.typ": kop\n#set document(title: "U")\n#kop',
        "bagian/kop.typ": b"#let kop = [Kop]",
    }

    assert "Kop" in papers.text_of(typesetting.pdf(files, main="uji.typ", data={}, at=AT))


@pytest.mark.parametrize("name", ["../lain.typ", "/lain.typ", "a/../../lain.typ"])
def test_a_template_s_name_cannot_lead_out_of_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="out of its folder"):
        typesetting.typeset({name: b""}, main=name, data={}, at=AT)


def test_a_package_is_asked_for_at_the_proxy_alone() -> None:
    asked: list[bytes] = []
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        waiting = threading.Thread(target=_answer_once, args=(listener, asked))
        waiting.start()
        made = typeset(b'#import "@preview/cetz:0.3.0"', proxy=f"http://127.0.0.1:{listener.getsockname()[1]}")
        waiting.join(ENOUGH)

    assert asked
    assert asked[0].startswith(b"CONNECT packages.typst.org:443")
    assert made.reason == "template"


def test_nothing_listens_where_packages_would_come_from() -> None:
    made = typeset(b'#import "@preview/cetz:0.3.0"')

    assert made.reason == "template"
    assert "download" in made.said


def test_a_template_that_never_ends_is_stopped() -> None:
    endless = b"#let f(n) = { let i = 0\n while i < 9000 { let j = 0\n while j < 9000 { j += 1 }\n i += 1 } }\n#f(1)"

    assert typeset(endless, seconds=1).reason == "time"


def test_a_child_that_is_not_done_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", _tired)

    assert typeset().reason == "time"


def test_a_template_that_needs_too_much_memory_is_stopped() -> None:
    assert typeset(megabytes=16).reason == "died"


def test_a_fault_is_told_with_its_line_to_whoever_checks_and_not_to_whoever_reads() -> None:
    faulty = b"#let d = json(bytes(sys.inputs.data))\n#d.rahasia"

    made = typeset(faulty)
    with pytest.raises(typesetting.LetterFailedError) as failed:
        typesetting.pdf({"uji.typ": faulty}, main="uji.typ", data={"isi": "Ani"}, at=AT)

    assert made.said == 'dictionary does not contain key "rahasia" (uji.typ:2)'
    assert failed.value.ids == {"template": "uji.typ", "reason": "template"}


def test_the_confined_half_answers_one_request(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    limits: list[dict[str, Any]] = []
    monkeypatch.setattr(confined, "confine", lambda **given: limits.append(given))
    (tmp_path / "uji.typ").write_bytes(b"#nilai")
    sink = io.BytesIO()

    status = confined.main(io.BytesIO(json.dumps(_request(tmp_path)).encode()), sink)

    assert (status, limits) == (typesetting.FAULTY, [{"seconds": 1, "megabytes": 9}])
    assert sink.getvalue().decode() == "unknown variable: nilai (uji.typ:1)"


def test_the_confined_half_gives_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(confined, "confine", lambda **_given: None)
    (tmp_path / "uji.typ").write_bytes(TEMPLATE)
    sink = io.BytesIO()

    assert confined.main(io.BytesIO(json.dumps(_request(tmp_path)).encode()), sink) == 0
    (file,) = json.loads(sink.getvalue())
    assert file.startswith("JVBER")  # %PDF in base64


def test_each_sheet_is_a_picture_and_its_words_can_be_read() -> None:
    source = b"#set page(width: 10cm, height: 5cm)\nSatu\n#pagebreak()\nDua"

    sheets = typesetting.sheets({"uji.typ": source}, main="uji.typ", data={}, at=AT)

    assert [one[:4] for one in sheets] == [b"\x89PNG", b"\x89PNG"]
    assert sheets[0] != sheets[1]
    assert reading.words(typeset(source).pdf) == ("Satu", "Dua")


@pytest.mark.parametrize(("second", "all_can"), [(TEMPLATE, True), (b"#rusak", False)])
def test_letters_are_tried_together(second: bytes, *, all_can: bool) -> None:
    files = {"satu.typ": TEMPLATE, "dua.typ": second}

    letters = [(name, {"isi": name}) for name in files]

    assert typesetting.are_settable(files, letters, at=AT) is all_can


def test_letters_that_are_not_done_in_time_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", _tired)

    assert not typesetting.are_settable({"uji.typ": TEMPLATE}, [("uji.typ", {"isi": ""})], at=AT)


def test_a_fault_without_a_place_is_told_without_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(confined, "confine", lambda **_given: None)
    (tmp_path / "uji.typ").write_bytes(b'#set document(date: none)\n#image("kosong.svg")')
    (tmp_path / "kosong.svg").write_bytes(b"")
    sink = io.BytesIO()

    assert confined.main(io.BytesIO(json.dumps(_request(tmp_path)).encode()), sink) == typesetting.FAULTY
    assert sink.getvalue().decode() == "failed to parse SVG (missing root node)"


def printed_here(isi: str) -> str:
    """Set a text in this process, where a test can reach inside."""
    files = {"uji.typ": TEMPLATE}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(subprocess, "run", _run_here)
        patched.setattr(confined, "confine", lambda **_given: None)
        return papers.text_of(typesetting.typeset(files, main="uji.typ", data={"isi": isi}, at=AT).pdf)


def _run_here(_command: Any, *, input: bytes, **_options: Any) -> "subprocess.CompletedProcess[bytes]":  # noqa: A002 - subprocess's name
    sink = io.BytesIO()
    status = confined.main(io.BytesIO(input), sink)
    return subprocess.CompletedProcess(args=[], returncode=status, stdout=sink.getvalue())


def _tired(*command: Any, **_options: Any) -> Any:
    raise subprocess.TimeoutExpired(command, 1)


def _answer_once(listener: socket.socket, asked: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        asked.append(connection.recv(200))


def _request(folder: Path) -> dict[str, Any]:
    data = json.dumps({"isi": "Isi."})
    letters = [{"main": "uji.typ", "data": data}]
    return {"folder": str(folder), "letters": letters, "at": 0, "dots": None, "seconds": 1, "megabytes": 9}


def test_a_qr_code_is_a_drawing_of_its_text_alone() -> None:
    code = codes.qr("https://contoh.go.id/verifikasi/0000-0000-0000-0000")

    assert code.startswith("<svg")
    assert code == codes.qr("https://contoh.go.id/verifikasi/0000-0000-0000-0000")
    assert code != codes.qr("https://contoh.go.id/verifikasi/0000-0000-0000-0001")

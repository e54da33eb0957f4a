"""The confined half of typesetting: ``python -m engine.letters.confined`` reads one request and writes one answer."""

import base64
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import IO, Any

import typst

from engine.confinement import confine
from engine.typesetting.typesetting import FAULTY

# Archival, tagged for screen readers, every glyph in the file (ISO 19005-2, conformance level A).
STANDARD: "typst.PDFStandard" = "a-2a"
INSTEAD = "\N{REPLACEMENT CHARACTER}"
# What the typesetter says of a character that no font holds; PDF/A allows none.
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+)"` could not be displayed', re.DOTALL)
# Each failure names one character and takes all of its script with it; a text has a few scripts.
_SCRIPTS = 24


def main(source: IO[bytes], sink: IO[bytes]) -> int:
    """Answer one request and give the exit status."""
    request = json.loads(source.read())
    confine(seconds=request["seconds"], megabytes=request["megabytes"])
    try:
        made = [one for letter in request["letters"] for one in compiled({**request, **letter})]
        sink.write(json.dumps([base64.b64encode(one).decode() for one in made]).encode())
    except typst.TypstError as fault:
        said = fault.message.replace(request["folder"], "")
        sink.write(f"{said} {_place(fault)}".strip().encode())
        return FAULTY
    return 0


def compiled(request: dict[str, Any]) -> list[bytes]:
    """Give one letter as PDF, or each sheet as a picture; a character that no font holds is shown as replaced."""
    text = "".join(map(_allowed, request["data"]))
    for _ in range(_SCRIPTS):
        try:
            return _compile(request, text)
        except typst.TypstError as fault:
            missing = _NO_GLYPH.search(fault.message)
            if missing is None:
                raise
            text = _without(text, missing["text"])
    # Too many scripts for one letter: only what every letter can hold is left.
    return _compile(request, "".join(char if char < "\u0250" else INSTEAD for char in text))


def _compile(request: dict[str, Any], text: str) -> list[bytes]:
    folder = Path(request["folder"])
    nothing = str(folder / "tanpa-paket")
    pictures = request["dots"] is not None
    made: bytes | list[bytes] = typst.compile(
        str(folder / request["main"]),
        root=str(folder),
        ignore_system_fonts=True,  # the same letter on every machine
        sys_inputs={"data": text},
        **({"format": "png", "ppi": request["dots"]} if pictures else {"pdf_standards": STANDARD}),
        timestamp=request["at"],
        package_path=nothing,
        package_cache_path=nothing,
    )
    return made if isinstance(made, list) else [made]


def _allowed(char: str) -> str:
    """Replace what PDF/A forbids or nobody can see: private use, unassigned, surrogates, directional overrides."""
    return INSTEAD if unicodedata.category(char) in {"Cn", "Co", "Cs"} else char


def _without(text: str, missing: str) -> str:
    """Replace the missing characters and all others of their scripts."""
    kinds = {_kind(char) for char in missing if char.isprintable() and char > "\u007f"}
    return "".join(INSTEAD if _kind(char) in kinds else char for char in text)


def _kind(char: str) -> str:
    """Give a character's script by the first word of its name; symbols belong together."""
    category = unicodedata.category(char)
    return category if category == "So" else unicodedata.name(char, "?").split()[0]


def _place(fault: typst.TypstError) -> str:
    """Give file and line of a fault where the typesetter names them."""
    found = re.search(r"┌─ .*?([\w-]+\.typ:\d+):\d+", fault.diagnostic)
    return "" if found is None else f"({found[1]})"


if __name__ == "__main__":  # pragma: no cover - runs in the child process only
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))

"""The folder of faulty diagrams: each says in a comment what is wrong with it and how it would be sound."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "workflows" / "refused"
ROLES = ("petugas_pengaduan", "penyelia")
_HEAD = re.compile(r"<!--\nrefused: (.*)\nelement: (\S*) ?(.*)\nfaulty:\n(.*?)\nsound:\n(.*?)\n?-->\n", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A diagram with one fault: the refusal's code and element, and the same diagram without the fault."""

    code: str
    element: str
    element_name: str
    diagram: bytes
    sound: bytes


def names() -> list[str]:
    """Give the names of all faulty diagrams."""
    return sorted(path.stem for path in FOLDER.glob("*.bpmn"))


def read(name: str) -> Faulty:
    """Give one of them; its comment is cut off, as it quotes the fault a second time."""
    text = (FOLDER / f"{name}.bpmn").read_text(encoding="utf-8")
    head = _HEAD.search(text)
    if head is None:
        raise AssertionError(f"{name}.bpmn does not say what is wrong with it")
    code, element, element_name, faulty, sound = head.groups()
    body = text.replace(head.group(0), "")
    assert body.count(faulty) == 1, f"{name}.bpmn does not hold its fault once"
    return Faulty(
        code=code,
        element=element,
        element_name=element_name,
        diagram=body.encode(),
        sound=body.replace(faulty, sound).encode(),
    )


def bundle(diagram: bytes, **others: bytes) -> dict[str, bytes]:
    """Give the sound rest of the procedure with a diagram in it; ``others`` replace files by their stem."""
    folder = FOLDER / "sound"
    files = {
        path.relative_to(folder).as_posix(): others.pop(path.stem, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {**files, **others, "proses.bpmn": diagram}

"""The stand-alone verifier as its readers run it: from its file, and as a program of its own."""

import importlib.util
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.house import sources

FILE = sources.ROOT / "docs" / "verify_lindung.py"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the program said."""

    code: int
    lines: list[str]


def module() -> Any:
    """Give the verifier as a module, for its parts."""
    spec = importlib.util.spec_from_file_location("verify_lindung", FILE)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write an export into a folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def run(folder: Path, key: str, *more: object) -> Verdict:
    """Run the verifier alone: no module of ours, no site packages, no environment."""
    command = [sys.executable, "-I", "-S", str(FILE), str(folder), key, *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    return Verdict(done.returncode, (done.stdout + done.stderr).splitlines())

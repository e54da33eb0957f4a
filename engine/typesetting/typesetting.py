"""Sets a letter in a process of its own: a template that loops or swells ends that process, not the service.

Templates are written by policy staff. They are given a folder that holds the letter's files and nothing else, values as
data, and no way to the network; so a text that somebody typed is never read as markup, and no template can fetch a file
of the machine or a package from the internet.
"""

import base64
import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.errors import LindungError

# Processor time; a letter of ten pages takes a fiftieth of one second.
SECONDS = 10.0
_PATIENCE = 3
# Address space, not resident memory: the library alone maps about 150 MB.
MEGABYTES = 1024
DOTS = 144.0
"""Dots an inch of a picture: an A4 sheet is then 1191 wide, three for each point of a phone's width."""
FAULTY = 3
"""Exit status of a child whose template is at fault; its output then says why."""

# Packages would be fetched by way of this proxy, and nothing listens there (port 9 is discard, RFC 863).
NOWHERE = "http://127.0.0.1:9"


class LetterFailedError(LindungError):
    """The letter cannot be made because of a fault in its template. Tell the policy staff.

    ``reason`` is template, time or died, most often for want of memory. Its values are named nowhere.
    """

    code = "letter_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """What came of it: the PDF, or a picture of each sheet; else why not, and what was said of a template."""

    files: tuple[bytes, ...] = ()
    reason: str | None = None
    said: str = ""

    @property
    def pdf(self) -> bytes:
        """Give the one file of a letter that was set as PDF; nothing when it could not be set."""
        return self.files[0] if self.files else b""


def pdf(files: Mapping[str, bytes], *, main: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """Give the letter as PDF/A-2a; the same files, data and moment give the same bytes.

    ``files`` are the templates by name, ``main`` the one to begin with. LetterFailedError when it cannot be made; what
    the typesetter said is dropped, because it may quote a value.
    """
    made = typeset(files, main=main, data=data, at=at)
    return _whole(made, main).pdf


def sheets(files: Mapping[str, bytes], *, main: str, data: Mapping[str, Any], at: datetime) -> tuple[bytes, ...]:
    """Give each sheet of the letter as PNG, sharp on a phone; LetterFailedError as ``pdf``."""
    return _whole(typeset(files, main=main, data=data, at=at, dots=DOTS), main).files


def typeset(
    files: Mapping[str, bytes],
    *,
    main: str,
    data: Mapping[str, Any],
    at: datetime,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    proxy: str = NOWHERE,
    dots: float | None = None,
) -> Set:
    """Set a letter and tell what came of it, for whoever checks templates with values that are nobody's.

    As PDF, or with ``dots`` an inch as a picture of each sheet.
    """
    limits = {"seconds": seconds, "megabytes": megabytes, "dots": dots}
    done = _child(files, ((main, data),), at=at, limits=limits, proxy=proxy)
    return Set(reason="time") if done is None else _outcome(done)


def are_settable(files: Mapping[str, bytes], letters: Iterable[tuple[str, Mapping[str, Any]]], *, at: datetime) -> bool:
    """Tell whether every letter, each a template and its data, can be set; together within the limits of one.

    One child process does it, since starting it takes longer than setting a letter. False says only that each must be
    looked at (``typeset``).
    """
    limits = {"seconds": SECONDS, "megabytes": MEGABYTES, "dots": None}
    done = _child(files, letters, at=at, limits=limits, proxy=NOWHERE)
    return done is not None and done.returncode == 0


def _child(
    files: Mapping[str, bytes],
    letters: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    at: datetime,
    limits: Mapping[str, Any],
    proxy: str,
) -> "subprocess.CompletedProcess[bytes] | None":
    """Set letters in a child process that sees their files alone; None when it was not done in time."""
    with tempfile.TemporaryDirectory(prefix="lindung-surat-") as folder:
        for name, content in files.items():
            _place(Path(folder), name).write_bytes(content)
        wanted = [
            {"main": main, "data": json.dumps(data, ensure_ascii=False, sort_keys=True)} for main, data in letters
        ]
        request = {"folder": folder, "letters": wanted, "at": int(at.timestamp()), **limits}
        try:
            return subprocess.run(
                # -I: neither the working directory nor the environment decides what is imported.
                [sys.executable, "-I", "-m", "engine.typesetting.confined"],
                input=json.dumps(request).encode(),
                capture_output=True,
                timeout=limits["seconds"] * _PATIENCE,
                check=False,
                env={"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy},
            )
        except subprocess.TimeoutExpired:
            return None


def _whole(made: Set, main: str) -> Set:
    """Give what was set; LetterFailedError when it was not."""
    if made.reason is not None:
        raise LetterFailedError(template=main, reason=made.reason)
    return made


def _place(folder: Path, name: str) -> Path:
    """Give where a template goes; ValueError for a name that leads out of the folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError("a template's name leads out of its folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _outcome(done: "subprocess.CompletedProcess[bytes]") -> Set:
    if done.returncode == 0:
        return Set(files=tuple(map(base64.b64decode, json.loads(done.stdout))))
    if done.returncode == FAULTY:
        return Set(reason="template", said=done.stdout.decode())
    return Set(reason="time" if done.returncode == -signal.SIGXCPU else "died")

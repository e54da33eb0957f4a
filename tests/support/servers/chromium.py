"""A real Chromium from an npm package, with the libraries and the font that it carries: no system package is needed.

``python -m tests.support.servers.chromium`` unpacks it; set-up does so once.
"""

import io
import shutil
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import brotli

_ROOT = Path(__file__).resolve().parents[3]
_PACKED = _ROOT / "tests" / "browser" / "node_modules" / "@sparticuz" / "chromium" / "bin"
_UNPACKED = _ROOT / ".cache" / "chromium"
# The package's own file points at folders of the cloud service that it was made for.
_FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def unpack() -> Path:
    """Unpack the browser afresh and give its folder; a half-unpacked one never takes the final name."""
    partial = _UNPACKED.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(_UNPACKED, ignore_errors=True)
    partial.mkdir(parents=True)
    (partial / "chromium").write_bytes(brotli.decompress((_PACKED / "chromium.br").read_bytes()))
    (partial / "chromium").chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        archive = io.BytesIO(brotli.decompress((_PACKED / f"{name}.tar.br").read_bytes()))
        with tarfile.open(fileobj=archive) as tar:
            # Debian 12's Python 3.11.2 does not know extraction filters yet.
            tar.extraction_filter = getattr(tarfile, "data_filter", None)
            tar.extractall(partial / name)  # noqa: S202 - our own pinned package, by its hash in the lock
    (partial / "fonts" / "fonts.conf").write_text(_FONTS)
    return partial.rename(_UNPACKED)


def executable() -> Path:
    """Give the browser's program. A missing browser fails the test, it does not skip it."""
    path = _UNPACKED / "chromium"
    if not path.exists():
        raise FileNotFoundError("Chromium is not unpacked: run make setup")
    return path


def environment(*, home: Path) -> Mapping[str, str]:
    """Give what the browser needs in its environment: its own libraries, its own font, and a home to write to."""
    libraries = _UNPACKED / "al2023" / "lib"
    return {"LD_LIBRARY_PATH": str(libraries), "FONTCONFIG_PATH": str(_UNPACKED / "fonts"), "HOME": str(home)}


def node() -> Path:
    """Give the Node of the wheel: Playwright's own one needs a library that a fresh Debian 12 lacks."""
    return Path(sys.executable).parent / "node"


if __name__ == "__main__":
    unpack()

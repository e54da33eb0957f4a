"""Files as one ZIP: the same files give the same bytes, so that its hash can be recorded and made again."""

import hashlib
import io
import zipfile
from collections.abc import Mapping

SUMS = "SHA256SUMS"


def packed(files: Mapping[str, bytes]) -> bytes:
    """Give files by path as a ZIP, in their order, with one fixed moment (1980-01-01) on all of them."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content, compress_type=zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def summed(files: Mapping[str, bytes]) -> bytes:
    """Give the SHA-256 of each file as ``sha256sum -c`` reads it."""
    lines = (f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items()))
    return "".join(lines).encode()

"""Several letters in one file, to be looked at together."""

import io
from collections.abc import Iterable

import pypdf


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Give the sheets of several letters that we set ourselves as one PDF, in their order."""
    writer, sink = pypdf.PdfWriter(), io.BytesIO()
    for pdf in pdfs:
        writer.append(io.BytesIO(pdf))
    writer.write(sink)
    return sink.getvalue()

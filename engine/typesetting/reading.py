"""The words of a letter, for whoever cannot see its picture."""

import io

import pypdf


def words(pdf: bytes) -> tuple[str, ...]:
    """Give the text of each sheet of a letter that we set ourselves, in reading order."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return tuple(page.extract_text().strip() for page in pages)

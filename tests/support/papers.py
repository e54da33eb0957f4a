"""Reads a letter back as its receiver would."""

import io

import pypdf


def text_of(pdf: bytes) -> str:
    """Give what stands on the pages of a PDF, its white space evened out."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())

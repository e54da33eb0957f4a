"""QR codes of letters."""

import io

import segno

# Level M bears a fold or a stamp on the paper and still fits on a thumbnail.
LEVEL = "m"


def qr(text: str) -> str:
    """Give the QR code of a text as SVG, without the margin that the letter gives it."""
    sink = io.BytesIO()
    segno.make(text, error=LEVEL, micro=False).save(sink, kind="svg", border=0, xmldecl=False)
    return sink.getvalue().decode()

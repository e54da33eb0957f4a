"""Small files of every kind that is taken, and of some that are not: made here: no real ones lie about."""

import io
import zipfile
from collections.abc import Mapping

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40)
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00" + bytes(40)
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(30)
MP3_TAGGED = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(40)
MP3_BARE = b"\xff\xfb\x90\x00" + bytes(40)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
EXE = b"MZ" + bytes(60)
VIDEO_OGG = b"OggS\x00\x02" + bytes(22) + b"\x80theora" + bytes(30)


def zipped(entries: Mapping[str, bytes], *, stored: str = "") -> bytes:
    """Give an archive of these entries in order; the one named ``stored`` is not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            kind = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    return buffer.getvalue()


DOCX = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
DOCX_MACROS = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>", "word/vbaProject.bin": b"x"})
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
ODT = zipped({"mimetype": ODT_TYPE, "content.xml": b"<office/>"}, stored="mimetype")
ODT_SCRIPTS = zipped({"mimetype": ODT_TYPE, "Basic/script-lc.xml": b"<x/>"}, stored="mimetype")
ZIP = zipped({"catatan.txt": b"halo"})

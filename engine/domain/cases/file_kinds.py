"""What kinds of files are taken, told by their content and never by their name or what a browser says of them.

Signatures stand in the formats' own specifications: PDF (ISO 32000-1, 7.5.2), JPEG (ISO 10918-1, B.1.1.3), PNG (RFC
2083, 12.11), WebP (RIFF container), MPEG-4 audio (ISO 14496-12, 4.3), Ogg (RFC 3533, 6), MP3 (ISO 11172-3, 2.4.1.3, and
ID3v2), Office Open XML (ISO 29500-2) and OpenDocument (ISO 26300-3, 3.3).
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

HEAD_BYTES = 64
"""How many bytes from a file's beginning tell whether it can be any of the kinds at all."""

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file: its media type, its usual ending and what people call it."""

    media_type: str
    ending: str
    label: str


PDF = Kind(media_type="application/pdf", ending="pdf", label="PDF")
JPEG = Kind(media_type="image/jpeg", ending="jpg", label="Foto JPEG")
PNG = Kind(media_type="image/png", ending="png", label="Gambar PNG")
WEBP = Kind(media_type="image/webp", ending="webp", label="Gambar WebP")
M4A = Kind(media_type="audio/mp4", ending="m4a", label="Rekaman M4A")
OGG = Kind(media_type="audio/ogg", ending="ogg", label="Rekaman Ogg")
MP3 = Kind(media_type="audio/mpeg", ending="mp3", label="Rekaman MP3")
DOCX = Kind(
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ending="docx",
    label="Dokumen Word",
)
ODT = Kind(media_type="application/vnd.oasis.opendocument.text", ending="odt", label="Dokumen OpenDocument")
KINDS: Mapping[str, Kind] = {one.media_type: one for one in (PDF, JPEG, PNG, WEBP, M4A, OGG, MP3, DOCX, ODT)}

_ZIP = b"PK\x03\x04"
_BRANDS = frozenset({b"M4A ", b"M4B ", b"mp42", b"isom", b"iso5", b"iso6", b"dash"})


def of_head(head: bytes) -> bool:
    """Tell whether a file that begins like this can be of a kind that is taken; cheap, and asked of the first bytes."""
    return head.startswith(_ZIP) or any(matches(head) for matches in _PLAIN.values())


def of_content(content: bytes) -> Kind | None:
    """Give the kind of a whole file; None for one that is not taken, such as a document that carries macros."""
    if content.startswith(_ZIP):
        return _archived(content)
    found = next((media_type for media_type, matches in _PLAIN.items() if matches(content)), None)
    return None if found is None else KINDS[found]


def _is_pdf(head: bytes) -> bool:
    return head.startswith((b"%PDF-1.", b"%PDF-2."))


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _is_m4a(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _BRANDS


def _is_ogg(head: bytes) -> bool:
    """Tell whether this is Ogg with sound in it: the first packet names Vorbis, Opus, Speex or FLAC."""
    return head.startswith(b"OggS\x00") and any(
        name in head[26:48] for name in (b"vorbis", b"OpusHead", b"Speex", b"FLAC")
    )


def _is_mp3(head: bytes) -> bool:
    """Tell whether this begins with an ID3v2 tag, or with a frame of MPEG audio layer III."""
    if head.startswith(b"ID3"):
        return len(head) > 9 and all(byte < 0x80 for byte in head[6:10])
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 not in {0x00, 0xF0}


_PLAIN: Mapping[str, Callable[[bytes], bool]] = {
    PDF.media_type: _is_pdf,
    JPEG.media_type: lambda head: head.startswith(b"\xff\xd8\xff"),
    PNG.media_type: lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    WEBP.media_type: _is_webp,
    M4A.media_type: _is_m4a,
    OGG.media_type: _is_ogg,
    MP3.media_type: _is_mp3,
}


def _archived(content: bytes) -> Kind | None:
    """Give the kind of a zipped document; one with macros, or that would unpack into very much, is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                return None
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
                return None
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return DOCX
            return ODT if _says_odt(archive, entries) and not _has_scripts(names) else None
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        return None  # broken, encrypted, or packed in a way that is not read here


def _says_odt(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> bool:
    first = entries[0]
    plain = first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and first.file_size < 100
    return plain and archive.read(first) == ODT.media_type.encode()


def _has_scripts(names: set[str]) -> bool:
    return any(name.startswith(("Basic/", "Scripts/")) for name in names)

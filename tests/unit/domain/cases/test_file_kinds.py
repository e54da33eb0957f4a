"""Files are told by their content: what is taken, and what only claims to be."""

import pytest

from engine.domain.cases import file_kinds
from tests.support.files import small_files as made

TAKEN = {
    "pdf": (made.PDF, file_kinds.PDF),
    "jpeg": (made.JPEG, file_kinds.JPEG),
    "png": (made.PNG, file_kinds.PNG),
    "webp": (made.WEBP, file_kinds.WEBP),
    "m4a": (made.M4A, file_kinds.M4A),
    "ogg": (made.OGG, file_kinds.OGG),
    "mp3 with a tag": (made.MP3_TAGGED, file_kinds.MP3),
    "mp3 without one": (made.MP3_BARE, file_kinds.MP3),
    "docx": (made.DOCX, file_kinds.DOCX),
    "odt": (made.ODT, file_kinds.ODT),
}
REFUSED_AT_ONCE = {
    "empty": b"",
    "page": made.HTML,
    "drawing": made.SVG,
    "program": made.EXE,
    "film": made.VIDEO_OGG,
    "riff that is sound": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40),
    "id3 of another make": b"ID3\x04\x00\x00\xff\x00\x00\x0a" + bytes(40),
    "mpeg of another layer": b"\xff\xfd\x90\x00" + bytes(40),
    "mp4 of another brand": b"\x00\x00\x00\x20ftypqt  " + bytes(40),
}
REFUSED_WHEN_WHOLE = {
    "archive": made.ZIP,
    "document with macros": made.DOCX_MACROS,
    "document with scripts": made.ODT_SCRIPTS,
    "cut": made.DOCX[:-30],
    "packed type": made.zipped({"mimetype": made.ODT_TYPE, "content.xml": b""}),
    "other type": made.zipped({"mimetype": b"application/epub+zip"}, stored="mimetype"),
    "many entries": made.zipped({f"{number}.xml": b"" for number in range(file_kinds.MOST_ENTRIES + 1)}),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_kind_that_is_taken_is_told_by_its_content(name: str) -> None:
    content, kind = TAKEN[name]

    assert file_kinds.of_head(content[: file_kinds.HEAD_BYTES])
    assert file_kinds.of_content(content) == kind


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_what_begins_like_none_of_them_is_refused_at_once(name: str) -> None:
    assert not file_kinds.of_head(REFUSED_AT_ONCE[name][: file_kinds.HEAD_BYTES])
    assert file_kinds.of_content(REFUSED_AT_ONCE[name]) is None


@pytest.mark.parametrize("name", REFUSED_WHEN_WHOLE)
def test_an_archive_is_judged_when_it_is_whole(name: str) -> None:
    assert file_kinds.of_head(REFUSED_WHEN_WHOLE[name][: file_kinds.HEAD_BYTES])
    assert file_kinds.of_content(REFUSED_WHEN_WHOLE[name]) is None


def test_a_document_that_would_unpack_into_very_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "LARGEST_UNPACKED", 1000)

    for size, kind in ((1000, file_kinds.DOCX), (1001, None)):
        content = made.zipped({"[Content_Types].xml": b"", "word/document.xml": bytes(size)})
        assert file_kinds.of_content(content) == kind

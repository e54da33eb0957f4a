"""What may enter: DMN 1.1 to 1.5 and nothing that could harm the one who reads it."""

import pytest

from engine import dmn
from engine.dmn import source
from tests.unit.dmn import writing


def _reason(xml: bytes) -> object:
    with pytest.raises(dmn.ModelUnreadableError) as refused:
        dmn.read(xml)
    return refused.value.ids["reason"]


@pytest.mark.parametrize(("namespace", "version"), sorted(source.VERSIONS.items()))
def test_every_version_from_1_1_to_1_5_is_read(namespace: str, version: str) -> None:
    model = dmn.read(writing.model(writing.decision("a", writing.literal("1")), namespace=namespace))
    assert model.definitions.version == version
    assert list(model.decisions) == ["a"]


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b'<!DOCTYPE definitions [<!ENTITY a "b">]><definitions xmlns="urn:x"/>', "doctype"),
        (b"<definitions", "xml"),
        (b"", "xml"),
        (b"\x00\x01\x02", "xml"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding"),
        (b"<definitions/>", "version"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "version"),
        (writing.model().replace(b"definitions", b"decisions"), "version"),
    ],
)
def test_what_is_no_decision_model_is_refused_with_a_reason(xml: bytes, reason: str) -> None:
    assert _reason(xml) == reason


def test_a_doctype_is_refused_in_any_encoding() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert _reason(text.encode("utf-16")) == "doctype"


def test_files_above_the_size_are_refused_before_they_are_parsed() -> None:
    assert _reason(b"<" * (source.MAX_BYTES + 1)) == "size"


def test_nesting_above_the_depth_is_refused() -> None:
    deep = "<list>" * source.MAX_DEPTH + "</list>" * source.MAX_DEPTH
    assert _reason(writing.model(writing.decision("a", deep))) == "depth"


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_ELEMENTS", 100)

    assert dmn.read(writing.model("<a/>" * 99)).decisions == {}
    assert _reason(writing.model("<a/>" * 100)) == "elements"


def test_drawing_and_extensions_of_other_tools_are_left_out() -> None:
    foreign = '<x:shape xmlns:x="urn:draw"><decision id="b"/>teks</x:shape>'
    extension = '<extensionElements><decision id="c"/></extensionElements>'
    model = dmn.read(writing.model(foreign, extension, writing.decision("a", writing.literal("1"))))
    assert list(model.decisions) == ["a"]


def test_an_unreadable_file_names_its_line_and_none_of_its_content() -> None:
    with pytest.raises(dmn.ModelUnreadableError) as refused:
        dmn.read(b"<a>\n<b>rahasia</a>")
    assert refused.value.ids == {"reason": "xml", "line": 2}
    assert "rahasia" not in str(refused.value)

"""The hardened reading of uploads: each hostile file gets its own refusal, and nothing outside is touched."""

from pathlib import Path

import pytest

from engine.bpmn.base import xml

HOSTILE = {
    "empty": (b"", xml.XmlBrokenError),
    "half": (b"<a><b></a>", xml.XmlBrokenError),
    "unknown encoding": (b"<?xml version='1.0' encoding='nope'?><a/>", xml.XmlBrokenError),
    "wrong encoding": (b"<?xml version='1.0' encoding='UTF-8'?><a>\xff</a>", xml.XmlBrokenError),
    "plain doctype": (b"<!DOCTYPE a><a/>", xml.XmlDoctypeError),
    "internal entity": (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", xml.XmlDoctypeError),
    "doctype in UTF-16": ("<!DOCTYPE a><a/>".encode("utf-16"), xml.XmlDoctypeError),
    "deep": (b"<a>" * 101 + b"</a>" * 101, xml.XmlTooDeepError),
    "deeper than the library bears": (b"<a>" * 5000 + b"</a>" * 5000, xml.XmlBrokenError),
    "many": (b"<a>" + b"<b/>" * xml.MOST_ELEMENTS + b"</a>", xml.XmlTooManyElementsError),
    "large": (b" " * (xml.LARGEST_FILE + 1), xml.XmlTooLargeError),
}


@pytest.mark.parametrize(("data", "error"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_its_own_code(data: bytes, error: type[xml.RefusedXmlError]) -> None:
    with pytest.raises(error) as refusal:
        xml.parse(data)

    assert refusal.value.code == error.code


def test_the_limits_themselves_are_allowed() -> None:
    deepest = xml.parse(b"<a>" * 100 + b"</a>" * 100)
    widest = xml.parse(b"<a>" + b"<b/>" * (xml.MOST_ELEMENTS - 1) + b"</a>")

    assert len(list(deepest.iter())) == 100
    assert len(widest) == xml.MOST_ELEMENTS - 1


def test_broken_xml_names_line_and_column() -> None:
    with pytest.raises(xml.XmlBrokenError) as refusal:
        xml.parse(b"<a>\n  <b>\n</a>")

    assert refusal.value.ids["line"] == 3


def test_billion_laughs_is_refused() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l9;</a>'

    with pytest.raises(xml.RefusedXmlError):
        xml.parse(bomb.encode())


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary", encoding="utf-8")
    attack = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'

    with pytest.raises(xml.RefusedXmlError) as refusal:
        xml.parse(attack.encode())

    assert "canary" not in str(refusal.value)


def test_comments_and_processing_instructions_are_dropped() -> None:
    root = xml.parse(b"<?other x?><a><!-- note --><?php evil?><b/></a>")

    assert [xml.local_name(child) for child in root] == ["b"]


def test_names_are_split_from_their_namespaces() -> None:
    root = xml.parse(b'<m:lane xmlns:m="http://www.omg.org/spec/BPMN/20100524/MODEL"><bare/></m:lane>')

    assert (xml.local_name(root), xml.namespace(root)) == ("lane", xml.BPMN)
    assert (xml.local_name(root[0]), xml.namespace(root[0])) == ("bare", "")
    assert root.tag == xml.bpmn("lane")
    assert xml.lindung("role") == "{urn:lindung:bpmn:1}role"

"""The side table: what extension attributes and lanes say of each element."""

from engine.bpmn.base import xml
from engine.bpmn.reading import side_table
from engine.domain.policy.elements import ElementInfo
from tests.support.diagrams.bpmn_text import document, end, node, start, users

LANES = (
    '<bpmn:laneSet id="ls"><bpmn:lane id="luar" lindung:role="petugas"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
    "<bpmn:flowNodeRef>sub</bpmn:flowNodeRef><bpmn:flowNodeRef>b</bpmn:flowNodeRef>"
    '<bpmn:childLaneSet id="cs"><bpmn:lane id="dalam" lindung:role="psikolog"><bpmn:flowNodeRef>b</bpmn:flowNodeRef>'
    '</bpmn:lane><bpmn:lane id="tanpa"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>'
    "</bpmn:lane></bpmn:laneSet>"
)


def table(*body: str) -> dict[str, ElementInfo]:
    """Give the side table of a process."""
    return side_table.read([xml.parse(document(*body))])


def test_every_attribute_is_read() -> None:
    info = table(
        node(
            "userTask",
            "a",
            name="Terima",
            lindung_form="terima",
            lindung_clause="TTG-PM-1 TTG-PM-2",
            lindung_basis="C",
            lindung_slaStart="mulai",
            lindung_slaStop="satu dua",
            lindung_document="tanda_terima",
            lindung_decision="d",
            lindung_separateFrom="b",
            lindung_role="kepala",
        )
    )["a"]

    assert info == ElementInfo(
        id="a",
        kind="userTask",
        name="Terima",
        role="kepala",
        form="terima",
        clause=("TTG-PM-1", "TTG-PM-2"),
        basis="C",
        sla_start=("mulai",),
        sla_stop=("satu", "dua"),
        documents=("tanda_terima",),
        decision="d",
        separate_from="b",
    )


def test_an_element_that_says_nothing_has_nothing() -> None:
    info = table(start(), end())["s"]

    assert (info.name, info.role, info.form, info.clause, info.basis) == ("", "", None, (), None)


def test_the_innermost_lane_that_names_a_role_wins() -> None:
    roles = {key: info.role for key, info in table(LANES, users("a", "b", "c")).items()}

    assert (roles["a"], roles["b"], roles["c"]) == ("petugas", "psikolog", "")


def test_what_lies_in_a_sub_process_works_in_its_lane() -> None:
    assert table(LANES, node("subProcess", "sub", users("dalam_sub")))["dalam_sub"].role == "petugas"


def test_of_two_elements_with_one_id_the_first_counts() -> None:
    roots = [xml.parse(document(node("userTask", "a", name=name))) for name in ("satu", "dua")]

    assert side_table.read(roots)["a"].name == "satu"

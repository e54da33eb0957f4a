"""Deploying through the services: a version that lost a name which Python knows is refused, and nothing is stored."""

import pytest

from engine import errors
from engine.domain import vocabulary
from engine.services.policy import definitions
from tests.support.diagrams import renaming
from tests.support.offices import procedures
from tests.support.offices.factories import CLI, Office

NEVER = renaming.offering("pilihan", "ya", "tidak")


def refused(office: Office, files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Give (code, element) of what a deployment is refused for."""
    with pytest.raises(definitions.DefinitionRefusedError) as caught:
        office.deploy(files)
    return [(one.code, one.element_id) for one in caught.value.refusals]


def test_a_renamed_risk_is_refused_and_nothing_is_stored(office: Office) -> None:
    assert refused(office, renaming.in_forms(procedures.two_steps(), vocabulary.RISK)) == [
        ("known_name_lost", renaming.OTHER)
    ]
    with pytest.raises(errors.NotFoundError), office.acting(office.user("ida", "penyelia")) as tx:
        definitions.get(tx, "uji")


def test_a_version_without_the_risk_of_the_one_before_is_refused(office: Office) -> None:
    office.deploy(procedures.two_steps())

    assert refused(office, NEVER) == [("known_name_lost", vocabulary.RISK)]


def test_a_procedure_that_never_had_it_goes_on_without(office: Office) -> None:
    office.deploy(NEVER)

    assert office.deploy(renaming.offering("pilihan", "ya", "belum")).version == 2


def test_who_leaves_it_out_on_purpose_says_so_in_the_head(office: Office) -> None:
    office.deploy(procedures.two_steps())

    assert office.deploy(renaming.without(NEVER, vocabulary.RISK)).version == 2


def test_the_real_check_refuses_it_too(office: Office) -> None:
    files = renaming.in_forms(procedures.two_steps(), vocabulary.RISK)

    with pytest.raises(definitions.DefinitionRefusedError) as caught, office.acting(CLI) as tx:
        definitions.deploy(tx, files=files)

    assert [one.code for one in caught.value.refusals] == ["known_name_lost"]
    assert "What stops working: The inbox does not know the risk" in caught.value.refusals[0].reason_en

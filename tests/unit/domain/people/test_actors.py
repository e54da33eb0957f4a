"""Persons and named system actors."""

from engine.domain.people import actors


def test_a_person_holds_roles_in_agencies() -> None:
    siti = actors.Actor(id="siti", roles=frozenset({("ttg", "penyelia"), ("jbr", "auditor")}))
    assert not siti.is_system
    assert siti.agencies == {"ttg", "jbr"}
    assert siti.holds("penyelia", agency="ttg")
    assert not siti.holds("penyelia", agency="jbr")


def test_a_system_actor_is_named_and_holds_nothing() -> None:
    timers = actors.system("timers")
    assert (timers.id, timers.is_system, timers.agencies) == ("system:timers", True, frozenset())

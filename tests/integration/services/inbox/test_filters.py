"""Filters that people keep: personal or shared, replaced by name, never holding what the inbox does not know."""

from datetime import timedelta
from typing import Any

import pytest

from engine import errors
from engine.domain.people import actors
from engine.services.inbox import filters
from engine.services.inbox.filters import FilterView
from engine.services.inbox.inbox import TaskQuery
from tests.support.offices.factories import AGENCY, Office

LATE = {"sla_state": "breached", "inbox": "roles", "due_within_hours": 72}


@pytest.fixture
def officer(office: Office) -> actors.Actor:
    """Give an intake officer."""
    return office.user("siti", "petugas_pengaduan")


def _save(office: Office, actor: actors.Actor, name: str = "Terlambat", **given: Any) -> FilterView:
    with office.acting(actor) as tx:
        return filters.save(tx, **{"name": name, "parts": LATE} | given)


def _names(office: Office, actor: actors.Actor) -> list[tuple[str, str | None, bool]]:
    with office.acting(actor) as tx:
        return [(one.name, one.agency, one.may_remove) for one in filters.search(tx)]


def test_a_kept_filter_means_the_same_query_again(office: Office, officer: actors.Actor) -> None:
    kept = _save(office, officer, "  Yang   terlambat ")

    query = filters.query_of(kept.parts)

    assert kept.name == "Yang terlambat"
    assert query == TaskQuery(sla_state="breached", inbox="roles", due_within=timedelta(days=3))
    assert filters.parts_of(query) == LATE
    assert filters.parts_of(TaskQuery()) == {}


def test_the_same_name_again_replaces_it(office: Office, officer: actors.Actor) -> None:
    first = _save(office, officer)
    again = _save(office, officer, parts={"risk": "tinggi"})

    assert (again.id, again.parts) == (first.id, {"risk": "tinggi"})


def test_a_shared_filter_is_everybodys_of_the_agency_and_its_sharers_to_remove(
    office: Office, officer: actors.Actor
) -> None:
    supervisor, head = office.user("ida", "penyelia"), office.user("kepala", "kepala")
    far = office.user("jauh", "petugas_pengaduan", agency="uptd_ppa_jember")
    shared = _save(office, supervisor, agency=AGENCY)
    _save(office, supervisor, "Pribadi")

    assert _names(office, officer) == [("Terlambat", AGENCY, False)]
    assert _names(office, far) == []
    with pytest.raises(errors.NotFoundError), office.acting(officer) as tx:
        filters.remove(tx, shared.id)
    with office.acting(head) as tx:
        filters.remove(tx, shared.id)
    assert _names(office, supervisor) == [("Pribadi", None, True)]


def test_sharing_takes_the_right_to_share(office: Office, officer: actors.Actor) -> None:
    with office.acting(officer) as tx:
        assert filters.sharing_agencies(tx) == ()
    with office.acting(office.user("ida", "penyelia")) as tx:
        assert filters.sharing_agencies(tx) == (AGENCY,)

    with pytest.raises(errors.NotPermittedError):
        _save(office, officer, agency=AGENCY)
    with pytest.raises(errors.NotPermittedError):
        _save(office, office.user("ani", "admin_kebijakan"))


@pytest.mark.parametrize(
    "parts",
    [{"lain": "x"}, {"risk": 3}, {"due_within_hours": "3"}, {"due_within_hours": 0}, {"sort": "nama"}, {"cursor": "x"}],
)
def test_unknown_parts_are_refused(office: Office, officer: actors.Actor, parts: dict[str, Any]) -> None:
    with pytest.raises(filters.FilterInvalidError):
        _save(office, officer, parts=parts)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_filter_needs_a_name(office: Office, officer: actors.Actor, name: str) -> None:
    with pytest.raises(filters.FilterInvalidError):
        _save(office, officer, name)


def test_nobody_keeps_more_than_they_can_find(
    office: Office, officer: actors.Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST", 1)
    _save(office, officer)

    with pytest.raises(filters.FiltersFullError):
        _save(office, officer, "Lain")
    with pytest.raises(errors.NotFoundError), office.acting(officer) as tx:
        filters.remove(tx, "tidak-ada")

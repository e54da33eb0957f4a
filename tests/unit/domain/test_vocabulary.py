"""The list of names is whole: each once, with words for what depends on it, and with the codes of the rules."""

import pytest

from engine.domain import vocabulary
from engine.domain.cases import consent, urgency
from engine.domain.vocabulary import By, Name, When

LOSABLE = [one for one in vocabulary.NAMES if one.can_be_lost]


def test_each_name_stands_once() -> None:
    assert len(vocabulary.BY_KEY) == len(vocabulary.NAMES)


@pytest.mark.parametrize("name", vocabulary.NAMES, ids=lambda one: one.key)
def test_a_name_says_what_it_means_and_who_sets_it(name: Name) -> None:
    assert all([name.key.isidentifier(), name.meaning_id, name.meaning_en, name.type, name.by, name.uses])


@pytest.mark.parametrize("name", LOSABLE, ids=lambda one: one.key)
def test_what_can_be_lost_says_what_stops_in_both_languages(name: Name) -> None:
    assert all(use.stops_id and use.stops_en and use.when for use in name.uses)


def test_only_what_the_engine_gives_cannot_be_lost() -> None:
    assert {one.key for one in vocabulary.NAMES if not one.can_be_lost} == vocabulary.GIVEN


def test_every_condition_and_setter_has_words() -> None:
    used = {when for one in vocabulary.NAMES for use in one.uses for when in use.when}

    assert (used, set(vocabulary.CONDITIONS), set(vocabulary.SETTERS)) == (set(When), set(When), set(By))


@pytest.mark.parametrize("when", vocabulary.GROUPS)
def test_a_group_is_made_of_known_names_of_one_kind(when: When) -> None:
    members = [vocabulary.BY_KEY[key] for key in vocabulary.GROUPS[when]]

    assert len({one.routed for one in members}) == 1
    assert any(when in use.when for one in members for use in one.uses)


def test_codes_are_those_that_the_rules_read() -> None:
    risk, agreed = vocabulary.BY_KEY[vocabulary.RISK], vocabulary.BY_KEY[vocabulary.CONSENT]

    assert risk.values == set(urgency.RISK_RANKS)
    assert agreed.values == {consent.GIVEN, consent.REFUSED, consent.WITHDRAWN}

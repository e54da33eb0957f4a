"""The question to the consent gate: sending and showing ask it alike, so a page shows what the gate decides."""

from collections.abc import Mapping
from typing import Any

from engine.domain.cases import consent
from engine.store.tables.cases import Case


def held(case: Case, variables: Mapping[str, Any], *, told_reason: bool) -> consent.Standing:
    """Give the standing of consent for an instance of the case that has these variables.

    ``told_reason`` tells that an answer of the case gives the reason of an emergency.
    """
    return consent.standing(variables, withdrawn=case.consent_withdrawn_at is not None, told_reason=told_reason)

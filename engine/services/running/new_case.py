"""A new case: its rows, the case that another agency's referral opens, and the file of a finding."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.audits.findings import FINDING
from engine.domain.running import inputs
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.people import agencies
from engine.services.running import new_instance, steps
from engine.store.cases import cases
from engine.store.tables.cases import Case
from engine.store.tables.policy import Bundle

DIGITS = 10
"""How much of a finding's id stands in the number of its file."""


@dataclass(frozen=True, slots=True)
class Key:
    """A wrapped key, and the id of what it is wrapped for."""

    of: str
    wrapped: bytes


def open_case(tx: Transaction, bundle: Bundle, *, agency: str, channel: str, received_at: datetime) -> cases.Found:
    """Write the rows of a new case and its first instance, so that what follows can refer to them."""
    office = agencies.profile(tx, agency)
    year = tx.now.astimezone(office.zone).year
    count = cases.next_number(tx.session, agency=agency, year=year)
    case = _row(tx, agency=agency, number=f"{office.case_prefix}-{year}-{count:05d}")
    case.wrapped_key = tx.installation.vault.new_case_key(case_id=case.id)
    return _opened(tx, case, bundle, channel=channel, received_at=received_at)


def open_file(tx: Transaction, bundle: Bundle, *, agency: str, finding_id: str, sealed_by: Key) -> cases.Found:
    """Write the rows of a finding's file and of its first instance, received now.

    Its number tells neither how many findings there are nor that a case is missing; what is written in it is sealed by
    the key of its assignment.
    """
    prefix = agencies.profile(tx, agency).case_prefix
    case = _row(tx, agency=agency, number=f"{prefix}-TEMUAN-{finding_id.replace('-', '')[:DIGITS].upper()}")
    vault = tx.installation.vault
    case.wrapped_key = vault.key_again(sealed_by.wrapped, case_id=sealed_by.of, for_id=case.id)
    case.finding_id = finding_id
    return _opened(tx, case, bundle, channel=FINDING, received_at=tx.now)


def _row(tx: Transaction, *, agency: str, number: str) -> Case:
    return Case(
        id=str(uuid.uuid4()),
        number=number,
        agency=agency,
        state="open",
        opened_at=tx.now,
        access_seq=0,
        access_hash=chain.GENESIS,
    )


def _opened(tx: Transaction, case: Case, bundle: Bundle, *, channel: str, received_at: datetime) -> cases.Found:
    tx.session.add(case)
    tx.session.flush()
    return new_instance.instance(tx, case, bundle, channel=channel, received_at=received_at)


def take_in(
    tx: Transaction,
    chosen: tuple[Bundle, Deployed],
    *,
    agency: str,
    channel: str,
    known: Mapping[str, Any],
    origin: Mapping[str, str],
    link: Callable[[cases.Found], None],
) -> cases.Found:
    """Open a case for what another agency sent, received now; asked by the system, not by a person.

    Nobody fills the start form: its routing answers are taken from what is ``known``, and are None where it is silent.
    ``origin`` are the system's variables about the sender. ``link`` is called before the first step, with the new case.
    """
    bundle, deployed = chosen
    start_event = deployed.channel(channel).start
    form_id = deployed.definition.side_table[start_event].form
    names = deployed.form(form_id).routing_names if form_id is not None else frozenset()
    found = open_case(tx, bundle, agency=agency, channel=channel, received_at=tx.now)
    link(found)

    variables = {**{name: known.get(name) for name in names}, **new_instance.given(tx, found, deployed), **origin}
    event = inputs.Start(instance_id=found.instance.id, start_event=start_event, variables=variables)
    steps.advance(tx, found, {}, event, steps.Cause(element_id=start_event))
    return found

"""A new case: its rows, and the case that another agency's referral opens."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.domain.running import inputs
from engine.services.base.bundles import Deployed
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.people import agencies
from engine.services.running import new_instance, steps
from engine.store.cases import cases
from engine.store.tables.cases import Case
from engine.store.tables.policy import Bundle


def open_case(tx: Transaction, bundle: Bundle, *, agency: str, channel: str, received_at: datetime) -> cases.Found:
    """Write the rows of a new case and its first instance, so that what follows can refer to them."""
    office = agencies.profile(tx, agency)
    year = tx.now.astimezone(office.zone).year
    count = cases.next_number(tx.session, agency=agency, year=year)
    case_id = str(uuid.uuid4())
    case = Case(
        id=case_id,
        number=f"{office.case_prefix}-{year}-{count:05d}",
        agency=agency,
        state="open",
        opened_at=tx.now,
        wrapped_key=tx.installation.vault.new_case_key(case_id=case_id),
        access_seq=0,
        access_hash=chain.GENESIS,
    )
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

"""What a service task may ask for: registered names only; whoever draws a diagram does not own the server.

A handler writes rows in the transaction of its step, nothing else: what must leave the house becomes a job.
"""

from collections.abc import Callable, Mapping

from engine import errors
from engine.domain.running import facts
from engine.services.base.transaction import Transaction
from engine.store.cases import cases

Handler = Callable[[Transaction, cases.Found, facts.HandlerCalled], None]


class HandlerUnknownError(errors.LindungError):
    """The automatic step asks for a service that is not installed. Tell the system administrator.

    The check before deployment refuses a diagram that names such a handler.
    """

    code = "handler_unknown"


REGISTERED: Mapping[str, Handler] = {}


def call(tx: Transaction, found: cases.Found, fact: facts.HandlerCalled) -> None:
    """Run the registered handler; HandlerUnknownError when there is none of that name."""
    handler = REGISTERED.get(fact.handler)
    if handler is None:
        raise HandlerUnknownError(handler=fact.handler, element_id=fact.element_id, process_instance=found.instance.id)
    handler(tx, found, fact)

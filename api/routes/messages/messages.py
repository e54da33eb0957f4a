"""``/api/v1/messages``: telling a waiting case that something arrived."""

from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.messages import messages as schemas
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.messages import messages
from engine.services.messages.results import Delivered

noun = Noun("messages", description="Messages for cases that wait for them, found by case number.")


@noun.post("", body=schemas.Deliver, answer=derived.page(Delivered, "MessagesPage"))
def deliver(tx: Transaction, body: base.Checked) -> Page[Delivered]:
    """Deliver a message to every process of the case that waits for it; refused when none does.

    The case number is obligatory: a message never searches for somebody who might be meant. 409
    ``message_not_expected`` when the case does not wait for it.
    """
    reached = messages.deliver(
        tx,
        name=body["name"],
        case_number=body["case_number"],
        variables=body.get("variables", {}),
    )
    return Page(items=reached, next=None)

"""Which room reacts to which fact of a step, and in which order: the one table, given to every transaction.

``running`` writes the rows of a step and knows no other room; the rooms stand beside it and do not know each other.
The order is part of the promise: consent is heeded before anything is sent, and people are told last, of rows that
stand: also the incident of an instance that the step left standing still.
"""

from engine.domain.audits.findings import BY_MESSAGE
from engine.domain.referrals import referrals
from engine.services.audits import findings
from engine.services.base.transaction import Reactions
from engine.services.incidents import standstill
from engine.services.letters import freezing
from engine.services.notifying import tidings
from engine.services.referrals import answering, sending, withdrawing

TABLE = Reactions(
    heard=(withdrawing.heed,),  # first: what the step sends is measured by what it was just told
    written=(freezing.register_due, answering.lapse_unanswered),
    settled=(standstill.note, tidings.spread),
    thrown={
        referrals.SEND: sending.send,
        referrals.ANSWER: answering.from_case,
        referrals.FEEDBACK: answering.feedback_from_case,
        **dict.fromkeys(BY_MESSAGE, findings.heed),
    },
    delivered={referrals.ANSWERED: answering.hear, referrals.WITHDRAWN: withdrawing.hear},
    arrived={referrals.WITHDRAWN: withdrawing.withdraw},
)

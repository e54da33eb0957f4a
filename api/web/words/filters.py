"""The words that templates use."""

from collections.abc import Callable, Mapping

from api.web.words import moments, vocabulary

FILTERS: Mapping[str, Callable[..., str]] = {
    "moment": moments.moment,
    "brief": moments.brief,
    "iso": moments.iso,
    "span": moments.span,
    "due": moments.due,
    "risk": vocabulary.risk,
    "state": vocabulary.state,
    "event": vocabulary.event,
    "clock": vocabulary.clock,
    "basis": vocabulary.basis,
    "plain": vocabulary.plain,
    "paragraphs": vocabulary.paragraphs,
    "answer": vocabulary.answer,
    "signed": vocabulary.signed,
    "reading_status": vocabulary.reading_status,
    "unit": vocabulary.unit,
    "referral": vocabulary.referral,
    "referral_state": vocabulary.referral_state,
    "referral_basis": vocabulary.referral_basis,
    "referral_way": vocabulary.referral_way,
    "clock_time": moments.clock_time,
    "day": moments.day,
}

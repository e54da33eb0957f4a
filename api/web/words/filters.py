"""The words that templates use."""

from collections.abc import Callable, Mapping

from api.web.words import codes_in_words, moments

FILTERS: Mapping[str, Callable[..., str]] = {
    "moment": moments.moment,
    "brief": moments.brief,
    "iso": moments.iso,
    "span": moments.span,
    "due": moments.due,
    "risk": codes_in_words.risk,
    "state": codes_in_words.state,
    "event": codes_in_words.event,
    "clock": codes_in_words.clock,
    "basis": codes_in_words.basis,
    "plain": codes_in_words.plain,
    "paragraphs": codes_in_words.paragraphs,
    "answer": codes_in_words.answer,
    "signed": codes_in_words.signed,
    "reading_status": codes_in_words.reading_status,
    "unit": codes_in_words.unit,
    "referral": codes_in_words.referral,
    "referral_state": codes_in_words.referral_state,
    "referral_basis": codes_in_words.referral_basis,
    "referral_way": codes_in_words.referral_way,
    "clock_time": moments.clock_time,
    "day": moments.day,
}

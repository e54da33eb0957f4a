"""The small signs inside tasks, events and gateways, as path data about their own centre.

Forms follow the notation of BPMN 2.0.2 sections 10.3 (tasks), 10.5 (events) and 10.6 (gateways). A sign has a body,
filled when an event throws, and strokes on top of it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """Path data in pixels: ``body`` is a closed form, ``strokes`` are lines on it; either may be empty."""

    body: str
    strokes: str = ""


TASKS = {
    "userTask": Sign("M-7 8C-7 2-4 0 0 0C4 0 7 2 7 8ZM-3.5-4A3.5 3.5 0 1 0 3.5-4A3.5 3.5 0 1 0-3.5-4Z"),
    "manualTask": Sign("M-8-3L-2-7H0L-2-4H8V-2H2V0H8V2H2V4H7V6H2V7H-5L-8 4Z"),
    "serviceTask": Sign(
        "M-5.5 0A5.5 5.5 0 1 0 5.5 0A5.5 5.5 0 1 0-5.5 0ZM-2 0A2 2 0 1 0 2 0A2 2 0 1 0-2 0Z",
        "M0-5.5V-8M0 5.5V8M-5.5 0H-8M5.5 0H8M-3.9-3.9L-5.7-5.7M3.9 3.9L5.7 5.7M-3.9 3.9L-5.7 5.7M3.9-3.9L5.7-5.7",
    ),
    "businessRuleTask": Sign("M-8-6H8V6H-8Z", "M-8-2H8M-8 2H8M-3-2V6"),
    "scriptTask": Sign("M-4-7H7C4-4 4-2 6 1C7 4 6 6 3 7H-7C-4 5-4 3-6 0C-7-3-6-6-4-7Z", "M-3-3H3M-3 0H3M-2 3H4"),
    "sendTask": Sign("M-8-5H8V5H-8Z", "M-8-5L0 1L8-5"),
    "receiveTask": Sign("M-8-5H8V5H-8Z", "M-8-5L0 1L8-5"),
}

EVENTS = {
    "messageEventDefinition": Sign("M-9-6H9V6H-9Z", "M-9-6L0 1L9-6"),
    "timerEventDefinition": Sign(
        "M-11 0A11 11 0 1 0 11 0A11 11 0 1 0-11 0Z", "M0-7V0L5 3M0-11V-9M0 11V9M-11 0H-9M11 0H9"
    ),
    "signalEventDefinition": Sign("M0-9L9 7H-9Z"),
    "errorEventDefinition": Sign("M-9 8L-4-8L3 2L9-8L4 9L-3-1Z"),
    "escalationEventDefinition": Sign("M0-9L8 8L0 1L-8 8Z"),
    "conditionalEventDefinition": Sign("M-7-9H7V9H-7Z", "M-4-5H4M-4-1.7H4M-4 1.7H4M-4 5H4"),
    "terminateEventDefinition": Sign("M-10 0A10 10 0 1 0 10 0A10 10 0 1 0-10 0Z"),
    "linkEventDefinition": Sign("M-9-4H2V-9L10 0L2 9V4H-9Z"),
    "compensateEventDefinition": Sign("M-1-7V7L-10 0ZM8-7V7L-1 0Z"),
    "cancelEventDefinition": Sign("M-8-5L-5-8L0-3L5-8L8-5L3 0L8 5L5 8L0 3L-5 8L-8 5L-3 0Z"),
}
SEVERAL_EVENTS = Sign("M0-10L10-2L6 9H-6L-10-2Z")

# Gateways have strokes only; the width of the stroke belongs to the sign.
GATEWAYS = {
    "exclusiveGateway": (Sign("", "M-7-8L7 8M7-8L-7 8"), 3.4),
    "parallelGateway": (Sign("", "M-11 0H11M0-11V11"), 3.4),
    "inclusiveGateway": (Sign("M-10 0A10 10 0 1 0 10 0A10 10 0 1 0-10 0Z"), 2.8),
    "complexGateway": (Sign("", "M-11 0H11M0-11V11M-7-7L7 7M7-7L-7 7"), 3),
    "eventBasedGateway": (
        Sign(
            "M-13 0A13 13 0 1 0 13 0A13 13 0 1 0-13 0Z",
            "M-10 0A10 10 0 1 0 10 0A10 10 0 1 0-10 0ZM0-6L6-1L4 5H-4L-6-1Z",
        ),
        1.2,
    ),
}

# Markers stand side by side at the foot of an activity.
MARKERS = {
    "loop": Sign("", "M-3 6A6 6 0 1 1 3 6M-3 6L-7 6M-3 6V2"),
    "parallel": Sign("", "M-4-6V6M0-6V6M4-6V6"),
    "sequential": Sign("", "M-6-4H6M-6 0H6M-6 4H6"),
    "compensation": Sign("M-1-5V5L-7 0ZM6-5V5L0 0Z"),
    "ad_hoc": Sign("", "M-6 1C-3-4-1-2 0 0C1 2 3 4 6-1"),
    "collapsed": Sign("M-7-7H7V7H-7Z", "M-4 0H4M0-4V4"),
}

# What a mark means without its colour.
MARKS = {
    "late": Sign("", "M0-4V1M0 3.6V4"),
    "current": Sign("", "M-2-3.5L3.5 0L-2 3.5Z"),
    "done": Sign("", "M-4 0L-1 3L4-3"),
}

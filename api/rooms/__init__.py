"""The rooms that the web opens, in the order of the OpenAPI document."""

from api.rooms import (
    audit,
    cases,
    conformance,
    inbox,
    incidents,
    letters,
    log,
    messages,
    notifying,
    people,
    policy,
    public,
    referrals,
    time,
    user_tasks,
    verification,
)

ROOMS = (
    policy.ROOM,
    cases.ROOM,
    inbox.ROOM,
    user_tasks.ROOM,
    incidents.ROOM,
    messages.ROOM,
    referrals.ROOM,
    time.ROOM,
    letters.ROOM,
    audit.ROOM,
    log.ROOM,
    verification.ROOM,
    conformance.ROOM,
    people.ROOM,
    notifying.ROOM,
    public.ROOM,
)

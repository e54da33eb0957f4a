"""The rooms that the web opens, in the order of the OpenAPI document."""

from api.rooms import (
    audit,
    cases,
    incidents,
    letters,
    notifying,
    people,
    policy,
    public,
    referrals,
    running,
    time,
    user_tasks,
)

ROOMS = (
    policy.ROOM,
    cases.ROOM,
    user_tasks.ROOM,
    incidents.ROOM,
    running.ROOM,
    referrals.ROOM,
    time.ROOM,
    letters.ROOM,
    audit.ROOM,
    people.ROOM,
    notifying.ROOM,
    public.ROOM,
)

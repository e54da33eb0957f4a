"""Every table, one module a room: whoever imports this package knows the whole schema."""

from engine.store.tables import (
    audit,
    cases,
    content,
    incidents,
    installation,
    jobs,
    letters,
    messages,
    notifying,
    people,
    policy,
    public,
    referrals,
    running,
    time,
    user_tasks,
)

__all__ = [
    "audit",
    "cases",
    "content",
    "incidents",
    "installation",
    "jobs",
    "letters",
    "messages",
    "notifying",
    "people",
    "policy",
    "public",
    "referrals",
    "running",
    "time",
    "user_tasks",
]

"""The room of user tasks: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.user_tasks import user_tasks as user_tasks_routes
from api.web.frame.menu import Place
from api.web.pages.user_tasks import drafts, filters, inbox, team
from api.web.pages.user_tasks import user_tasks as tasks
from api.web.words.language import mark
from engine.services.user_tasks.team import READ as TEAM

ROOM = Room(
    pages=(
        inbox.pages,
        tasks.pages,
        drafts.pages,
        filters.pages,
        team.pages,
    ),
    places=(
        Place(at=10, address="/tugas", permission="user_task.read", name=mark("Tugas")),
        Place(at=40, address="/tim", permission=TEAM, name=mark("Tim")),
    ),
    nouns=(user_tasks_routes.noun,),
)

"""The room of user tasks: its pages and its noun."""

from api.rooms.base import Room
from api.routes.user_tasks import user_tasks as user_tasks_routes
from api.web.pages.user_tasks import drafts
from api.web.pages.user_tasks import user_tasks as tasks

ROOM = Room(pages=(tasks.pages, drafts.pages), nouns=(user_tasks_routes.noun,))

"""The room of the log: what anybody may fetch of it, and the daily slip."""

from api.rooms.base import Room
from api.routes.log import log as log_routes
from api.web.pages.log import daily_slip

ROOM = Room(pages=(daily_slip.pages,), doors=(log_routes.door,))

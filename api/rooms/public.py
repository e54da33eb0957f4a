"""The room of public: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.web.pages.public import public_reports

ROOM = Room(
    pages=(
        public_reports.pages,
        public_reports.returning,
    ),
)

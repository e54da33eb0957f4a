"""The room of people: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.people import agencies as agencies_routes
from api.web.pages.people import help_page, preferences, session, sign_in, substitutions

ROOM = Room(
    pages=(
        sign_in.pages,
        session.pages,
        preferences.pages,
        help_page.pages,
        substitutions.pages,
    ),
    nouns=(agencies_routes.noun,),
)

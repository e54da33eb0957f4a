"""The room of referrals: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.referrals import referrals as referrals_routes
from api.web.pages.referrals import referrals

ROOM = Room(
    pages=(referrals.pages,),
    nouns=(referrals_routes.noun,),
)

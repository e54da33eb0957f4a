"""The room of messages: its noun."""

from api.room import Room
from api.routes.messages import messages

ROOM = Room(nouns=(messages.noun,))

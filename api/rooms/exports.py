"""The room of exports: traces of processes for process mining; the form that asks for them is on a practice page."""

from api.rooms.base import Room
from api.routes.exports import trace_exports as trace_exports_routes

ROOM = Room(nouns=(trace_exports_routes.noun,))

"""The room of audits: assignments with their samples, and findings."""

from api.rooms.base import Room
from api.routes.audits import assignments as assignments_routes
from api.routes.audits import findings as findings_routes
from api.routes.audits import samples as samples_routes
from api.web.frame.menu import Place
from api.web.pages.audits import assignments, findings
from api.web.words.language import mark
from engine.domain.people.permissions import ANSWER, WRITE
from engine.services.audits.assignments import READ

ROOM = Room(
    pages=(assignments.pages, findings.pages),
    places=(
        Place(at=16, address="/audit/penugasan", permission=READ, name=mark("Penugasan"), reach="audit"),
        Place(at=56, address="/audit/penugasan", permission=READ, name=mark("Penugasan")),
        Place(at=57, address="/audit/temuan", permission=WRITE, name=mark("Temuan")),
        Place(at=57, address="/audit/temuan", permission=ANSWER, name=mark("Temuan")),
    ),
    nouns=(assignments_routes.noun, samples_routes.noun, findings_routes.noun),
)

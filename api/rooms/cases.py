"""The room of cases: its pages, places in the menu, and nouns."""

from api.rooms.base import Room
from api.routes.cases import cases as cases_routes
from api.routes.cases import process_instances as process_instances_routes
from api.web.frame.menu import Place
from api.web.pages.cases import cases, files, new_report
from api.web.words.language import mark

ROOM = Room(
    pages=(
        cases.pages,
        files.pages,
        new_report.pages,
    ),
    places=(
        Place(at=20, address="/kasus", permission="case.read", name=mark("Kasus")),
        Place(at=30, address="/laporan", permission="report.register", name=mark("Laporan baru")),
    ),
    nouns=(
        cases_routes.noun,
        process_instances_routes.noun,
    ),
)

"""The main menu: the pages that a person's rights make useful, the first of them being where they begin."""

from api.web.words.language import mark, say
from engine.services.base.transaction import Transaction
from engine.services.user_tasks import team

PLACES = (
    ("/tugas", "user_task.read", mark("Tugas")),
    ("/kasus", "case.read", mark("Kasus")),
    ("/laporan", "report.register", mark("Laporan baru")),
    ("/tim", team.READ, mark("Tim")),
    ("/surat", "document.sign", mark("Surat")),
    ("/tafsir", "definition.read", mark("Tafsir")),
    ("/gangguan", "incident.read", mark("Gangguan")),
)
"""Address, the permission that makes it useful, and its name."""

ANYBODY = "/bantuan"
"""Where a person without any of these rights begins."""


def places(tx: Transaction) -> list[tuple[str, str]]:
    """Give address and name of each page that the actor has a use for, in the order of the menu."""
    return [(address, say(name)) for address, permission, name in PLACES if tx.scopes(permission)]


def first(tx: Transaction) -> str:
    """Give the address where the actor's day begins."""
    return next((address for address, permission, _ in PLACES if tx.scopes(permission)), ANYBODY)

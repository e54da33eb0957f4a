"""A change of a procedure that is under way, with one step that the check complains of, for the album."""

from engine.clock import SystemClock
from engine.domain.changes.changes import Wanted
from engine.domain.people.actors import Actor
from engine.runtime import Runtime
from engine.services.changes import changes, files
from engine.settings import Settings
from engine.store.people import people
from tests.support.offices.factories import CLI
from tests.support.servers.service import Installation

DRAFTER = "admin_kebijakan.ttg"
PROCEDURE = "tebing_tinggi_pengaduan"
DIAGRAM = f"{PROCEDURE}.bpmn"
STEP = "layanan_pertama"
WANTED = Wanted(
    procedure=PROCEDURE,
    title="Layanan pertama bagi risiko tinggi dalam 20 menit",
    reason="Rapat evaluasi bulan lalu menemukan bahwa 30 menit terlalu lama bagi korban yang sedang terancam.",
    decree="Nota dinas 463/21/2026",
    clauses=("TTG-PM-WKT-02",),
)


def begin(installed: Installation) -> None:
    """Begin the change, and take the form of one step away."""
    runtime = Runtime.build(Settings.from_environment(installed.environment), SystemClock())
    with runtime.transaction(CLI) as tx:
        row = people.by_username(tx.session, DRAFTER)
        assert row is not None
        who = Actor(id=row.id, roles=frozenset(people.roles_of(tx.session, {row.id})[row.id]))
    with runtime.transaction(who) as tx:
        change = changes.begin(tx, WANTED)
    with runtime.transaction(who) as tx:
        content = files.read(tx, change.id, DIAGRAM).content or b""
        edit = files.edit(tx, change.id, DIAGRAM, content.replace(f'lindung:form="{STEP}" '.encode(), b""), seen=0)
    written = files.written(runtime.installation.checker, edit)
    with runtime.transaction(who) as tx:
        files.store(tx, edit, written)
    runtime.close()

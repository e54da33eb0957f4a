"""Writes every letter of one case of each procedure as PDF into a folder, to be looked at: ``make letters``.

    python -m tests.support.files.letters FOLDER

The cases are the longest stories among the scenarios, played on a database that is thrown away.
"""

import sys
import tempfile
from pathlib import Path

from engine.clock import FixedClock
from engine.runtime import Runtime
from engine.scenarios.hands import SUPERVISOR
from engine.services.cases import cases
from engine.services.letters import files
from tests.support.offices import factories
from tests.support.playing import scenarios
from tests.support.servers import databases

STORIES = (
    "tebing_tinggi_pengelolaan_kasus/01_dari_pengaduan_sampai_pulih",  # begins with its complaint
    "jember_pengaduan_rujukan/01_pelimpahan_kemenpppa_sampai_terminasi",
    "banyuwangi_p2tp2a/01_rujukan_polsek_ke_rumah_aman",
    "kemenpppa_penjangkauan/01_risiko_tinggi_lewat_sapa",
    "tebing_tinggi_pengaduan/09_diberi_informasi",
)


def main(folder: Path) -> None:
    """Play the stories and write what they produced."""
    with tempfile.TemporaryDirectory(prefix="letters") as home:
        url = f"sqlite:///{home}/lindung.db"
        databases.migrate(url)
        clock = FixedClock(factories.MORNING)
        runtime = Runtime.build(factories.settings(Path(home) / "data", database_url=url), clock)
        theatre = scenarios.Theatre(factories.furnish(runtime, clock))
        for story in STORIES:
            _write(theatre, story, folder)
        runtime.close()


def _write(theatre: scenarios.Theatre, story: str, folder: Path) -> None:
    played = theatre.play(story)
    reader = theatre.person(SUPERVISOR, played.scenario.agency)
    with theatre.office.acting(reader) as tx:
        produced = cases.get(tx, played.instance.case_number).documents
    target = folder / story.partition("/")[0]
    target.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(produced, start=1):
        with theatre.office.acting(reader) as tx:
            pdf = files.read(tx, one.id).pdf
        path = target / f"{number:02d}_{one.document}.pdf"
        path.write_bytes(pdf)
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What policy staff may write as long as they like must not stop a case: PostgreSQL refuses where SQLite does not."""

from datetime import timedelta

from engine.clock import FixedClock
from tasks import draining
from tests.support.offices import procedures
from tests.support.offices.factories import Office

LONG = "Terima_dan_catat_pengaduan_" * 12


def _long_names() -> dict[str, bytes]:
    """Give a procedure whose ids and names are over 300 characters long."""
    content = procedures.start() + procedures.task(LONG, LONG) + procedures.end(f"s{LONG}")
    content += procedures.flows("mulai", LONG, f"s{LONG}")
    return procedures.bundle(content, lanes={"petugas_pengaduan": ["mulai", LONG, f"s{LONG}"]})


def _reminding() -> dict[str, bytes]:
    """Give a procedure that reminds every hour, each time by a branch with an end of its own."""
    timer = (
        '<boundaryEvent id="lewat" name="Terlambat" attachedToRef="terima" cancelActivity="false" lindung:basis="P">'
        "<timerEventDefinition><timeCycle>R9/PT1H</timeCycle></timerEventDefinition></boundaryEvent>"
    )
    content = procedures.start() + procedures.task("terima", "Terima") + timer
    content += procedures.end("diingatkan_tanpa_menghentikan_layanan") + procedures.end()
    content += procedures.flows("mulai", "terima", "selesai")
    content += procedures.flows("lewat", "diingatkan_tanpa_menghentikan_layanan")
    nodes = ["mulai", "terima", "lewat", "selesai", "diingatkan_tanpa_menghentikan_layanan"]
    return procedures.bundle(content, lanes={"petugas_pengaduan": nodes})


def test_a_case_runs_however_long_ids_and_names_are(office: Office) -> None:
    office.deploy(_long_names())
    officer = office.user("siti", "petugas_pengaduan")
    task = office.start(officer).open_user_tasks[0]

    done = office.complete(officer, task.id)

    assert (task.name, done.process_instance.end_event) == (LONG, f"s{LONG}")


def test_a_case_ends_however_often_it_reminded(office: Office, clock: FixedClock) -> None:
    office.deploy(_reminding())
    officer = office.user("siti", "petugas_pengaduan")
    task = office.start(officer).open_user_tasks[0]
    for _ in range(8):
        clock.advance(timedelta(hours=1))
        draining.run_due(office.runtime)

    done = office.complete(officer, task.id)

    ends = str(done.process_instance.end_event).split()
    assert sorted(ends) == ["diingatkan_tanpa_menghentikan_layanan", "selesai"]

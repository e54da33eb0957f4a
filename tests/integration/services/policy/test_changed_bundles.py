"""A procedure or calendar that is not what was stored is refused when it is loaded; the others go on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.domain.people import actors
from engine.services.base import bundles
from engine.services.base.bundles import BundleChangedError
from engine.services.incidents import incidents
from engine.services.incidents.results import IncidentView
from engine.services.policy import definitions
from engine.services.time.calendars import CalendarChangedError
from tasks import draining
from tests.support.offices import ambiguous, overlaid, procedures
from tests.support.offices.factories import CLI, Office

FORM = "forms/isian.form"
HEAD = procedures.two_steps()["procedure.toml"]
OTHER = {**procedures.two_steps(), "procedure.toml": HEAD.replace(b'key = "uji"', b'key = "lain"')}


def tamper(office: Office, table: str, statement: str, **values: object) -> Office:
    """Change what is stored as an owner of the database could, and give the office after a restart."""
    with office.runtime.database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            connection.execute(text(f"DROP TRIGGER append_only_{table}_update"))
        connection.execute(text(statement), values)
    fresh = replace(office.runtime.installation, procedures=bundles.Cache(), calendars={})
    return Office(runtime=replace(office.runtime, installation=fresh), clock=office.clock)


def changed(office: Office, key: str = "uji") -> Office:
    """Change a label of a form of a deployed procedure."""
    return tamper(
        office,
        "bundle_files",
        "UPDATE bundle_files SET content = :content WHERE path = :path AND bundle_id = "
        "(SELECT id FROM bundles WHERE key = :key AND version = 1)",
        content=procedures.two_steps()[FORM].replace(b"Ringkasan", b"Rungkasan") + b" ",
        path=FORM,
        key=key,
    )


def told(office: Office) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Give (code, instance, names) of the open incidents."""
    with office.acting(CLI) as tx:
        found: tuple[IncidentView, ...] = incidents.search(tx, state="open", cursor=None, limit=9).items
    return [(one.code, one.process_instance, one.element_names) for one in found]


@pytest.fixture
def siti(office: Office) -> actors.Actor:
    """Give an officer."""
    return office.user("siti", "petugas_pengaduan", "penyelia")


def test_a_changed_bundle_starts_no_case_and_is_an_incident(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    after = changed(office)

    with pytest.raises(BundleChangedError):
        after.start(siti)

    assert told(after) == [("bundle_changed", None, ("uji 1",))]


def test_a_running_case_of_a_changed_bundle_stops_after_a_restart(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    shown = office.start(siti)
    after = changed(office)

    with pytest.raises(BundleChangedError):
        after.complete(siti, shown.open_user_tasks[0].id)

    assert [(code, instance) for code, instance, _ in told(after)] == [("bundle_changed", shown.id)]


def test_other_procedures_go_on(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    office.deploy(OTHER)
    after = changed(office)

    shown = after.start(siti, procedure="lain")
    after.complete(siti, shown.open_user_tasks[0].id)
    with after.acting(siti) as tx:
        assert [one.key for one in definitions.search(tx)] == ["lain"]
        assert [one.key for one in definitions.choices(tx)] == ["lain"]

    assert told(after) == [("bundle_changed", None, ("uji 1",))]


def test_a_changed_overlay_stops_no_case_and_is_an_incident(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    office.deploy(overlaid.by_data())
    after = changed(office, "lapis")

    shown = after.start(siti)
    done = after.complete(siti, shown.open_user_tasks[0].id, form=overlaid.HIGH)

    assert done.process_instance.id == shown.id
    assert told(after) == [("bundle_changed", None, ("lapis 1",))]


def test_its_files_deployed_again_are_a_new_version(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    after = changed(office)

    again = after.deploy(procedures.two_steps())

    assert (again.version, again.unchanged) == (2, False)
    assert after.start(siti).version == 2


def test_a_timer_of_a_changed_bundle_waits_for_the_incident(office: Office, siti: actors.Actor) -> None:
    office.deploy(ambiguous.files())
    shown = office.start(siti)
    statement = "UPDATE bundle_files SET content = :content WHERE path = 'sla.dmn'"
    after = tamper(office, "bundle_files", statement, content=b"x")
    after.clock.advance(timedelta(days=3))

    draining.run_due(after.runtime)

    assert [(code, instance) for code, instance, _ in told(after)] == [("bundle_changed", shown.id)]


CALENDAR = "UPDATE calendar_versions SET content = replace(content, :old, :new)"


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (CALENDAR, {"old": '"estimated":false', "new": '"estimated":true'}),
        (CALENDAR, {"old": '"agency"', "new": '"instansi"'}),
        ("UPDATE calendar_versions SET content = :content", {"content": "x"}),
        ("UPDATE calendar_versions SET content = :content", {"content": "[]"}),
    ],
)
def test_a_changed_calendar_is_refused_and_is_an_incident(
    office: Office, siti: actors.Actor, statement: str, values: dict[str, str]
) -> None:
    office.deploy(procedures.two_steps())
    shown = office.start(siti)
    after = tamper(office, "calendar_versions", statement, **values)

    with pytest.raises(CalendarChangedError):
        after.complete(siti, shown.open_user_tasks[0].id)

    assert [(code, instance) for code, instance, _ in told(after)] == [("calendar_changed", shown.id)]


def test_an_incident_of_a_case_names_no_element_of_a_changed_bundle(office: Office, siti: actors.Actor) -> None:
    office.deploy(procedures.two_steps())
    shown = office.start(siti)
    with office.acting(CLI) as tx:
        incidents.open_for(tx, code="process_failed", instance_id=shown.id, element_id="mulai")
        incidents.open_for(tx, code="process_failed", element_id="mulai")
    assert {names for _, _, names in told(office)} != {()}
    after = changed(office)

    assert {names for _, _, names in told(after)} == {()}

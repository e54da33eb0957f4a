"""One sentence in every text of every form, looked for as auditor: in no answer, export, error, log, row or queue."""

import gzip
import io
import itertools
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path

import pypdf
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.clock import FixedClock
from engine.domain.exports import formats
from engine.domain.forms import forms
from engine.runtime import Runtime
from engine.scenarios.reading import Scenario
from engine.services.audit import sights
from tasks import draining
from tests.support.house import canary
from tests.support.offices import examined, factories
from tests.support.offices.examined import Room
from tests.support.offices.factories import PASSWORD
from tests.support.playing import confiding, scenarios
from tests.support.playing.confiding import SENTENCE, TellingTheatre
from tests.support.web import clicks, shared_app

START_FORM, UNANSWERED = "registrasi_pengaduan", "tindak_lanjuti_tanpa_jawaban"
"""What no task of a scenario asks: reports begin with the one, and no scenario's recipient leaves a referral lying."""
EACH_CASE = re.compile(r"<(number|instance_id|task_id|document_id|package_id|referral_id|file_id)>")
"""Rules that are asked of every case; all others once."""
ASKED: Mapping[str, Iterable[str]] = {
    "/api/v1/access-events": ("case_number={number}",),
    "/api/v1/access-events/lists": ("reader={reader}",),
    "/api/v1/audit-samples": ("assignment={assignment}",),
    "/api/v1/evidence-packages": ("case_number={number}",),
    "/api/v1/documents": ("case_number={number}",),
    "/api/v1/history-events": ("process_instance={instance_id}",),
    "/api/v1/history-events/export": ("case_number={number}",),
    "/api/v1/user-tasks": ("case_number={number}",),
    "/audit/pembacaan": ("kasus={number}", "dari=2020-01-01&sampai=2030-01-01"),
    "/audit/pembacaan/pembaca": ("dari=2020-01-01&sampai=2030-01-01",),
    "/kasus": ("q={word}",),
}
"""Rule -> further queries with which it is asked."""


@pytest.fixture
def theatre(sqlite_template: Path, tmp_path: Path) -> Iterator[TellingTheatre]:
    """Open an office in which people tell the sentence everywhere."""
    shutil.copyfile(sqlite_template, tmp_path / "lindung.db")
    clock = FixedClock(factories.MORNING)
    settings = factories.settings(tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'lindung.db'}")
    built = Runtime.build(settings, clock)
    yield TellingTheatre(office=factories.furnish(built, clock))
    built.close()


@cache
def chosen() -> tuple[list[Scenario], set[confiding.Telling]]:
    """Give scenarios that tell all that the house's procedures let people tell, and what none of them tells."""
    return confiding.chosen(scenarios.WORKFLOWS, [scenarios.load(name) for name in scenarios.SCENARIOS])


def signed_in(room: Room, name: str) -> FlaskClient:
    """Give a browser with a token in which somebody of all agencies with cases has signed in."""
    client = shared_app.over(room.office.runtime).test_client()
    client.post("/masuk", data={"username": name, "password": PASSWORD})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {room.office.token(name)}"
    return client


def filled(rule: str, values: Mapping[str, str]) -> str:
    """Give a rule as an address; what has no value names nothing that is there."""
    return re.sub(r"<(\w+)>", lambda name: values.get(name[1], "tidak-ada"), rule)


def addresses(client: FlaskClient, room: Room) -> Iterator[str]:
    """Give every address that can be asked for with GET, of every case where it is one of a case."""
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        plain = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(rule))
        queries = ["", *(f"?{query}" for query in ASKED.get(str(rule), ()))]
        for query in queries:
            whole = plain + query.replace("{", "<").replace("}", ">")
            for names in [*room.cases, *room.files] if EACH_CASE.search(whole) else room.cases[:1]:
                yield filled(whole, names)
    for agency, key in room.practised:
        yield f"/api/v1/practice-figures/{key}?agency={agency}"
        yield f"/audit/prosedur/{key}?lembaga={agency}"


def handed_out(client: FlaskClient, room: Room) -> dict[str, TestResponse]:
    """Give what is answered where something is handed out: values of each case, packages, exported traces."""
    found = {}
    form_token = clicks.token(client.get(f"/audit/kasus/{room.cases[0]['number']}/bukti"))
    for names, reason in zip(room.cases, itertools.cycle(sights.REASONS), strict=False):
        address = f"/audit/kasus/{names['number']}/putar-ulang/nilai"
        found[address] = client.post(address, data={"form_token": form_token, "alasan": reason})
    for names in {one["key"]: one for one in room.cases}.values():  # events and time lines are asked of every case
        address = f"/api/v1/evidence-packages/{names['package_id']}/make"
        found[address] = client.post(address, json={})
    for (agency, key), form in itertools.product(room.practised, formats.FORMATS):
        wanted = {"process_definition": key, "agency": agency, "reason": "mutu"}
        found[f"{form} {agency} {key}"] = client.post(f"/api/v1/trace-exports/{form}", json=wanted)
    return found


def opened(content: bytes) -> str:
    """Give what stands in an answer: in an archive all of its files, in a PDF the words of its pages."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(opened(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"\x1f\x8b"):
        return opened(gzip.decompress(content))
    if content.startswith(b"%PDF"):
        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    return content.decode("utf-8", errors="replace")


def holds(answer: TestResponse) -> bool:
    """Tell whether an answer holds the sentence, or as much of it as would tell."""
    text = opened(answer.get_data()) + str(answer.headers)
    return "Kenariwati" in text or "Gang Burung" in text


def test_an_auditor_finds_nothing_of_what_was_told(theatre: TellingTheatre, capfd: pytest.CaptureFixture[str]) -> None:
    for one in chosen()[0]:
        theatre.play(one.name)
    theatre.hands.report_in_public()
    room = examined.furnish(theatre.office)
    client = signed_in(room, examined.AUDITOR)

    answers = {address: client.get(address) for address in addresses(client, room)}
    handed = handed_out(client, room)
    head = signed_in(room, examined.HEAD)
    told = [head.get(f"/kasus/{one['number']}") for one in room.cases]
    draining.run_errands(theatre.office.runtime)

    assert [address for address, answer in (answers | handed).items() if holds(answer)] == []
    assert [answer.request.path for answer in told if not holds(answer)] == []
    assert {form for form, _ in theatre.written} >= {START_FORM, "lembar_laporan", "laporan_publik"}
    assert {address: one.status_code for address, one in handed.items() if one.status_code != HTTPStatus.OK} == {}
    assert sum(answer.status_code == HTTPStatus.OK for answer in answers.values()) > 40 * len(scenarios.PROCEDURES)
    assert [answer for answer in answers.values() if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR] == []
    assert [row for row in canary.every_row(theatre.office.runtime) if "Kenariwati" in row] == []
    assert "Kenariwati" not in "".join(capfd.readouterr())


def test_the_sentence_is_told_in_every_text_that_a_scenario_can_tell() -> None:
    played, left = chosen()

    assert {one.folder for one in played} == set(scenarios.PROCEDURES)
    assert {form for form, *_ in left} == {START_FORM, UNANSWERED}


def test_each_form_has_texts_to_be_told_in_and_they_are_found() -> None:
    form = forms.parse((scenarios.WORKFLOWS / "shared/forms/asesmen.form").read_bytes())

    assert len(confiding.paths(form.fields)) > 3
    assert len(SENTENCE) < 60

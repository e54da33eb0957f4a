"""One sentence in every text of every form, looked for as auditor: in no answer, export, error, log, row or queue."""

import gzip
import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

import pypdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.clock import FixedClock
from engine.domain.forms import forms
from engine.runtime import Runtime
from engine.scenarios import reading
from engine.services.audit import sights
from engine.store.tables.cases import Case, CaseFile, ProcessInstance
from engine.store.tables.letters import Document
from engine.store.tables.policy import Bundle
from engine.store.tables.referrals import Referral
from engine.store.tables.user_tasks import UserTask
from tasks import draining
from tests.support.house import canary
from tests.support.offices import factories
from tests.support.offices.factories import CLI, PASSWORD
from tests.support.playing import confiding, scenarios
from tests.support.playing.confiding import SENTENCE, TellingTheatre
from tests.support.web import shared_app

NOTHING = "00000000-0000-0000-0000-000000000000"
EACH_CASE = re.compile(r"<(number|instance_id|task_id|document_id|referral_id|file_id)>")
"""Rules that are asked of every case; all others once."""
ASKED: Mapping[str, Iterable[str]] = {
    "/api/v1/access-events": ("case_number={number}",),
    "/api/v1/access-events/lists": ("reader={reader}",),
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


def play(theatre: TellingTheatre, procedure: str) -> None:
    """Play scenarios that take every task of a procedure."""
    found = [one for one in scenarios.SCENARIOS if one.rpartition("/")[0] == procedure]
    for one in confiding.chosen([reading.load(scenarios.WORKFLOWS, name) for name in found]):
        theatre.play(one.name)


def auditor(theatre: TellingTheatre) -> FlaskClient:
    """Give a browser with a token in which an auditor of all agencies with cases has signed in."""
    with theatre.office.acting(CLI) as tx:
        agencies = sorted(set(tx.session.scalars(select(Case.agency))))
    for number, agency in enumerate(agencies):
        theatre.office.user(f"agus{number}", "auditor", agency=agency)
    client = shared_app.over(theatre.office.runtime).test_client()
    client.post("/masuk", data={"username": "agus0", "password": PASSWORD})
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {theatre.office.token('agus0')}"
    return client


def known(theatre: TellingTheatre) -> list[dict[str, str]]:
    """Give by case what addresses can name of it."""
    with theatre.office.acting(CLI) as tx:
        key, sha = tx.session.execute(select(Bundle.key, Bundle.sha256).limit(1)).one()
        shared = {
            "key": key, "code": factories.AGENCY, "agency": factories.AGENCY, "channel": "datang", "word": "Kenari",
            "sha256": bytes(sha).hex() if isinstance(sha, bytes) else str(sha), "name": key, "seq": "1", "sheet": "1",
        }  # fmt: skip
        found = []
        for case in tx.session.scalars(select(Case)):
            instance = tx.session.scalars(select(ProcessInstance.id).where(ProcessInstance.case_id == case.id)).first()
            parts = {
                "task_id": select(UserTask.id).where(UserTask.case_id == case.id),
                "document_id": select(Document.id).where(Document.case_id == case.id),
                "referral_id": select(Referral.id).where(Referral.from_case_id == case.id),
                "file_id": select(CaseFile.id).where(CaseFile.case_id == case.id),
            }
            ids = {name: tx.session.scalars(query).first() or NOTHING for name, query in parts.items()}
            found.append({**shared, **ids, "number": case.number, "instance_id": instance or NOTHING})
    return found


def filled(rule: str, values: Mapping[str, str]) -> str:
    """Give a rule as an address; what has no value names nothing that is there."""
    return re.sub(r"<(\w+)>", lambda name: values.get(name[1], "tidak-ada"), rule)


def addresses(client: FlaskClient, cases: list[dict[str, str]], reader: str) -> Iterator[str]:
    """Give every address that can be asked for with GET, of every case where it is one of a case."""
    for rule in client.application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        plain = re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(rule))
        queries = ["", *(f"?{query}" for query in ASKED.get(str(rule), ()))]
        for query in queries:
            whole = plain + query.replace("{", "<").replace("}", ">")
            for names in cases if EACH_CASE.search(whole) else cases[:1]:
                yield filled(whole, {"reader": reader, **names})


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


@pytest.mark.parametrize("procedure", scenarios.PROCEDURES)
def test_an_auditor_finds_nothing_of_what_was_told(
    theatre: TellingTheatre, procedure: str, capfd: pytest.CaptureFixture[str]
) -> None:
    play(theatre, procedure)
    client, cases = auditor(theatre), known(theatre)
    with theatre.office.acting(CLI) as tx:
        reader = str(tx.session.scalars(select(Case.id)).first())

    answers = {address: client.get(address) for address in addresses(client, cases, reader)}
    values = [
        client.post(f"/audit/kasus/{one['number']}/putar-ulang/nilai", data={"alasan": reason})
        for one, reason in zip(cases, sights.REASONS, strict=False)
    ]
    draining.run_errands(theatre.office.runtime)

    assert [address for address, answer in answers.items() if holds(answer)] == []
    assert [answer.status_code for answer in values if holds(answer)] == []
    assert sum(answer.status_code == HTTPStatus.OK for answer in answers.values()) > 40
    assert [answer for answer in answers.values() if answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR] == []
    assert [row for row in canary.every_row(theatre.office.runtime) if "Kenariwati" in row] == []
    assert "Kenariwati" not in "".join(capfd.readouterr())


def test_the_sentence_was_told_in_every_text_that_a_task_asks_for() -> None:
    asked, found = set(), set()
    for procedure in scenarios.PROCEDURES:
        names = [one for one in scenarios.SCENARIOS if one.rpartition("/")[0] == procedure]
        every = [reading.load(scenarios.WORKFLOWS, name) for name in names]
        asked |= {(procedure, step.task) for one in every for step in one.steps if step.do == "complete"}
        found |= {
            (procedure, step.task) for one in confiding.chosen(every) for step in one.steps if step.do == "complete"
        }

    assert asked - found == set()


def test_each_form_has_texts_to_be_told_in_and_they_are_found() -> None:
    form = forms.parse((scenarios.WORKFLOWS / "shared/forms/asesmen.form").read_bytes())

    assert len(confiding.paths(form.fields)) > 3
    assert len(SENTENCE) < 60

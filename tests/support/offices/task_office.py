"""A small installation for the browser tests of a task: two steps, a form with everything, and a short-lived task."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from engine.domain.people import actors
from engine.services.user_tasks import life_cycle, user_tasks
from tests.support.offices import procedures
from tests.support.offices.factories import PASSWORD, Office
from tests.support.servers import databases, processes, service, sites

FIELDS: Sequence[Mapping[str, Any]] = (
    *procedures.FIELDS,
    {
        "type": "textfield",
        "key": "alasan",
        "label": "Alasan risiko tinggi",
        "validate": {"required": True},
        "conditional": {"hide": '= risiko != "tinggi"'},
    },
    {"type": "textfield", "key": "telepon", "label": "Nomor telepon", "validate": {"validationType": "phone"}},
    {
        "type": "dynamiclist",
        "path": "anak",
        "key": "anak",
        "label": "Anak yang ikut",
        "components": [
            {
                "type": "textfield",
                "id": "anak_nama",
                "key": "nama",
                "label": "Nama anak",
                "validate": {"required": True},
            }
        ],
    },
)
STEP_MS = 15_000


def two_steps() -> dict[str, bytes]:
    """Give the procedure of two steps with the form above."""
    return procedures.two_steps() | {"forms/isian.form": procedures.form(fields=FIELDS)}


def short_lived(seconds: int) -> dict[str, bytes]:
    """Give a procedure whose first task a timer withdraws after some seconds."""
    timer = (
        '<boundaryEvent id="lewat" name="Waktu habis" attachedToRef="terima" lindung:basis="P">'
        f"<timerEventDefinition><timeDuration>PT{seconds}S</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    late = procedures.task("tegur", "Tindak lanjuti") + procedures.end("selesai_tegur")
    content = procedures.start() + procedures.task("terima", "Terima laporan") + timer + late + procedures.end()
    content += procedures.flows("mulai", "terima", "selesai") + procedures.flows("lewat", "tegur", "selesai_tegur")
    lanes = {
        "petugas_pengaduan": ["mulai", "terima", "lewat", "selesai"],
        "penyelia": ["tegur", "selesai_tegur"],
    }
    return procedures.bundle(content, lanes=lanes, key="cepat") | {"forms/isian.form": procedures.form(fields=FIELDS)}


@dataclass(slots=True, kw_only=True)
class TaskOffice:
    """The running service, and what happens behind the backs of its users."""

    prepared: sites.Prepared
    browser: Browser
    log: Path
    stack: ExitStack
    people: dict[str, actors.Actor] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    @property
    def office(self) -> Office:
        """Give the office on the same database."""
        return self.prepared.office

    def serve(self) -> None:
        """Start the service."""
        running = service.serving(self.prepared.installed, log=self.log)
        self.server = self.stack.enter_context(running)

    def crash(self) -> None:
        """End the service as a power cut would."""
        assert self.server is not None
        processes.kill(self.server)

    def device(self, username: str = "siti", **options: Any) -> Page:
        """Give a page on a device of its own on which the user has signed in."""
        opened = self.device_signed_out(**options)
        sign_in(opened, username)
        return opened

    def device_signed_out(self, **options: Any) -> Page:
        """Give a page on a device of its own on which nobody has signed in."""
        return self.context(**options).new_page()

    def context(self, **options: Any) -> BrowserContext:
        """Give a browser of its own, closed with the web."""
        settings = {"locale": "id-ID", "timezone_id": "Asia/Jakarta", "reduced_motion": "reduce"} | options
        made = self.browser.new_context(base_url=f"http://127.0.0.1:{self.prepared.installed.port}", **settings)
        made.set_default_timeout(STEP_MS)
        self.stack.callback(made.close)
        return made

    def claimed(self, *, procedure: str = "uji") -> str:
        """Register a report, let the officer claim its first task, and give the task's address."""
        task_id = self.office.start(self.people["siti"], procedure=procedure).open_user_tasks[0].id
        with self.office.acting(self.people["siti"]) as tx:
            life_cycle.claim(tx, task_id)
        return f"/tugas/{task_id}"

    def delegate(self, address: str, *, to: str) -> None:
        """Let the supervisor hand the task on."""
        with self.office.acting(self.people["ida"]) as tx:
            life_cycle.delegate(tx, address.rpartition("/")[2], to_username=to)

    def state(self, address: str) -> str:
        """Give how the task stands in the database."""
        with self.office.acting(self.people["ida"]) as tx:
            return user_tasks.get(tx, address.rpartition("/")[2]).state


@contextmanager
def furnished(folder: Path, browser: Browser, *more: Mapping[str, bytes]) -> Iterator[TaskOffice]:
    """Prepare and serve the installation, with more procedures when asked."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'lindung.db'}"
    databases.migrate(url)
    bundles = (two_steps(), short_lived(6), *more)
    with sites.prepared(folder, *bundles, database_url=url) as prepared, ExitStack() as stack:
        web = TaskOffice(prepared=prepared, browser=browser, log=folder / "log", stack=stack)
        web.people["siti"] = prepared.office.user("siti", "petugas_pengaduan")
        web.people["joko"] = prepared.office.user("joko", "petugas_pengaduan")
        web.people["ida"] = prepared.office.user("ida", "penyelia", "petugas_pengaduan")
        web.serve()
        yield web


def sign_in(page: Page, username: str) -> None:
    """Sign in on the page that is shown, or on the door."""
    if not page.url.endswith("/masuk"):
        page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Tugas", exact=True)).to_be_visible()


def open_form(page: Page, address: str) -> None:
    """Open a task and wait until its form is up."""
    page.goto(address)
    expect(page.locator(".viewer[data-ready]")).to_be_visible()

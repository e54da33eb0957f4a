"""The report of an evidence package as PDF/A: for whom, by whom, what happened, what the record promises."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.domain.evidence.packages import Package
from engine.domain.letters import indonesian
from engine.domain.people.agencies import Agency
from engine.domain.verification.findings import EVENTS
from engine.services.base.transaction import Transaction
from engine.services.letters import freezing
from engine.services.log import checkpoints
from engine.services.people import agencies
from engine.services.running import steps
from engine.store.audit import history
from engine.store.cases import cases
from engine.store.log import log
from engine.store.people import people
from engine.store.tables.audit import HistoryEvent
from engine.store.tables.cases import Case
from engine.typesetting import typesetting

TEMPLATE = "laporan_bukti.typ"
SYSTEM = "Sistem"


def pdf(tx: Transaction, package: Package, case: Case, *, said: Mapping[str, str]) -> bytes:
    """Give the report; ``said`` are the words of the package's first file. LetterFailedError, NothingSealedError."""
    newest, agency = checkpoints.require_newest(tx), agencies.profile(tx, case.agency)
    names = _names(tx, {package.asked_by, package.released_by or package.asked_by})
    data = {
        **said,
        "lembaga": agency.name,
        "ukuran": newest.size,
        "akar": newest.root,
        "diminta_oleh": names.get(package.asked_by, SYSTEM),
        "diminta_pada": indonesian.moment(package.asked_at, agency.zone.key),
        "dilepas_oleh": names.get(package.released_by or "", ""),
        "dilepas_pada": "" if package.released_at is None else indonesian.moment(package.released_at, agency.zone.key),
        "dengan_nilai": package.with_values,
        "proses": list(_processes(tx, case, agency)),
    }
    template = (tx.installation.settings.workflows_dir / "shared" / "slips" / TEMPLATE).read_bytes()
    return typesetting.pdf({TEMPLATE: template}, main=TEMPLATE, data=data, at=newest.at)


def _processes(tx: Transaction, case: Case, agency: Agency) -> Iterator[dict[str, Any]]:
    """Give each process of the case with its events in order, in words, without a value."""
    for found in cases.of_case(tx.session, case.id):
        deployed = steps.deployed(tx, found)
        events = history.of_instance(tx.session, found.instance.id)
        names = _names(tx, {one.actor for one in events})
        leaves = {one.seq: one.idx for one in log.leaves_of(tx.session, "history", found.instance.id)}
        table = deployed.definition.side_table
        yield {
            "prosedur": deployed.procedure.name,
            "versi": found.bundle.version,
            "sidik": bytes(found.bundle.sha256).hex(),
            "peristiwa": [
                {
                    "nomor": one.seq,
                    "pada": indonesian.moment(one.at, agency.zone.key),
                    "oleh": names.get(one.actor, SYSTEM),
                    "peran": freezing.role_label(tx, agency, one.role) or "",
                    "langkah": getattr(table.get(one.element_id or ""), "name", ""),
                    "terjadi": _happened(one),
                    "daun": leaves.get(one.seq),
                }
                for one in events
            ],
        }


def _happened(event: HistoryEvent) -> str:
    """Say what happened; of a clock's turn that is late too."""
    word = EVENTS.get(event.type, (event.type,))[0]
    changes = json.loads(event.data).get("effects", {}).get("sla", ())
    return f"{word}; batas waktu terlampaui" if any(change == "breached" for _, change, _ in changes) else word


def _names(tx: Transaction, ids: set[str]) -> dict[str, str]:
    found = people.by_ids(tx.session, {one for one in ids if ":" not in one})
    return {user.id: user.display_name for user in found.values()}

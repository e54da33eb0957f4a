"""The story of a case in sentences: work, time, risk and consent, told from history events alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.web.pages.cases import case_story
from engine.services.audit import story
from engine.services.verification.results import HistoryEventView

NOON = datetime(2026, 3, 17, 5, tzinfo=UTC)


def event(
    kind: str, *, after: dict[str, Any] | None = None, hours: int = 0, who: str | None = "Siti", **data: Any
) -> HistoryEventView:
    return HistoryEventView(
        seq=1, at=NOON + timedelta(hours=hours), actor="x", actor_name=who, role="pendamping", type=kind,
        element_id="langkah", element_name="Asesmen", task_id=None, data={"after": after or {}, **data}, version=1,
        previous_hash="", hash="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "kind", "said"),
    [
        (event("user_task.claimed"), case_story.WORK, "Siti mengambil tugas Asesmen."),
        (event("user_task.completed"), case_story.WORK, "Siti menyelesaikan Asesmen."),
        (event("user_task.completed", who=None), case_story.WORK, "Tugas diselesaikan: Asesmen."),
        (event("instance.started", who=None), case_story.WORK, "Kasus didaftarkan: Asesmen."),
        (
            event("document.registered", number="006/TTP"),
            case_story.PAPER,
            "Surat nomor 006/TTP dibuat pada langkah Asesmen.",
        ),
        (
            event("timer.fired", who=None, input={"timer_id": "sla:layanan_pertama-1:100"}),
            case_story.TIME,
            "Batas waktu layanan pertama terlewati.",
        ),
    ],
)
def test_an_event_is_a_sentence(told: HistoryEventView, kind: str, said: str) -> None:
    (entry,) = case_story.entries([told])

    assert (entry.kind, entry.text) == (kind, said)


def test_the_risk_is_told_as_it_rises_and_falls_and_what_it_moved() -> None:
    events = [
        event("user_task.completed", after={"risiko": "sedang"}),
        event("instance.started", after={"risiko": "sedang"}, hours=1),
        event(
            "message.received",
            after={"risiko": "tinggi"},
            hours=2,
            effects={"sla": [["layanan_pertama-1", "replaced", "x"], ["lain-1", "opened", "x"]]},
        ),
        event("user_task.completed", after={"risiko": "rendah"}, hours=3),
        event("user_task.completed", hours=4),
    ]

    found = story.risks(events)

    assert [case_story.changed(one) for one in found] == [
        "Risiko dinilai sedang.",
        "Risiko naik dari sedang ke tinggi.",
        "Risiko turun dari tinggi ke rendah.",
    ]
    assert found[1].moved == ("layanan_pertama",)


def test_an_unknown_level_counts_as_the_highest_and_is_told_as_it_is() -> None:
    found = story.risks(
        [event("x", after={"risiko": "tinggi"}), event("x", after={"risiko": "gawat"}, hours=1)],
    )

    assert case_story.changed(found[1]) == "Risiko naik dari tinggi ke gawat."


def test_consents_are_told_newest_first_and_a_continuing_process_decides_nothing() -> None:
    given = {"persetujuan": "diberikan", "persetujuan_lingkup": ["layanan"], "persetujuan_oleh": "klien"}
    events = [
        event("user_task.completed", after=given),
        event("instance.started", after=given, hours=1),
        event("referral.consent_withdrawn", hours=2),
    ]

    found = story.consents(events)

    assert [(case_story.decided(one), one.scope) for one in found] == [
        ("Persetujuan ditarik oleh orang yang tidak dicatat.", ()),
        ("Persetujuan diberikan oleh Penerima Manfaat.", ("layanan",)),
    ]


def test_what_a_step_brought_about_stands_above_it_and_days_are_those_of_the_zone() -> None:
    events = [event("user_task.completed", after={"risiko": "tinggi"}), event("user_task.claimed", hours=13)]

    days = case_story.by_day(case_story.entries(events), zone="Asia/Jakarta")

    assert [(on, [one.text for one in found]) for on, found in days] == [
        (date(2026, 3, 18), ["Siti mengambil tugas Asesmen."]),
        (date(2026, 3, 17), ["Risiko dinilai tinggi.", "Siti menyelesaikan Asesmen."]),
    ]


def test_a_reporter_of_the_public_page_is_no_machine() -> None:
    told = replace(event("instance.started", who=None), actor="system:public", role=None)

    (entry,) = case_story.entries([told])

    assert entry.who == "Pelapor"

"""States, events, answers and referrals in plain Indonesian."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.web.words import codes_in_words, moments
from api.web.words.codes_in_words import MODES, PERSONS, REFERRAL_STATES
from engine.domain.cases import consent
from engine.domain.referrals import referrals
from engine.services.referrals.results import ReferralView
from engine.services.time.results import SlaClockView
from engine.services.verification.results import HistoryEventView

NOON = datetime(2026, 3, 17, 5, 0, tzinfo=UTC)  # 12.00 WIB


def _clock(state: str, *, breached_at: datetime | None, stopped_at: datetime | None) -> SlaClockView:
    return SlaClockView(
        id="layanan_pertama-1", process_instance="i", case_number="TTG-2026-00001", milestone="layanan_pertama",
        clause="K", reading=None, status="verbatim", meaning="deadline", state=state, sla_state="breached",
        started_at=NOON, due_at=NOON, warned=(), breached_at=breached_at, stopped_at=stopped_at, calendar="v",
        amount=6, unit="jam", calendar_kind="kalender", start_fact="laporan_diterima", paused_at=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "breached_at", "stopped_at", "said"),
    [
        ("stopped", None, NOON, "Tercapai"),
        ("stopped", NOON, NOON + timedelta(hours=2), "Tercapai, terlambat 2 jam"),
        ("replaced", NOON, None, "Digantikan setelah batasnya lewat"),
    ],
)
def test_a_breach_stays_told_after_the_clock_ended(
    state: str, breached_at: datetime | None, stopped_at: datetime | None, said: str
) -> None:
    assert codes_in_words.clock(_clock(state, breached_at=breached_at, stopped_at=stopped_at)) == said


def _event(kind: str, *, name: str | None = None, timer: str | None = None) -> HistoryEventView:
    data = {} if timer is None else {"input": {"timer_id": timer}}
    return HistoryEventView(
        seq=1, at=NOON, actor="system:timers", actor_name=None, role=None, type=kind, element_id=None,
        element_name=name, task_id=None, data=data, version=1, previous_hash="", hash="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (_event("user_task.claimed", name="Asesmen"), "Tugas diambil: Asesmen"),
        (_event("timer.fired", name="Sesudah 30 hari", timer="t-1"), "Waktu yang ditentukan tiba: Sesudah 30 hari"),
        (_event("timer.fired", name="Lain", timer="sla:layanan_pertama-1:80"), "80 % waktu layanan pertama terpakai"),
        (_event("timer.fired", timer="sla:layanan_pertama-2:100"), "Batas waktu layanan pertama terlewati"),
    ],
)
def test_an_event_says_what_happened(event: HistoryEventView, said: str) -> None:
    assert codes_in_words.event(event) == said


def test_an_unknown_risk_is_never_called_low() -> None:
    assert codes_in_words.risk(None) == "Risiko belum dinilai"
    assert codes_in_words.risk("tinggi") == "Risiko tinggi"
    assert codes_in_words.risk("lain") == "lain"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        ("", "–"),
        (True, "Ya"),
        (False, "Tidak"),
        (["a", "b"], "a, b"),
        ({"nama_ibu": "x"}, "Nama ibu: x"),
        (7, "7"),
    ],
)
def test_an_answer_is_said_in_words(value: Any, said: str) -> None:
    assert codes_in_words.answer(value) == said


def test_explanations_become_paragraphs_without_markup_of_their_own() -> None:
    assert codes_in_words.paragraphs("# Judul\n\n**Isi** <b>") == "<p>Judul</p>\n<p>Isi &lt;b&gt;</p>"


def test_keys_without_words_are_shown_as_they_are() -> None:
    assert (codes_in_words.state("aneh"), codes_in_words.event(_event("aneh.terjadi")), codes_in_words.basis("X")) == (
        "aneh",
        "aneh.terjadi",
        "X",
    )
    assert moments.iso(NOON) == "2026-03-17T05:00:00Z"


def told(**changed: Any) -> ReferralView:
    """Give a referral as its sender sees it."""
    shown: dict[str, Any] = {
        **dict.fromkeys(ReferralView.__dataclass_fields__),
        "direction": "out",
        "mode": "pelimpahan",
        "state": "sent",
        "via": "letter",
        "basis": "persetujuan",
        "consent_by": "wali",
        "recipient_name": "Polres Contoh",
        "agency_name": "UPTD PPA Contoh",
    }
    return ReferralView(**(shown | changed))


def test_a_referral_is_said_from_the_readers_side() -> None:
    assert codes_in_words.referral(told()) == "Pelimpahan kepada Polres Contoh"
    assert codes_in_words.referral(told(direction="in")) == "Pelimpahan dari UPTD PPA Contoh"
    assert codes_in_words.referral_state(told()) == "Menunggu jawaban"
    assert codes_in_words.referral_state(told(consent_withdrawn_at=NOON)) == "Menunggu jawaban; persetujuan ditarik"
    assert codes_in_words.referral_way(told()) == "Dengan surat, oleh petugas"


def test_what_a_referral_rests_on_is_said_in_words() -> None:
    assert codes_in_words.referral_basis(told()) == "Persetujuan orang tua atau wali"
    assert codes_in_words.referral_basis(told(basis="darurat")) == "Keadaan darurat"
    assert (
        codes_in_words.referral_basis(told(basis="darurat", basis_reason="nyawa_terancam"))
        == "Keadaan darurat: Nyawa terancam"
    )


def test_every_state_of_a_referral_has_words() -> None:
    assert set(REFERRAL_STATES) == set(referrals.STATES)
    assert set(MODES) == set(referrals.MODES)
    assert set(PERSONS) == consent.PERSONS

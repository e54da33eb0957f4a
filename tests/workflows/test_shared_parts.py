"""The shared parts, each called by a tiny procedure: together these cases leave no way and no rule of them untried."""

import inspect
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import dmn, errors
from engine.bpmn.base import xml
from engine.clock import FixedClock
from engine.runtime import Runtime
from tests.support.diagrams import parts
from tests.support.offices import factories
from tests.support.playing import scenarios

SHARED = scenarios.WORKFLOWS / "shared"
NOTHING = {
    "ancaman_jiwa": "tidak",
    "luka_medis": "tidak",
    "terlapor_punya_akses": "tidak",
    "ide_bunuh_diri": "tidak",
    "anak_pelaku_pengasuh": "tidak",
    "tpks_72_jam": "tidak",
    "disabilitas_tanpa_pendamping": "tidak",
}
# A referral that the beneficiary agreed to: purpose and consent fit.
REFERRAL = {
    "rujukan_mode": "rujukan",
    "rujukan_penerima": "kepolisian_tebing_tinggi",
    "rujukan_tujuan": "rujukan",
    "dasar_darurat": "tidak",
}
URGENT = REFERRAL | {"dasar_darurat": "ya", "alasan_darurat": "Nyawa terancam."}
DONE = {"keadaan_aman": "ya", "layanan_terbuka": "tidak", "tujuan_tercapai": "ya", "hasil_layanan": "pulih"}


@pytest.fixture(scope="module")
def bench(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[parts.Bench]:
    """Open one office for the whole file, as scenarios do."""
    folder = tmp_path_factory.mktemp("parts")
    shutil.copyfile(sqlite_template, folder / "lindung.db")
    clock = FixedClock(factories.MORNING)
    settings = factories.settings(folder / "data", database_url=f"sqlite:///{folder / 'lindung.db'}")
    runtime = Runtime.build(settings, clock)
    yield parts.Bench(office=factories.furnish(runtime, clock), folder=folder)
    runtime.close()


@pytest.mark.parametrize("kind", ["kasus", "pengaduan_layanan", "informasi"])
def test_a_message_is_received_and_sorted(bench: parts.Bench, kind: str) -> None:
    case = bench.begin("terima").complete("terima_pengaduan", jenis_pesan=kind)

    assert case.ended
    assert case.variables["jenis_pesan"] == kind
    assert [document for _, document in case.effects("documents")] == ["tanda_terima_pengaduan"]


@pytest.mark.parametrize("channel", ["rujukan_masuk", "pelimpahan_masuk", "koordinasi_masuk"])
def test_who_sent_a_case_is_answered(bench: parts.Bench, channel: str) -> None:
    case = bench.begin("terima", channel=channel).complete("terima_pengaduan")
    assert (case.open, case.roles) == (["jawab_rujukan_masuk"], {"jawab_rujukan_masuk": "pendamping"})

    case.complete("jawab_rujukan_masuk", jawaban_asal="ditolak", jawaban_alasan="kapasitas_penuh")

    assert case.effects("sent") == [["kirim_jawaban_asal", "jawaban_kepada_pengirim"]]
    assert (case.variables["jawaban_asal"], case.variables["jawaban_alasan"]) == ("ditolak", "kapasitas_penuh")


def test_a_sender_cannot_say_where_a_case_came_from(bench: parts.Bench) -> None:
    with pytest.raises(errors.LindungError, match="variable_reserved"):
        bench.begin("terima", asal_rujukan="rujukan-lain")


def test_triage_sets_kinds_risk_and_authority(bench: parts.Bench) -> None:
    case = bench.begin("triase").complete(
        "identifikasi_kasus",
        **NOTHING,
        bentuk_kekerasan=["fisik", "seksual", "eksploitasi", "perdagangan_orang", "penelantaran", "psikis", "lainnya"],
        hubungan_pelaku=["orang_tua"],
        usia_korban=12,
        anak_berhadapan_hukum="korban",
    )

    assert case.ended
    assert (case.variables["risiko"], case.variables["triase_lengkap"]) == ("rendah", True)
    assert case.variables["jenis_kasus"][:4] == ["kdrt", "tpks", "kta", "abh"]
    assert case.variables["kewenangan"] == "tangani"


@pytest.mark.parametrize(
    ("found", "risk"),
    [
        ({"ancaman_jiwa": "ya"}, "tinggi"),
        ({"luka_medis": "ya"}, "tinggi"),
        ({"ide_bunuh_diri": "ya"}, "tinggi"),
        ({"terlapor_punya_akses": "ya", "anak_pelaku_pengasuh": "ya"}, "tinggi"),
        ({"tpks_72_jam": "ya"}, "tinggi"),
        ({"terlapor_punya_akses": "ya"}, "sedang"),
        ({"disabilitas_tanpa_pendamping": "ya"}, "sedang"),
        ({"anak_pelaku_pengasuh": "ya"}, "sedang"),
        ({"luka_medis": "tidak_diketahui"}, "sedang"),
    ],
)
def test_a_second_triage_renews_the_first(bench: parts.Bench, found: dict[str, str], risk: str) -> None:
    known = {"bentuk_kekerasan": ["belum_diketahui"], "hubungan_pelaku": ["tidak_diketahui"]}
    case = bench.begin("triase_ulang").complete("identifikasi_kasus", **NOTHING, **known)
    assert (case.variables["risiko"], case.open) == ("rendah", ["perbarui_triase"])

    case.complete("perbarui_triase", **{**NOTHING, **found}, bentuk_kekerasan=["belum_diketahui"])

    assert (case.variables["risiko"], case.ended) == (risk, True)


def test_rescue_and_its_helpers_go_on_side_by_side(bench: parts.Bench) -> None:
    danger = NOTHING | {"ancaman_jiwa": "ya", "luka_medis": "ya", "terlapor_punya_akses": "ya"}
    case = bench.begin("darurat").complete("identifikasi_kasus", **danger)
    helpers = ["koordinasi_keamanan", "koordinasi_kepolisian", "koordinasi_kesehatan"]
    assert case.open == [*helpers, "layanan_darurat"]

    case.complete("layanan_darurat")
    assert case.open == helpers
    for helper in helpers:
        case.complete(helper)

    assert (case.ended, case.variables["layanan_diberikan"]) == (True, "ya")


def test_rescue_alone_waits_for_nobody(bench: parts.Bench) -> None:
    case = bench.begin("darurat").complete("identifikasi_kasus", **NOTHING)

    assert case.complete("layanan_darurat").ended


@pytest.mark.parametrize(
    ("age", "facts", "who"),
    [
        (30, {}, "klien"),
        (30, {"disabilitas_tanpa_pendamping": "ya"}, "pendamping_klien"),
        (None, {}, "pendamping_klien"),
        (12, {}, "wali"),
        (12, {"anak_pelaku_pengasuh": "ya"}, "pekerja_sosial"),
    ],
)
def test_the_law_says_who_consents(bench: parts.Bench, age: int | None, facts: dict[str, str], who: str) -> None:
    case = bench.begin("persetujuan", usia_korban=age, **facts)
    assert case.variables["kapasitas"] == who

    case.complete("minta_persetujuan", persetujuan_oleh=who, persetujuan_lingkup=["layanan", "rujukan"])

    assert (case.ended, case.variables["persetujuan"]) == (True, "diberikan")
    assert case.variables["persetujuan_lingkup"] == ["layanan", "rujukan"]


def test_a_guardian_who_is_accused_does_not_consent_for_the_child(bench: parts.Bench) -> None:
    case = bench.begin("persetujuan", usia_korban=12)

    case.complete("minta_persetujuan", persetujuan_oleh="wali", wali_terlapor="ya")
    assert (case.open, case.variables["kapasitas"]) == (["minta_persetujuan"], "pekerja_sosial")
    case.complete("minta_persetujuan", persetujuan_oleh="wali", wali_terlapor="tidak")
    assert (case.open, case.variables["kapasitas"]) == (["minta_persetujuan"], "wali")
    case.complete("minta_persetujuan", persetujuan_oleh="pekerja_sosial")

    assert (case.ended, case.variables["persetujuan_oleh"]) == (True, "pekerja_sosial")


def test_consent_is_asked_again_on_the_agreed_day(bench: parts.Bench) -> None:
    case = bench.begin("persetujuan", usia_korban=30)

    case.complete("minta_persetujuan", persetujuan="ditunda", tanya_lagi_hari=2)
    assert case.wait(days=1).open == []
    assert case.wait(days=1).open == ["minta_persetujuan"]
    case.complete("minta_persetujuan", persetujuan="ditunda")
    case.wait(days=1).complete("minta_persetujuan", persetujuan="ditolak")

    assert (case.ended, case.variables["persetujuan"]) == (True, "ditolak")


def test_assessment_and_plan_leave_their_letters(bench: parts.Bench) -> None:
    assessed = bench.begin("asesmen").complete("lakukan_asesmen", risiko_berubah="tidak")
    planned = bench.begin("rencana").complete("rencana_intervensi", layanan_rencana=["kesehatan"])

    assert assessed.ended
    assert planned.ended
    assert assessed.effects("documents") == [["lakukan_asesmen", "hasil_asesmen"]]
    assert planned.effects("documents") == [["rencana_intervensi", "rencana_intervensi"]]
    assert planned.variables["layanan_rencana"] == ["kesehatan"]


def test_data_staff_enter_what_the_companion_hands_over(bench: parts.Bench) -> None:
    case = bench.begin("catat").complete("serahkan_data")
    assert case.roles == {"input_simfoni": "pengelola_data"}

    assert case.complete("input_simfoni").ended


@pytest.mark.parametrize(("outside", "steps"), [("ya", 4), ("tidak", 3)])
def test_a_complaint_about_the_service_takes_the_written_steps(bench: parts.Bench, outside: str, steps: int) -> None:
    case = bench.begin("pengaduan_layanan").complete("cek_di_tempat")
    case.complete("koordinasi_internal", perlu_eksternal=outside)
    if outside == "ya":
        case.complete("koordinasi_eksternal")
    case.complete("tindak_lanjut_solusi")

    assert case.ended
    assert len(case.effects("completed")) == steps


@pytest.mark.parametrize(
    ("given", "may"),
    [
        (DONE | {"alasan_terminasi": "tujuan_tercapai"}, True),
        (DONE | {"alasan_terminasi": "pelimpahan_diterima", "layanan_terbuka": "ya"}, True),
        (DONE | {"alasan_terminasi": "permintaan_klien", "keadaan_aman": "tidak"}, True),
        (DONE | {"alasan_terminasi": "tidak_dapat_dihubungi", "tujuan_tercapai": "tidak"}, True),
        (DONE | {"alasan_terminasi": "tujuan_tercapai", "keadaan_aman": "tidak_diketahui"}, False),
        (DONE | {"alasan_terminasi": "tujuan_tercapai", "layanan_terbuka": "ya"}, False),
        (DONE | {"alasan_terminasi": "tujuan_tercapai", "tujuan_tercapai": "sebagian"}, False),
    ],
)
def test_a_case_is_closed_only_for_a_reason(bench: parts.Bench, given: dict[str, str], *, may: bool) -> None:
    case = bench.begin("terminasi").complete("usul_terminasi", **given)

    assert case.roles == ({"setujui_terminasi": "penyelia"} if may else {})
    assert case.ended is not may
    assert case.variables["terminasi"] == "dikembalikan"


def test_closing_takes_two_people_and_a_record(bench: parts.Bench) -> None:
    sent_back = bench.begin("terminasi").complete("usul_terminasi", **DONE, alasan_terminasi="tujuan_tercapai")
    closed = bench.begin("terminasi").complete("usul_terminasi", **DONE, alasan_terminasi="tujuan_tercapai")

    sent_back.complete("setujui_terminasi", terminasi="dikembalikan")
    closed.complete("setujui_terminasi", terminasi="disetujui")

    assert [sent_back.effects("documents"), sent_back.variables["terminasi"]] == [[], "dikembalikan"]
    assert closed.effects("documents") == [["terminasi_diputuskan", "berita_acara_terminasi"]]
    assert (closed.variables["terminasi"], closed.variables["hasil_layanan"]) == ("disetujui", "pulih")


@pytest.mark.parametrize(
    ("mode", "letters"),
    [("koordinasi", []), ("rujukan", ["surat_rujukan"]), ("pelimpahan", ["surat_pelimpahan"])],
)
def test_each_way_of_referring_has_its_letter(bench: parts.Bench, mode: str, letters: list[str]) -> None:
    case = bench.begin("rujuk").complete("siapkan_rujukan", **URGENT | {"rujukan_mode": mode, "rujukan_tujuan": mode})
    assert [message for _, message in case.effects("sent")] == ["rujukan_keluar"]

    case.deliver("jawaban_rujukan", rujukan_jawaban="diterima")

    assert [document for _, document in case.effects("documents")] == letters
    assert (case.ended, case.variables["rujukan_hasil"]) == (True, "diterima")


def test_nothing_leaves_without_consent_for_its_purpose(bench: parts.Bench) -> None:
    case = bench.begin("rujuk").complete("siapkan_rujukan", **REFERRAL)
    assert (case.open, case.effects("sent")) == (["putuskan_tanpa_izin"], [])

    case.complete("putuskan_tanpa_izin", langkah_izin="minta_persetujuan")
    case.complete("minta_persetujuan", persetujuan_oleh="pendamping_klien", persetujuan_lingkup=["layanan"])
    assert (case.open, case.effects("sent")) == (["putuskan_tanpa_izin"], [])
    case.complete("putuskan_tanpa_izin", langkah_izin="minta_persetujuan")
    case.complete("minta_persetujuan", persetujuan_oleh="pendamping_klien", persetujuan_lingkup=["layanan", "rujukan"])

    assert [message for _, message in case.effects("sent")] == ["rujukan_keluar"]


def test_who_refuses_is_not_referred(bench: parts.Bench) -> None:
    case = bench.begin("rujuk").complete("siapkan_rujukan", **REFERRAL)

    case.complete("putuskan_tanpa_izin", langkah_izin="ubah")
    assert case.open == ["siapkan_rujukan"]
    case.complete("siapkan_rujukan", **REFERRAL).complete("putuskan_tanpa_izin", langkah_izin="berhenti")

    assert (case.ended, case.effects("sent"), case.variables["rujukan_hasil"]) == (True, [], "tanpa_izin")


def test_a_recipient_that_refuses_is_replaced(bench: parts.Bench) -> None:
    case = bench.begin("rujuk").complete("siapkan_rujukan", **URGENT)

    case.deliver("jawaban_rujukan", rujukan_jawaban="ditolak")
    case.complete("tindak_lanjuti_penolakan", langkah_ditolak="penerima_lain").complete("siapkan_rujukan", **URGENT)
    assert case.variables["rujukan_jawaban"] == "tidak_ada"
    case.deliver("jawaban_rujukan", rujukan_jawaban="ditolak")
    case.complete("tindak_lanjuti_penolakan", langkah_ditolak="berhenti")

    assert (case.ended, case.variables["rujukan_hasil"]) == (True, "ditolak")


@pytest.mark.parametrize(("risk", "hours"), [("tinggi", 6), ("sedang", 24)])
def test_a_recipient_that_keeps_silent_is_told_to_the_supervisor(bench: parts.Bench, risk: str, hours: int) -> None:
    case = bench.begin("rujuk", risiko=risk).complete("siapkan_rujukan", **URGENT)

    assert case.wait(hours=hours - 1).open == []
    assert case.wait(hours=1).roles == {"tindak_lanjuti_tanpa_jawaban": "penyelia"}
    case.complete("tindak_lanjuti_tanpa_jawaban", langkah_tanpa_jawaban="ingatkan")
    case.wait(hours=hours).complete("tindak_lanjuti_tanpa_jawaban", langkah_tanpa_jawaban="penerima_lain")
    case.complete("siapkan_rujukan", **URGENT).wait(hours=hours)
    case.complete("tindak_lanjuti_tanpa_jawaban", langkah_tanpa_jawaban="berhenti")

    assert (case.ended, case.variables["rujukan_hasil"]) == (True, "tidak_ada_jawaban")


def test_an_answer_that_comes_late_still_counts(bench: parts.Bench) -> None:
    case = bench.begin("rujuk").complete("siapkan_rujukan", **URGENT).wait(hours=24)

    case.deliver("jawaban_rujukan", rujukan_jawaban="diterima")

    assert (case.ended, case.variables["rujukan_hasil"]) == (True, "diterima")


@pytest.fixture(scope="module")
def tried(bench: parts.Bench) -> list[parts.Case]:
    """Play every case of this file once more: with several workers, none of them has played all."""
    for name, case in sorted(globals().items()):
        if name.startswith("test_") and "bench" in inspect.signature(case).parameters:
            for given in _parameters(case):
                case(bench, **given)
    return [case for tried in bench.tried.values() for case in tried]


def _parameters(case: Callable[..., None]) -> list[dict[str, Any]]:
    """Give the arguments of each of a test's cases."""
    marks = [mark for mark in getattr(case, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [{}]
    ((names, values),) = (mark.args for mark in marks)
    return [{names: one} if isinstance(names, str) else dict(zip(names, one, strict=True)) for one in values]


def test_the_cases_above_leave_no_way_untried(tried: list[parts.Case]) -> None:
    drawn = {flow for path in SHARED.glob("*.bpmn") for flow in _flows(path)}
    walked = {flow for case in tried for _, flows in _passed(case) for flow in flows}

    # Only a case that another agency sent has somebody to be told: the test of that chain walks this way.
    beyond = {"alur_gw_ada_pengirim__kirim_umpan_balik", "alur_kirim_umpan_balik__gw_terminasi_usai"}
    assert sorted(drawn - walked) == sorted(beyond)


def test_the_cases_above_leave_no_rule_untried(tried: list[parts.Case]) -> None:
    rules = {(decision, rule) for path in SHARED.glob("*.dmn") for decision, rule in _rules(path)}
    asked = [each for case in tried for each in case.effects("decisions")]

    assert sorted(rules - {(decision, rule) for _, decision, found, _ in asked for rule in found}) == []


def _flows(path: Path) -> Iterator[str]:
    return (flow.get("id", "") for flow in xml.parse(path.read_bytes()).iter(xml.bpmn("sequenceFlow")))


def _passed(case: parts.Case) -> Iterator[tuple[list[str], list[str]]]:
    steps = (event.data.get("effects", {}).get("passed") for event in case.events)
    return ((step[0], step[1]) for step in steps if step)


def _rules(path: Path) -> Iterator[tuple[str, str]]:
    model = dmn.read(path.read_bytes())
    tables = ((decision.id, decision.box) for decision in model.decisions.values())
    return ((name, rule.id) for name, box in tables if isinstance(box, dmn.Table) for rule in box.rules)

"""The head of a procedure folder."""

import pytest

from engine.domain.policy import procedures
from engine.domain.policy.procedures import Channel, Continuation, ProcedureInvalidError

HEAD = """
key = "tebing_tinggi_pengaduan"
name = "Layanan Pengaduan Masyarakat"
process = "tebing_tinggi_pengaduan"
bpmn = "tebing_tinggi_pengaduan.bpmn"
agencies = ["uptd_ppa_tebing_tinggi"]
clauses = ["ttg_pm"]
sla = "sla"
[channels.datang]
start = "start_datang"
label = "Datang langsung"
"""


def test_a_head_names_process_agencies_clauses_and_channels() -> None:
    found = procedures.parse(HEAD.encode())
    assert (found.key, found.process, found.sla) == ("tebing_tinggi_pengaduan", "tebing_tinggi_pengaduan", "sla")
    assert (found.agencies, found.clauses) == (("uptd_ppa_tebing_tinggi",), ("ttg_pm",))
    assert found.channels == {"datang": Channel(code="datang", start="start_datang", label="Datang langsung")}


def test_a_procedure_may_promise_no_times() -> None:
    assert procedures.parse(HEAD.replace('sla = "sla"', "").encode()).sla is None


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('key = "tebing_tinggi_pengaduan"', 'key = "Tebing Tinggi"', "key"),
        ('name = "Layanan Pengaduan Masyarakat"', 'name = " "', "name"),
        ('process = "tebing_tinggi_pengaduan"', "", "process"),
        ('agencies = ["uptd_ppa_tebing_tinggi"]', "agencies = []", "agencies"),
        ('clauses = ["ttg_pm"]', "clauses = [7]", "clauses"),
        ('clauses = ["ttg_pm"]', 'clauses = ["ttg_pm", "../../rahasia"]', "clauses"),
        ('sla = "sla"', "sla = 7", "sla"),
        ('sla = "sla"', 'warna = "biru"', "warna"),
        ('start = "start_datang"', "", "start"),
        ("[channels.datang]", "[channels.datang]\n[channels.telepon]", "start"),
        ("[channels.datang]", "[saluran.datang]", "saluran"),
        ('name = "Layanan', 'name = "Layanan\nPengaduan', "toml"),
    ],
)
def test_a_slip_in_the_head_is_named(before: str, after: str, key: str) -> None:
    with pytest.raises(ProcedureInvalidError) as refusal:
        procedures.parse(HEAD.replace(before, after).encode())
    assert refusal.value.ids["key"] == key


def test_a_procedure_may_go_on_with_a_case() -> None:
    ways = (
        '[[continues]]\nmessage = "kabar"\nstart = "lanjut"\n[[continues]]\nmessage = "x"\nstart = "y"\nrole = "kepala"'
    )
    found = procedures.parse((HEAD + ways).encode())

    assert found.continues == (
        Continuation(message="kabar", start="lanjut", role=None),
        Continuation(message="x", start="y", role="kepala"),
    )
    assert found.starts == {"start_datang", "lanjut", "y"}


@pytest.mark.parametrize(
    ("ways", "key"),
    [
        ("[continues]", "message"),
        ('[[continues]]\nmessage = "kabar"', "start"),
        ('[[continues]]\nmessage = "kabar"\nstart = "x"\nrole = 7', "role"),
        ('[[continues]]\nmessage = "kabar"\nstart = "x"\nsaat = "kini"', "continues"),
    ],
)
def test_a_slip_in_how_a_case_goes_on_is_named(ways: str, key: str) -> None:
    with pytest.raises(ProcedureInvalidError) as refusal:
        procedures.parse((HEAD + ways).encode())
    assert refusal.value.ids["key"] == key


@pytest.mark.parametrize("channels", ["channels = 7", "[channels]", "[channels]\ndatang = 7"])
def test_a_procedure_without_channels_is_refused(channels: str) -> None:
    head = HEAD[: HEAD.index("[channels")] + channels
    with pytest.raises(ProcedureInvalidError):
        procedures.parse(head.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ProcedureInvalidError):
        procedures.parse(b"\xff\xfe")


OVERLAY = (
    HEAD[: HEAD.index("[channels")]
    + """
[overlay]
when = '= list contains(jenis_kasus, "tpks")'
message = "kabar"
start = "mulai"
needs = ["jenis_kasus"]
procedures = ["tebing_tinggi_pengaduan"]
"""
)


def test_an_overlay_says_when_it_attaches_and_what_it_needs() -> None:
    found = procedures.parse(OVERLAY.encode()).overlay

    assert found == procedures.Overlay(
        when='list contains(jenis_kasus, "tpks")',
        message="kabar",
        start="mulai",
        needs=("jenis_kasus",),
        procedures=("tebing_tinggi_pengaduan",),
    )


def test_an_overlay_holds_everywhere_unless_it_says_otherwise() -> None:
    head = OVERLAY.replace('agencies = ["uptd_ppa_tebing_tinggi"]', "")
    short = head[: head.index("[overlay]")] + '[overlay]\nmessage = "kabar"\nstart = "mulai"\n'

    found = procedures.parse(short.encode())

    assert (found.agencies, dict(found.channels), set(found.starts)) == ((), {}, {"mulai"})
    assert found.overlay is not None
    assert (found.overlay.when, found.overlay.needs, found.overlay.procedures) == (None, (), ())


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('message = "kabar"', "message = 7", "message"),
        ('start = "mulai"', "", "start"),
        ('start = "mulai"', 'start = "mulai"\nwarna = "biru"', "overlay.warna"),
        ('(jenis_kasus, "tpks")', '(jenis_kasus, "tpks"', "overlay.when"),
        ("[overlay]", 'overlay = "ya"\n[lapisan]', "lapisan"),
        ("[overlay]", '[channels.datang]\nstart = "a"\nlabel = "A"\n[overlay]', "channels"),
    ],
)
def test_a_slip_in_an_overlay_is_named(before: str, after: str, key: str) -> None:
    with pytest.raises(ProcedureInvalidError) as refusal:
        procedures.parse(OVERLAY.replace(before, after).encode())

    assert refusal.value.ids["key"] == key


@pytest.mark.parametrize("section", ['overlay = "ya"', '[overlay]\nstart = "mulai"'])
def test_an_overlay_that_nothing_attaches_is_refused(section: str) -> None:
    with pytest.raises(ProcedureInvalidError) as refusal:
        procedures.parse((HEAD[: HEAD.index("[channels")] + section).encode())

    assert refusal.value.ids["key"] == "overlay"


FOLLOWING = (
    HEAD[: HEAD.index("[channels")].replace('"tebing_tinggi_pengaduan"', '"tindak_lanjut_temuan"')
    + '[finding]\nstart = "mulai"\n'
)


def test_the_follow_up_of_a_finding_is_opened_by_no_report() -> None:
    found = procedures.parse(FOLLOWING.replace('agencies = ["uptd_ppa_tebing_tinggi"]', "").encode())

    assert (found.finding, found.agencies, found.by_report, set(found.starts)) == ("mulai", (), False, {"mulai"})
    assert procedures.parse(HEAD.encode()).by_report


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('key = "tindak_lanjut_temuan"', 'key = "uji"', "finding"),
        ('[finding]\nstart = "mulai"', '[channels.datang]\nstart = "mulai"\nlabel = "Datang"', "finding"),
        ('start = "mulai"', 'start = "mulai"\nwarna = "biru"', "finding"),
        ("[finding]", '[overlay]\nmessage = "kabar"\nstart = "mulai"\n[finding]', "finding"),
        ("[finding]", '[channels.datang]\nstart = "mulai"\nlabel = "Datang"\n[finding]', "channels"),
        ('start = "mulai"', "start = 7", "start"),
        ("[finding]\n", 'finding = "ya"\n[overlay]\nmessage = "kabar"\n', "finding"),
    ],
)
def test_a_slip_in_the_follow_up_of_a_finding_is_named(before: str, after: str, key: str) -> None:
    assert before in FOLLOWING
    with pytest.raises(ProcedureInvalidError) as refusal:
        procedures.parse(FOLLOWING.replace(before, after).encode())

    assert refusal.value.ids["key"] == key


def test_a_channel_may_name_its_clauses() -> None:
    found = procedures.parse(HEAD.replace("[channels.datang]", '[channels.datang]\nclause = "A-1 A-2"').encode())

    assert found.channels["datang"].clause == ("A-1", "A-2")

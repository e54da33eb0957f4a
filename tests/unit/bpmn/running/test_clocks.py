"""SLA clocks in a running case: opened, followed by drawn timers, re-based, stopped, and closed with the case."""

from datetime import timedelta

import pytest

from engine.bpmn.base.errors import TimerNotWaitingError
from engine.domain.running import facts, inputs
from engine.errors import ProcessFailedError
from tests.support.diagrams import sla_table
from tests.support.diagrams.bpmn_text import boundary, chain, document, end, node, start, timer, users
from tests.support.diagrams.by_event import MESSAGE, by_event, model
from tests.support.playing.play import TUESDAY, Play, load

CASE = document(
    start(lindung_slaStart="diterima"),
    node("parallelGateway", "g"),
    node("userTask", "tanggapi", lindung_slaStop="tanggapan", lindung_slaStart="ditanggapi"),
    boundary(
        "awas",
        "tanggapi",
        timer("timeDate", '= peringatan("tanggapan", 50)'.replace('"', "&quot;")),
        interrupting=False,
    ),
    boundary("lewat", "tanggapi", timer("timeDate", "= batas(&quot;tanggapan&quot;)"), interrupting=False),
    users("ingatkan", "atasan", "nilai", "layani"),
    node("businessRuleTask", "r", lindung_decision="risiko"),
    end(),
    end("e2"),
    chain("s", "g", "tanggapi", "layani", "e"),
    chain("g", "nilai", "r", "e2"),
    chain("awas", "ingatkan", "e2"),
    chain("lewat", "atasan", "e2"),
)
DEFINITION = load(CASE, sla="sla", sla_dmn=sla_table.SLA, risiko_dmn=sla_table.RISK)
EARLIER = {"diterima_pada": "2026-03-17T02:00:00Z", "risiko": "sedang"}


def play(*, reload: bool = True) -> Play:
    """Give a case received an hour before it was typed in."""
    return Play(DEFINITION, variables=EARLIER, reload=reload)


def changes(case: Play) -> list[tuple[str, str]]:
    """Give the last step's changes as (clock, change)."""
    return [(fact.clock_id, fact.change) for fact in case.said(facts.SlaChanged)]


def test_a_clock_opens_at_the_moment_of_receipt_and_the_drawn_timers_follow_it() -> None:
    case = play()

    assert changes(case) == [("tanggapan-1", "opened")]
    assert case.due == {"awas": TUESDAY + timedelta(hours=11), "lewat": TUESDAY + timedelta(hours=23)}


def test_the_moments_of_a_clock_are_timers() -> None:
    waiting = {fact.timer_id: fact.due_at for fact in play().said(facts.TimerSet) if fact.timer_id.startswith("sla:")}

    assert waiting["sla:tanggapan-1:100"] == TUESDAY + timedelta(hours=23)
    assert set(waiting) == {"sla:tanggapan-1:50", "sla:tanggapan-1:80", "sla:tanggapan-1:100"}


def test_reaching_a_moment_warns_and_then_breaches_without_moving_the_case() -> None:
    case = play().after(hours=12)
    case.apply(inputs.FireTimer(timer_id="sla:tanggapan-1:50"))
    assert changes(case) == [("tanggapan-1", "warned")]

    case.after(hours=12).apply(inputs.FireTimer(timer_id="sla:tanggapan-1:100"))

    assert changes(case) == [("tanggapan-1", "breached")]
    assert [fact.timer_id for fact in case.said(facts.TimerCleared)] == ["sla:tanggapan-1:80", "sla:tanggapan-1:100"]
    assert case.open == ["nilai", "tanggapi"]


def test_a_moment_that_has_not_come_is_refused() -> None:
    with pytest.raises(TimerNotWaitingError):
        play().apply(inputs.FireTimer(timer_id="sla:tanggapan-1:100"))


def test_a_raised_risk_replaces_the_clock_and_moves_the_drawn_timers() -> None:
    case = play().complete("nilai", ancaman=True)

    assert changes(case) == [("tanggapan-1", "replaced"), ("tanggapan-2", "opened")]
    assert case.due == {"awas": TUESDAY, "lewat": TUESDAY + timedelta(hours=1)}
    assert [(fact.decision, fact.rules, fact.outputs) for fact in case.said(facts.DecisionMade)] == [
        ("risiko", ("risiko_1",), "tinggi")
    ]


def test_a_tighter_clock_escalates_again_although_the_earlier_limit_had_escalated() -> None:
    case = play().fire("lewat")
    assert case.open.count("atasan") == 1
    assert case.due["lewat"] is None

    case.complete("nilai", ancaman=True).fire("lewat")

    assert case.open.count("atasan") == 2


def test_completing_the_task_stops_its_clock_and_opens_the_next() -> None:
    case = play().complete("tanggapi")

    assert changes(case) == [("tanggapan-1", "stopped"), ("layanan-1", "opened")]
    assert case.due == {}


def test_the_end_of_the_case_closes_every_clock() -> None:
    case = play().complete("tanggapi").complete("layani").complete("nilai", ancaman=False)

    assert changes(case) == [("layanan-1", "cancelled")]
    assert case.said(facts.InstanceEnded) == [facts.InstanceEnded(end_elements=("e", "e2"))]


def test_calling_the_case_off_withdraws_tasks_timers_and_clocks() -> None:
    case = play()

    case.apply(inputs.Cancel(reason_code="salah_input"))

    assert changes(case) == [("tanggapan-1", "cancelled")]
    assert len(case.said(facts.TaskCancelled)) == 2
    assert len(case.said(facts.TimerCleared)) == 5
    assert case.said(facts.InstanceEnded) == [facts.InstanceEnded(end_elements=())]


def one_decision(table: bytes) -> Play:
    """Give a case that asks the decision ``kebutuhan`` at once."""
    model = document(start(), node("businessRuleTask", "r", lindung_decision="kebutuhan"), end(), chain("s", "r", "e"))
    return Play(load(model, kebutuhan_dmn=table), variables={"luka": True})


def test_a_table_without_a_sure_answer_is_a_technical_failure() -> None:
    torn = sla_table.table("kebutuhan", "UNIQUE", ["luka"], ["nama"], [("true", '"medis"'), ("-", '"psikososial"')])

    with pytest.raises(ProcessFailedError) as failed:
        one_decision(torn)

    assert failed.value.ids == {"element_id": "r", "reason": "dmn_decision_unsettled"}


def test_a_decision_with_one_value_or_a_list_becomes_a_variable_of_its_name() -> None:
    both = sla_table.table("kebutuhan", "COLLECT", ["luka"], ["nama"], [("true", '"medis"'), ("-", '"psikososial"')])

    assert one_decision(both).variables["kebutuhan"] == ["medis", "psikososial"]


def test_the_entries_of_a_decision_become_variables() -> None:
    pair = sla_table.table("kebutuhan", "FIRST", ["luka"], ["medis", "hari"], [("true", "true", "3")])

    assert one_decision(pair).variables == {"luka": True, "medis": True, "hari": 3}


MISUSED = [
    "batas(1, 2, 3)",
    "batas(5)",
    "peringatan(&quot;tanggapan&quot;)",
    "hari_kerja()",
    "jam_kerja(&quot;8&quot;)",
]


@pytest.mark.parametrize("text", [f"= {call}" for call in MISUSED])
def test_a_clock_function_called_wrongly_is_a_failure_and_never_an_endless_wait(text: str) -> None:
    model = document(start(), node("intermediateCatchEvent", "t", timer("timeDate", text)), end(), chain("s", "t", "e"))

    with pytest.raises(ProcessFailedError) as failed:
        Play(load(model, sla="sla", sla_dmn=sla_table.SLA))

    assert failed.value.ids == {"element_id": "t", "reason": "function_misused"}


def test_live_reloaded_and_event_by_event_agree_with_clocks() -> None:
    live, reloaded = play(reload=False), play(reload=True)

    for case in (live, reloaded):
        case.fire("awas").complete("nilai", ancaman=True).fire("lewat").complete("ingatkan").complete("tanggapi")

    assert live.here.dumps() == reloaded.here.dumps()
    assert live.facts == reloaded.facts


def test_a_clock_may_begin_and_end_in_an_event_sub_process_and_time_what_starts_another() -> None:
    steps = node("userTask", "h_t", lindung_slaStop="tanggapan") + end("h_e") + chain("h_s", "h_t", "h_e")
    danger = by_event("h", MESSAGE, steps, interrupting=False)
    danger = danger.replace('id="h_s"', 'id="h_s" lindung:slaStart="diterima"')
    late = by_event("k", timer("timeDate", "= batas(&quot;tanggapan&quot;)"), interrupting=False)
    definition = load(model(danger, late), sla="sla", sla_dmn=sla_table.SLA)
    case = Play(definition, variables={"risiko": "sedang"}, reload=True)
    assert case.due == {"k_s": None}

    case.deliver("pencabutan")
    assert changes(case) == [("tanggapan-1", "opened")]
    assert case.fire("k_s").open == ["a", "h_t", "k_t"]
    case.complete("h_t")

    assert changes(case) == [("tanggapan-1", "stopped")]

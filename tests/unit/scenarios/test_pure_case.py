"""One case that the runner plays alone: what it refuses, and what begins on it."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.errors import ProcessFailedError
from engine.scenarios.pure.case import Case
from engine.scenarios.pure.instance import Instance
from engine.services.messages.messages import MessageNotExpectedError
from engine.services.user_tasks.life_cycle import SamePersonError, TaskNotOpenError
from tests.support.offices import overlaid, procedures
from tests.support.offices.factories import MORNING
from tests.support.playing import small_scenarios
from tests.support.playing.small_scenarios import moment

CLERK, SUPERVISOR = "petugas_pengaduan", "penyelia"
HOURS = 60


def begun(*files: Mapping[str, bytes], key: str = "uji") -> tuple[Case, Instance]:
    """Open a case of the procedure of that key, with all these in force."""
    stage = small_scenarios.on_stage(*files)
    case = Case(stage=stage, agency=procedures.AGENCY, now=MORNING)
    report: dict[str, Any] = {"channel": "datang", "received_at": MORNING, "variables": {}, "form": {}}
    return case, case.report(stage.procedures[key], **report)


def complete(case: Case, one: Instance, form: Mapping[str, Any] = procedures.ANSWERS, *, role: str = CLERK) -> None:
    """Complete the first open task of an instance."""
    case.complete(one, next(iter(one.tasks.values())), form, role=role)


def straight(middle: str, *names: str) -> dict[str, bytes]:
    """Give a bundle of what stands between a start and an end."""
    content = procedures.start() + middle + procedures.end() + procedures.flows("mulai", *names, "selesai")
    return procedures.bundle(content, lanes={CLERK: ["mulai", *names, "selesai"]})


def test_two_people_sign_what_asks_for_two() -> None:
    case, one = begun(procedures.two_steps(separate=True))
    complete(case, one)

    with pytest.raises(SamePersonError):
        complete(case, one, role=CLERK)
    complete(case, one, role=SUPERVISOR)

    assert (one.status, one.ends, case.risk) == ("completed", ("selesai",), "sedang")


def test_what_came_due_earlier_withdraws_a_task_before_it_is_completed() -> None:
    files = procedures.with_timer("PT8H")
    files["uji.bpmn"] = files["uji.bpmn"].replace(b'cancelActivity="false"', b'cancelActivity="true"')
    case, one = begun(files)
    case.now = moment(9 * HOURS)

    with pytest.raises(TaskNotOpenError):
        complete(case, one)
    assert [task.element_id for task in one.tasks.values()] == ["tegur"]


def test_a_timer_that_never_ends_is_a_technical_stop() -> None:
    past = (
        '<exclusiveGateway id="temu"/><intermediateCatchEvent id="lewat"><timerEventDefinition>'
        "<timeDate>2020-01-01T00:00:00Z</timeDate></timerEventDefinition></intermediateCatchEvent>"
    )
    files = straight(past + '<sequenceFlow id="kembali" sourceRef="lewat" targetRef="temu"/>', "temu", "lewat")
    files["uji.bpmn"] = files["uji.bpmn"].replace(
        b'<sequenceFlow id="alur_lewat_selesai" sourceRef="lewat" targetRef="selesai"/>', b""
    )
    case, _ = begun(files)

    with pytest.raises(ProcessFailedError) as failed:
        case.run_due()
    assert failed.value.ids["reason"] == "timer_without_end"


def test_news_that_nobody_waits_for_are_refused_but_those_of_a_withdrawal() -> None:
    case, _ = begun(procedures.two_steps())

    with pytest.raises(MessageNotExpectedError):
        case.deliver("kabar", {"dari": "keluarga"}, role=CLERK)
    case.deliver("persetujuan_ditarik", {}, role=CLERK)

    assert case.referrals.is_withdrawn


def test_an_overlay_begins_when_its_condition_becomes_true_and_not_again() -> None:
    case, one = begun(procedures.two_steps(), overlaid.by_data())

    complete(case, one, overlaid.HIGH)
    law = case.instances[-1]
    complete(case, law, overlaid.HIGH, role=SUPERVISOR)
    complete(case, one, overlaid.HIGH, role=SUPERVISOR)

    assert [found.key for found in case.instances] == ["uji", "lapis"]
    assert (law.variables["risiko"], law.status, law.received_at) == ("tinggi", "completed", MORNING)


def test_an_overlay_whose_condition_holds_on_does_not_begin_anew() -> None:
    section = 'when = "= list contains([\\"tinggi\\", \\"sedang\\"], risiko)"\nneeds = ["risiko"]'
    case, one = begun(procedures.two_steps(), overlaid.by_data(section))

    complete(case, one, overlaid.HIGH)
    complete(case, case.instances[-1], overlaid.HIGH, role=SUPERVISOR)
    complete(case, one, role=SUPERVISOR)

    assert ([found.key for found in case.instances], case.risk) == (["uji", "lapis"], "sedang")


def test_an_overlay_of_another_agency_or_procedure_stays_away() -> None:
    section = 'when = "= risiko = \\"tinggi\\""\nneeds = ["risiko"]'
    elsewhere = overlaid.by_data(section, agencies='agencies = ["uptd_ppa_jember"]')
    case, one = begun(procedures.two_steps(), elsewhere)
    other, two = begun(procedures.two_steps(), overlaid.by_data(section + '\nprocedures = ["lain"]'))

    complete(case, one, overlaid.HIGH)
    complete(other, two, overlaid.HIGH)

    assert (len(case.instances), len(other.instances)) == (1, 1)


def test_an_overlay_that_a_message_calls_for_runs_once_at_a_time() -> None:
    case, _ = begun(procedures.two_steps(), overlaid.by_message())

    with pytest.raises(MessageNotExpectedError):
        case.deliver("lain", {}, role=SUPERVISOR)
    case.deliver("data_bocor", {}, role=SUPERVISOR)
    with pytest.raises(MessageNotExpectedError):
        case.deliver("data_bocor", {}, role=SUPERVISOR)
    complete(case, case.instances[-1], role=SUPERVISOR)
    case.deliver("data_bocor", {}, role=SUPERVISOR)

    assert [one.key for one in case.instances] == ["uji", "lapis", "lapis"]


def test_a_case_that_is_called_off_reaches_no_end() -> None:
    case, one = begun(procedures.with_timer())

    case.call_off(one, "laporan_ganda")
    case.now = moment(9 * HOURS)
    case.run_due()

    assert (one.status, one.ends, one.tasks, one.timers) == ("cancelled", (), {}, {})


def spoken(kind: str, name: str, message: str) -> str:
    """Give an event that throws or catches a message."""
    inside = f'<messageEventDefinition messageRef="m_{message}"/>'
    return f'<intermediate{kind}Event id="{name}" name="{name}" lindung:basis="P">{inside}</intermediate{kind}Event>'


def with_messages(files: dict[str, bytes], *names: str) -> dict[str, bytes]:
    """Let a bundle's diagram know messages."""
    known = "".join(f'<message id="m_{name}" name="{name}"/>' for name in names)
    return {**files, "uji.bpmn": files["uji.bpmn"].replace(b"<process ", f"{known}<process ".encode(), 1)}


def test_a_message_waits_until_its_own_case_listens() -> None:
    steps = spoken("Throw", "kirim", "kabar") + procedures.task("terima", "Terima") + spoken("Catch", "dengar", "kabar")
    case, one = begun(with_messages(straight(steps, "kirim", "terima", "dengar"), "kabar"))
    case.run_due()

    complete(case, one)
    awaited = list(one.awaited.values())
    case.run_due()

    assert (awaited, one.status) == (["kabar"], "completed")


def test_a_withdrawal_that_a_diagram_tells_counts_for_the_case() -> None:
    steps = spoken("Throw", "kirim", "persetujuan_ditarik") + procedures.task("terima", "Terima")
    case, _ = begun(with_messages(straight(steps, "kirim", "terima"), "persetujuan_ditarik"))

    case.run_due()

    assert case.referrals.is_withdrawn


def test_news_come_too_late_for_a_wait_whose_time_was_over() -> None:
    waits = (
        '<eventBasedGateway id="yang" name="Mana?" lindung:basis="P"/><intermediateCatchEvent id="lewat">'
        "<timerEventDefinition><timeDuration>PT8H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        '<exclusiveGateway id="temu"/>' + procedures.flows("yang", "dengar", "temu")
    )
    steps = waits + spoken("Catch", "dengar", "kabar") + procedures.task("tagih", "Tagih")
    case, one = begun(with_messages(straight(steps, "yang", "lewat", "temu", "tagih"), "kabar"))
    case.now = moment(9 * HOURS)

    with pytest.raises(MessageNotExpectedError):
        case.deliver("kabar", {}, role=CLERK)

    assert [task.element_id for task in one.tasks.values()] == ["tagih"]


def test_a_procedure_goes_on_once_and_by_whoever_may_bring_the_news() -> None:
    following = procedures.two_steps()
    way = f'[[continues]]\nmessage = "dibuka_lagi"\nstart = "mulai"\nrole = "{SUPERVISOR}"\n'
    following["procedure.toml"] = following["procedure.toml"].replace(b'key = "uji"', b'key = "lanjut"') + way.encode()
    case, _ = begun(procedures.two_steps(), following)

    with pytest.raises(MessageNotExpectedError):
        case.deliver("dibuka_lagi", {}, role=CLERK)
    case.deliver("dibuka_lagi", {}, role=SUPERVISOR)
    with pytest.raises(MessageNotExpectedError):
        case.deliver("dibuka_lagi", {}, role=SUPERVISOR)

    assert [one.key for one in case.instances] == ["uji", "lanjut"]

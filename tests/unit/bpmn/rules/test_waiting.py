"""Waits that nothing would end: what can happen beside a waiting token, and what cannot."""

import pytest

from engine.bpmn.base import xml
from engine.bpmn.rules import checks
from engine.bpmn.rules.base import bundle, model
from engine.bpmn.rules.files import decision_files
from engine.bpmn.rules.tokens import meanwhile, waiting
from tests.support.diagrams import diagrams, refused

SIGNAL = '<signalEventDefinition signalRef="sinyal"/>'
HEAD = '<signal id="sinyal" name="darurat"/><message id="pesan" name="jawaban"/>'
CONDITION = "<conditionalEventDefinition><condition>= bahaya</condition></conditionalEventDefinition>"
FORM = refused.bundle(b"")["forms/terima.form"]
PROCEDURE = refused.bundle(b"")["procedure.toml"]


def catch(inside: str = SIGNAL) -> str:
    return f'<intermediateCatchEvent id="c">{inside}</intermediateCatchEvent>'


THROW = f'<intermediateThrowEvent id="t">{SIGNAL}</intermediateThrowEvent>'


def flows(*ways: str) -> str:
    """Give flows, each written ``a>b``."""
    return "".join(
        '<sequenceFlow id="{0}{1}" sourceRef="{0}" targetRef="{1}"/>'.format(*way.split(">")) for way in ways
    )


def nodes(kind: str, *names: str) -> str:
    return "".join(f'<{kind} id="{name}"/>' for name in names)


ENDS = nodes("startEvent", "s") + nodes("endEvent", "e") + nodes("parallelGateway", "p", "j")


def told(*processes: str, **files: bytes) -> list[str]:
    """Give what is refused, as code and element; the first process is ``proses``, the second ``lain``."""
    drawn = [
        diagrams.process(content, process_id=name) for name, content in zip(("proses", "lain"), processes, strict=False)
    ]
    diagram = model.read("a.bpmn", xml.parse(diagrams.document(HEAD + "".join(drawn))))
    given = {path.replace("__", "/"): data for path, data in files.items()}
    head, _ = bundle.read_procedure(given)
    models, _ = decision_files.read(given)
    whole = bundle.Bundle(files=given, diagrams=(diagram,), models=models, procedure=head)
    return [f"{each.code} {each.element_id}" for each in waiting.check(whole)]


def conditional(other: str, *ways: str, **files: bytes) -> list[str]:
    """Give what is refused of a wait for a condition with something else drawn."""
    known = {"procedure.toml": PROCEDURE, "forms/terima.form": FORM, **files}
    return told(ENDS + catch(CONDITION) + other + flows(*ways), **known)


BESIDE = ("s>p", "p>c", "p>t", "c>j", "t>j", "j>e")
BEHIND = ("s>p", "p>c", "p>a", "c>j", "a>j", "j>t", "t>e")


@pytest.mark.parametrize(
    ("ways", "found"),
    [
        (BESIDE, []),
        (BEHIND, ["signal_not_thrown c"]),
        (("s>t", "t>c", "c>e"), ["signal_not_thrown c"]),
        (("s>c", "c>t", "t>e"), ["signal_not_thrown c"]),
        (("s>x", "x>c", "x>t", "c>e", "t>e"), ["signal_not_thrown c"]),
        (("s>p", "p>x", "p>a", "x>c", "a>x", "c>t", "t>e"), []),
    ],
)
def test_a_signal_must_be_thrown_while_it_is_awaited(ways: tuple[str, ...], found: list[str]) -> None:
    body = ENDS + catch() + THROW + nodes("businessRuleTask", "a") + nodes("exclusiveGateway", "x")

    assert told(body + flows(*ways)) == found


def test_a_signal_that_nothing_awaits_is_refused() -> None:
    assert told(ENDS + THROW + flows("s>t", "t>e")) == ["signal_not_caught t"]


def beside_step(passes: str, inner: str) -> list[str]:
    """Give what is refused of a signal thrown behind an event on the step that holds the wait."""
    event = f'<boundaryEvent id="b" attachedToRef="h" cancelActivity="{passes}"/>'
    host = f'<subProcess id="h">{nodes("startEvent", "hs")}{inner}{nodes("endEvent", "he")}</subProcess>'
    return told(ENDS + host + event + THROW + flows("s>h", "h>e", "b>t", "t>e"))


def test_an_event_on_what_encloses_the_wait_counts_only_if_it_lets_it_go_on() -> None:
    inner = catch() + flows("hs>c", "c>he")

    assert beside_step("false", inner) == []
    assert beside_step("true", inner) == ["signal_not_thrown c"]


def test_a_step_goes_on_beside_what_follows_an_event_on_it() -> None:
    event = '<boundaryEvent id="b" attachedToRef="h" cancelActivity="false"/>'
    host = f'<subProcess id="h">{nodes("startEvent", "hs")}{THROW}{flows("hs>t")}</subProcess>'

    assert told(ENDS + host + event + catch() + flows("s>h", "h>e", "b>c", "c>e")) == []


def test_instances_at_the_same_time_act_beside_each_other() -> None:
    loop = "<multiInstanceLoopCharacteristics{}><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    inner = nodes("startEvent", "hs") + catch() + THROW + flows("hs>c", "c>t")

    def run(kind: str) -> list[str]:
        return told(ENDS + f'<subProcess id="h">{loop.format(kind)}{inner}</subProcess>' + flows("s>h", "h>e"))

    assert run("") == []
    assert run(' isSequential="true"') == ["signal_not_thrown c"]


def test_called_processes_are_looked_into_from_both_sides() -> None:
    call = '<callActivity id="k" calledElement="lain"/>'
    whole = ENDS + call + flows("s>p", "p>k", "p>{0}", "k>j", "{0}>j", "j>e")

    assert told(whole.format("t") + THROW, nodes("startEvent", "ls") + catch() + flows("ls>c")) == []
    assert told(whole.format("c") + catch(), nodes("startEvent", "ls") + THROW + flows("ls>t")) == []


def test_a_call_of_itself_and_of_nothing_ends_the_search() -> None:
    itself = '<callActivity id="k" calledElement="proses"/><callActivity id="n" calledElement="hilang"/>'

    assert told(ENDS + itself + catch() + flows("s>p", "p>k", "p>n", "p>c")) == ["signal_not_thrown c"]


def boundary(inner: str, *ways: str) -> list[str]:
    host = f'<subProcess id="h">{nodes("startEvent", "hs")}{inner}</subProcess>'
    event = f'<boundaryEvent id="b" attachedToRef="h">{SIGNAL}</boundaryEvent>'
    return told(ENDS + host + event + flows("s>h", "h>e", "b>e") + "".join(ways))


def test_a_signal_on_a_border_is_thrown_inside_or_beside() -> None:
    assert boundary(THROW + flows("hs>t")) == []
    assert boundary(flows("hs>x"), THROW, flows("e>t")) == ["signal_not_thrown b"]


def test_a_sub_process_that_an_event_starts_hears_any_thrower_and_acts_at_any_time() -> None:
    start = f'<startEvent id="us">{SIGNAL}</startEvent>'

    def event_started(inner: str) -> str:
        return f'<subProcess id="u" triggeredByEvent="true">{inner}</subProcess>'

    assert told(ENDS + event_started(start) + THROW + flows("s>t", "t>e")) == []
    assert told(ENDS + event_started(start) + flows("s>e")) == ["signal_not_thrown us"]
    assert told(ENDS + event_started(THROW) + catch() + flows("s>c", "c>e")) == []


def test_a_signal_where_it_is_refused_as_such_is_not_told_twice() -> None:
    assert told(f'<startEvent id="s">{SIGNAL}</startEvent><endEvent id="e">{SIGNAL}</endEvent>' + flows("s>e")) == []


@pytest.mark.parametrize("named", ['<signalEventDefinition signalRef="lain"/>', "<signalEventDefinition/>"])
def test_a_signal_that_is_not_there_is_told_elsewhere(named: str) -> None:
    assert told(ENDS + catch(named) + flows("s>c", "c>e")) == []


MESSAGE = "<messageEventDefinition/>"
COLLECTED = (
    '<userTask id="t"><multiInstanceLoopCharacteristics><loopDataOutputRef>bahaya</loopDataOutputRef>'
    "</multiInstanceLoopCharacteristics></userTask>"
)
NEVER = ["condition_never_changes c"]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ('<userTask id="t" lindung:form="terima"/>', []),
        ('<userTask id="t" lindung:form="hilang"/>', NEVER),
        ('<userTask id="t"/>', NEVER),
        ('<receiveTask id="t"/>', []),
        (f'<intermediateCatchEvent id="t">{MESSAGE}</intermediateCatchEvent>', []),
        (f'<intermediateThrowEvent id="t">{MESSAGE}</intermediateThrowEvent>', NEVER),
        ('<businessRuleTask id="t" lindung:decision="hilang"/>', NEVER),
        (COLLECTED, []),
    ],
)
def test_a_condition_must_be_over_what_a_step_beside_it_can_change(step: str, found: list[str]) -> None:
    assert conditional(step, *BESIDE) == found


def test_a_decision_changes_what_its_columns_name() -> None:
    tables = refused.bundle(b"")["keputusan.dmn"]
    step = '<businessRuleTask id="t" lindung:decision="{}"/>'

    def over(name: str, decision: str) -> list[str]:
        event = catch(CONDITION.replace("bahaya", name))
        body = ENDS + event + step.format(decision) + flows(*BESIDE)
        return told(body, **{"procedure.toml": PROCEDURE, "keputusan.dmn": tables})

    assert over("risiko", "risiko") == over("milestone", "sla") == []
    assert over("risiko", "sla") == ["condition_never_changes c"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('get value(tafsir, "AMB-1") = "a"', []),
        ("1 = 2", ["condition_never_changes c"]),
        ("bahaya ==", []),
    ],
)
def test_a_condition_over_readings_may_change_and_a_faulty_one_is_told_elsewhere(text: str, found: list[str]) -> None:
    body = ENDS + catch(CONDITION.replace("= bahaya", text)) + flows("s>c", "c>e")

    assert told(body, **{"procedure.toml": PROCEDURE}) == found


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("<timerEventDefinition/>", []),
        ("<messageEventDefinition/>", []),
        ("<signalEventDefinition/>", ["condition_never_changes c"]),
    ],
)
def test_a_race_against_a_message_or_a_time_does_not_hang_on_the_condition(other: str, found: list[str]) -> None:
    rival = nodes("eventBasedGateway", "g") + f'<intermediateCatchEvent id="t">{other}</intermediateCatchEvent>'

    assert conditional(rival, "s>g", "g>c", "g>t", "g>hilang", "c>e", "t>e") == found


def test_loose_diagrams_come_without_their_forms() -> None:
    assert told(ENDS + catch(CONDITION) + flows("s>c", "c>e")) == []


def test_what_waits_outside_of_every_scope_has_nothing_beside_it() -> None:
    lonely = xml.parse(diagrams.document("<category/>"))

    assert meanwhile.beside(meanwhile.read(()), lonely) == set()
    assert checks.check(refused.bundle(refused.read("signal_not_thrown").sound), roles=refused.ROLES) == []

"""Gateways: every way has its condition, one way is always open, and joins stand where they are known to be right.

SpiffWorkflow 3.2.0 releases a parallel join inside a loop after the wrong branch from the second round on; within a
sub-process each round is new. An inclusive join in a loop was never right.
"""

from collections.abc import Iterator

from engine.bpmn.base import xml
from engine.bpmn.rules.base import feel_texts, model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.policy.refusals import Refusal

# BPMN 2.0.2 section 13.4.2: an exception at run time, which the completing officer would get.
NO_DEFAULT = Fault(
    "split_without_default",
    "Gateway ini tidak mempunyai aliran baku, sehingga kasus berhenti bila tidak ada syarat yang terpenuhi.",
    "This gateway has no default flow, so the case is stuck when no condition holds.",
    "Pilih satu aliran keluar, klik kunci inggris, lalu pilih Default Flow; pakai jalan yang paling aman.",
    "Select one outgoing flow, click the wrench and choose Default Flow; take the safest way.",
)
# BPMN 2.0.2 section 13.4.2; always true would close the ways after it.
NO_CONDITION = Fault(
    "flow_without_condition",
    "Aliran ini keluar dari gateway tanpa syarat.",
    "This flow leaves a gateway without a condition.",
    "Isi syaratnya pada aliran itu.",
    "Fill in its condition at that flow.",
)
# BPMN 2.0.2 section 8.4.13: the condition of a default flow is ignored.
DEFAULT_CONDITION = Fault(
    "default_with_condition",
    "Aliran baku ini mempunyai syarat, yang tidak pernah diperiksa.",
    "This default flow has a condition, which is never looked at.",
    "Hapus syaratnya, atau jadikan aliran lain sebagai aliran baku.",
    "Delete the condition, or make another flow the default.",
)
# The editor leaves such a mark behind when flows are redrawn.
FOREIGN_DEFAULT = Fault(
    "default_not_outgoing",
    "Aliran baku '{flow}' tidak keluar dari unsur ini, atau unsur ini tidak memilih.",
    "The default flow '{flow}' does not leave this element, or this element does not choose.",
    "Pilih aliran yang keluar dari gateway ini, lalu jadikan Default Flow.",
    "Select a flow that leaves this gateway and make it the default flow.",
)
# BPMN 2.0.2 section 8.4.13: a condition counts behind a choosing gateway or an activity that splits.
CONDITION_IGNORED = Fault(
    "condition_out_of_place",
    "Aliran ini mempunyai syarat, tetapi asalnya bukan gateway yang memilih.",
    "This flow has a condition, but it does not leave a gateway that chooses.",
    "Hapus syaratnya, atau tambahkan Exclusive Gateway sebelum aliran ini.",
    "Delete the condition, or put an exclusive gateway before this flow.",
)
# The join counts branches of earlier rounds: 30 of 32 orders were wrong over five rounds.
PARALLEL_ON_CYCLE = Fault(
    "parallel_join_on_cycle",
    "Penggabungan paralel ini berada di dalam putaran, sehingga dapat berlanjut sebelum semua cabang selesai.",
    "This parallel join lies on a loop, so it may go on before all branches are done.",
    "Bungkus cabang dari pemisahan sampai penggabungan dalam satu Sub Process di dalam putaran itu.",
    "Wrap the branches from split to join in one sub-process inside that loop.",
)
# Wrong in every order from the second round on.
INCLUSIVE_ON_CYCLE = Fault(
    "inclusive_join_on_cycle",
    "Penggabungan inklusif ini berada di dalam putaran, yang tidak pernah berjalan benar.",
    "This inclusive join lies on a loop, which never runs right.",
    "Bungkus cabangnya dalam satu Sub Process, atau pakai Exclusive Gateway.",
    "Wrap its branches in one sub-process, or use exclusive gateways.",
)
# BPMN 2.0.2 section 10.6: a declared direction binds.
DIRECTION = Fault(
    "gateway_direction",
    "Arah gateway ini dinyatakan '{direction}', tetapi aliran masuknya {entering} dan keluarnya {leaving}.",
    "The gateway is declared '{direction}', but {entering} flows enter and {leaving} leave it.",
    "Sesuaikan alirannya, atau hapus gateway ini dan gambar ulang.",
    "Correct the flows, or delete this gateway and draw it again.",
)
# BPMN 2.0.2 section 10.6: the events race, so each has only this way in.
EVENT_TARGET = Fault(
    "event_gateway_target",
    "Setelah Event-based Gateway hanya boleh ada peristiwa tangkap atau Receive Task dengan satu aliran masuk.",
    "Behind an event-based gateway only catch events or receive tasks with one incoming flow may follow.",
    "Klik kunci inggris pada langkah ini, lalu pilih Intermediate Catch Event (pesan, waktu, atau syarat).",
    "Click the wrench on this step and choose an intermediate catch event (message, timer or conditional).",
)
# All timers of one gateway share one slot in SpiffWorkflow.
EVENT_TIMERS = Fault(
    "event_gateway_timers",
    "Event-based Gateway ini menunggu {count} waktu sekaligus; hanya satu yang akan berlaku.",
    "This event-based gateway waits for {count} timers at once; only one of them would count.",
    "Sisakan waktu yang paling cepat; gambar waktu berikutnya setelahnya.",
    "Keep the timer that comes first; draw the later one behind it.",
)
# BPMN 2.0.2 section 10.6: a race needs two.
EVENT_FEW = Fault(
    "event_gateway_lonely",
    "Event-based Gateway ini mempunyai {count} aliran keluar; paling sedikit harus dua.",
    "This event-based gateway has {count} outgoing flows; it needs at least two.",
    "Tambahkan peristiwa yang ditunggu, atau hapus gateway ini.",
    "Add an event to wait for, or delete the gateway.",
)
# BPMN 2.0.2 section 10.6: such a gateway would start instances or wait for all events.
EVENT_KIND = Fault(
    "event_gateway_kind",
    "Event-based Gateway yang membuka kasus baru atau menunggu semua peristiwa tidak dijalankan.",
    "An event-based gateway that opens a new case or waits for all events is not run.",
    "Hapus gateway ini dan gambar Event-based Gateway biasa.",
    "Delete this gateway and draw a plain event-based gateway.",
)

CHOOSING = ("exclusiveGateway", "inclusiveGateway")
_TARGETS = {"intermediateCatchEvent", "receiveTask"}


def check(diagram: model.Diagram) -> Iterator[Refusal]:
    """Refuse gateways at which a case could stop, guess, or run on too early."""
    for scope in diagram.scopes:
        for gateway in scope.of_kind(*CHOOSING):
            yield from _choice(diagram.file, scope, gateway)
        for gateway in scope.of_kind("parallelGateway", "inclusiveGateway"):
            yield from _join(diagram.file, scope, gateway)
        for gateway in scope.of_kind("eventBasedGateway"):
            yield from _race(diagram.file, scope, gateway)
        for gateway in scope.of_kind(*model.GATEWAYS):
            yield from _direction(diagram.file, scope, gateway)
        for node in scope.nodes.values():
            yield from _plain(diagram.file, scope, node)


def _condition(flow: xml.Element) -> xml.Element | None:
    return flow.find(xml.bpmn("conditionExpression"))


def _chooses(scope: model.Scope, node: xml.Element) -> bool:
    """Tell whether a node decides between flows: exclusive or inclusive, with more than one way out."""
    return xml.local_name(node) in CHOOSING and len(scope.outgoing.get(node.get("id", ""), ())) > 1


def _choice(file: str, scope: model.Scope, gateway: xml.Element) -> Iterator[Refusal]:
    """Refuse ways out of a choice that have no condition, and a choice without a default."""
    if not _chooses(scope, gateway):
        return
    default = gateway.get("default")
    if default is None:
        yield NO_DEFAULT.at(file, gateway)
    for flow in scope.outgoing[gateway.get("id", "")]:
        condition = _condition(flow)
        if flow.get("id") == default:
            if condition is not None:
                yield DEFAULT_CONDITION.at(file, flow)
        elif condition is None:
            yield NO_CONDITION.at(file, flow)
        else:
            yield from feel_texts.check(file, flow, condition)


def _plain(file: str, scope: model.Scope, node: xml.Element) -> Iterator[Refusal]:
    """Refuse conditions and defaults where nothing chooses."""
    leaving = scope.outgoing.get(node.get("id", ""), ())
    default, chooses = node.get("default"), _chooses(scope, node)
    if default is not None and not (chooses and default in {flow.get("id") for flow in leaving}):
        yield FOREIGN_DEFAULT.at(file, node, flow=default)
    for flow in leaving:
        if not chooses and _condition(flow) is not None:
            yield CONDITION_IGNORED.at(file, flow)


def _join(file: str, scope: model.Scope, gateway: xml.Element) -> Iterator[Refusal]:
    """Refuse a join that a token can come to again: each scope is a graph of its own, so a sub-process is safe."""
    name = gateway.get("id", "")
    if len(scope.incoming.get(name, ())) > 1 and name in scope.reach([name]):
        parallel = xml.local_name(gateway) == "parallelGateway"
        yield (PARALLEL_ON_CYCLE if parallel else INCLUSIVE_ON_CYCLE).at(file, gateway)


def _race(file: str, scope: model.Scope, gateway: xml.Element) -> Iterator[Refusal]:
    """Refuse event-based gateways whose events do not simply race each other."""
    if gateway.get("instantiate") in {"true", "1"} or gateway.get("eventGatewayType") == "Parallel":
        yield EVENT_KIND.at(file, gateway)
    leaving = scope.outgoing.get(gateway.get("id", ""), ())
    if len(leaving) == 1:
        yield EVENT_FEW.at(file, gateway, count=1)
    targets = [scope.nodes[name] for flow in leaving if (name := flow.get("targetRef", "")) in scope.nodes]
    for target in targets:
        if xml.local_name(target) not in _TARGETS or len(scope.incoming[target.get("id", "")]) > 1:
            yield EVENT_TARGET.at(file, target)
    timers = sum(target.find(xml.bpmn("timerEventDefinition")) is not None for target in targets)
    if timers > 1:
        yield EVENT_TIMERS.at(file, gateway, count=timers)


def _direction(file: str, scope: model.Scope, gateway: xml.Element) -> Iterator[Refusal]:
    """Refuse a declared direction that the flows contradict."""
    name, direction = gateway.get("id", ""), gateway.get("gatewayDirection", "Unspecified")
    entering, leaving = len(scope.incoming.get(name, ())), len(scope.outgoing.get(name, ()))
    fits = {
        "Converging": leaving <= 1,
        "Diverging": entering <= 1,
        "Mixed": entering > 1 and leaving > 1,
    }
    if not fits.get(direction, True):
        yield DIRECTION.at(file, gateway, direction=direction, entering=entering, leaving=leaving)

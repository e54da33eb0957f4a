"""One case that the runner plays alone, in memory: its instances, timers, messages, overlays, readings and referrals.

It follows the services step by step and takes from them every rule that needs no database; a test plays every scenario
both ways and compares. Rights, encryption, letters, people's notices and the history are the services' alone.
"""

import copy
import heapq
import itertools
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from engine import feel
from engine.bpmn.running import runner
from engine.domain import vocabulary
from engine.domain.audits.findings import BY_MESSAGE, FINDING
from engine.domain.cases import consent
from engine.domain.policy.procedures import Overlay
from engine.domain.referrals import referrals
from engine.domain.running import facts, inputs
from engine.domain.time import readings as rules
from engine.errors import ProcessFailedError
from engine.scenarios.pure.instance import Instance
from engine.scenarios.pure.referrals import Referrals
from engine.scenarios.pure.stage import Stage
from engine.services.base import variables as outside
from engine.services.base.bundles import Deployed
from engine.services.content import submissions
from engine.services.messages import continuations, messages
from engine.services.running import steps
from engine.services.time import readings
from engine.services.user_tasks import life_cycle

_TAKEN = frozenset({referrals.ANSWER, referrals.FEEDBACK, *BY_MESSAGE})
"""Messages that no case receives: nobody sent this one, so nobody is told, and the state of a finding is no case's."""


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message on its way to the case; ``sender`` is the id of the instance that sent it."""

    sender: str
    name: str
    variables: Mapping[str, Any]
    is_delivered: bool = False


@dataclass
class Case:
    """A case of an agency at a moment, which whoever plays moves; ``risk`` is None while nobody assessed it."""

    stage: Stage
    agency: str
    now: datetime
    instances: list[Instance] = field(default_factory=list)
    risk: str | None = None

    def __post_init__(self) -> None:
        """Begin with nothing sent, chosen or promised."""
        self.referrals = Referrals(stage=self.stage, agency=self.agency)
        self._messages: list[Message] = []
        self._choices: list[rules.Choice] = []
        self._answers: dict[str, Any] = {}
        self._jobs: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._number = f"{self.stage.agencies[self.agency].case_prefix}-{self.now:%Y}-00001"

    # What people do.

    def report(
        self, deployed: Deployed, *, channel: str, received_at: datetime, variables: Mapping[str, Any], form: Any
    ) -> Instance:
        """Open the case by a report; raises as ``instances.start`` does."""
        start = deployed.channel(channel).start
        outside.require_sendable(deployed, variables)
        routing = self._checked(deployed, deployed.definition.side_table[start].form, form)
        return self._begin(deployed, start, {**variables, **routing}, channel=channel, received_at=received_at)

    def complete(self, one: Instance, task: facts.TaskOpened, form: Mapping[str, Any], *, role: str) -> None:
        """Complete a task; what came due earlier happens first. Raises as ``user_tasks.complete`` does."""
        if task.separate_from is not None and one.completed_by.get(task.separate_from) == role:
            raise life_cycle.SamePersonError(user_task=task.task_id)
        self._fire_overdue(one)
        if task.task_id not in one.tasks:
            raise life_cycle.TaskNotOpenError(user_task=task.task_id)
        routing = self._checked(one.deployed, task.form, form)
        one.completed_by[task.element_id] = role
        self._advance(one, inputs.Complete(task_id=task.task_id, variables=routing))

    def deliver(self, name: str, variables: Mapping[str, Any], *, role: str) -> None:
        """Bring news to the case; raises as ``messages.deliver`` does."""
        told = {vocabulary.REFERRAL_ANSWER} if name == referrals.ANSWERED else set()
        own = {key: value for key, value in variables.items() if key not in told}
        for one in self.instances if own else ():
            outside.require_sendable(one.deployed, own)
        content = self.referrals.hear(variables) if name == referrals.ANSWERED else dict(variables)
        if name == referrals.WITHDRAWN:
            self._withdraw()
        reached = [*self._pass_on(name, content), *self._attach(name, variables)]
        reached += self._go_on_by_person(name, variables, role=role)
        if not reached and name != referrals.WITHDRAWN:
            raise messages.MessageNotExpectedError(case_number=self._number, message=name)

    def call_off(self, one: Instance, reason_code: str) -> None:
        """Call an instance off."""
        self._advance(one, inputs.Cancel(reason_code=reason_code))

    def choose(
        self, procedure: str, *, ambiguity: str, reading: str, valid_from: date | None, valid_to: date | None
    ) -> None:
        """Choose a reading from today on, or from a day; running instances follow it from and to its days."""
        zone = self.stage.agencies[self.agency].zone
        choice = rules.Choice(
            id=str(len(self._choices)),
            procedure=procedure,
            agency=self.agency,
            ambiguity=ambiguity,
            reading=reading,
            chosen_by="",
            office="",
            sk="",
            valid_from=valid_from or self.stage.day(self.agency, self.now).date(),
            valid_to=valid_to,
            entered_by="",
            entered_at=self.now,
        )
        self._choices.append(choice)
        for _, at in choice.edges(zone):
            due = max(at, self.now)
            for run_at in (due, due + readings.AGAIN):
                self._promise(partial(self._spread, procedure), run_at=run_at)

    def run_due(self) -> None:
        """Fire every due timer, the most overdue instance first, then carry out every due promise."""
        while due := [(timer.due_at, one) for one in self.instances if (timer := one.earliest_due(self.now))]:
            self._fire_overdue(min(due, key=lambda pair: pair[0])[1])
        while self._jobs and self._jobs[0][0] <= self.now:
            heapq.heappop(self._jobs)[2]()

    def follow(self, deployed: Deployed, start: str) -> None:
        """Follow up a finding that is sent now: its procedure knows the finding's id."""
        self._begin(deployed, start, {FINDING: self._number}, channel=FINDING, received_at=self.now)

    # What follows from it.

    def _checked(self, deployed: Deployed, form: str | None, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Check the answers of a form, keep them, and give those that the diagram knows."""
        checked, routing = submissions.check(deployed, form, answers)
        self._answers |= checked
        return dict(routing)

    def _begin(
        self, deployed: Deployed, start: str, known: Mapping[str, Any], *, channel: str, received_at: datetime
    ) -> Instance:
        """Take the first step of a new instance."""
        one = Instance(
            id=str(uuid.UUID(int=len(self.instances) + 1)), deployed=deployed, channel=channel, received_at=received_at
        )
        self.instances.append(one)
        given = {
            vocabulary.CASE_NUMBER: self._number,
            vocabulary.AGENCY: self.agency,
            vocabulary.CHANNEL: channel,
            vocabulary.RECEIVED_AT: received_at.astimezone(UTC).isoformat(),
            vocabulary.READINGS: self._readings(deployed),
        }
        self._advance(one, inputs.Start(instance_id=one.id, start_event=start, variables={**known, **given}))
        return one

    def _readings(self, deployed: Deployed) -> dict[str, str]:
        chosen = [one for one in self._choices if one.procedure == deployed.procedure.key]
        day = self.stage.day(self.agency, self.now).date()
        return rules.in_force(rules.standings(deployed.documents, chosen, agency=self.agency, day=day))

    def _promise(self, work: Callable[[], None], *, run_at: datetime | None = None) -> None:
        heapq.heappush(self._jobs, (run_at or self.now, next(self._order), work))

    def _fire_overdue(self, one: Instance) -> None:
        """Fire every timer that is due by now, earliest first; ProcessFailedError where that has no end."""
        fired: Counter[str] = Counter()
        while (due := one.earliest_due(self.now)) is not None:
            if fired.total() == steps.MOST_FIRINGS:
                raise ProcessFailedError(element_id=fired.most_common(1)[0][0], reason="timer_without_end")
            fired[due.element_id] += 1
            self._advance(one, inputs.FireTimer(timer_id=due.timer_id))

    def _spread(self, procedure: str) -> None:
        """Let the running instances of a procedure follow the readings in force; what came due before happens first."""
        for one in [one for one in self.instances if one.status == "active" and one.key == procedure]:
            self._fire_overdue(one)
            wanted = self._readings(one.deployed)
            if one.status == "active" and one.variables.get(vocabulary.READINGS, {}) != wanted:
                self._advance(one, inputs.ChangeReadings(readings=wanted))

    def _advance(self, one: Instance, event: inputs.Input) -> None:
        before = copy.deepcopy(one.variables)
        moment = runner.Moment(now=self.now, calendar=self.stage.calendars[self.agency])
        step = runner.apply(one.deployed.definition, one.state, event, moment=moment)
        one.state = step.state
        self._heed(event)
        ended = [one.awaited.get(fact.task_id) for fact in step.facts if isinstance(fact, facts.MessageNoLongerAwaited)]
        for fact in step.facts:
            one.note(fact)
            self._act(one, fact)
        if isinstance(event, inputs.FireTimer):
            self.referrals.lapse(one.id, waits=ended.count(referrals.ANSWERED))
        if not one.is_overlay:
            risk = one.variables.get(vocabulary.RISK, self.risk)
            self.risk = risk if isinstance(risk, str) and risk.isprintable() else None
        awaited = {fact.message for fact in step.facts if isinstance(fact, facts.MessageAwaited)}
        for name in awaited:
            self._look_again(name)
        if before != one.variables and not one.is_overlay:
            self._attach_by_data(one, before)

    def _heed(self, event: inputs.Input) -> None:
        """Act on consent that was withdrawn or given anew by what came in."""
        said = event.variables.get(vocabulary.CONSENT) if isinstance(event, inputs.Complete | inputs.Deliver) else None
        news = isinstance(event, inputs.Deliver) and event.message == referrals.WITHDRAWN
        if news or said == consent.WITHDRAWN:
            self._withdraw()
        elif said == consent.GIVEN:
            self.referrals.is_withdrawn = False

    def _withdraw(self) -> None:
        for one in self.referrals.withdraw():
            self._put(one.sender, referrals.ANSWERED, {vocabulary.REFERRAL_ANSWER: referrals.NO_ANSWER})

    def _act(self, one: Instance, fact: facts.Fact) -> None:
        """Do what a fact asks for beyond its instance."""
        if not isinstance(fact, facts.MessageThrown):
            return
        if fact.message == referrals.SEND:
            self.referrals.send(one.id, fact, told_reason=bool(self._answers.get(vocabulary.EMERGENCY_REASON)))
        elif fact.message not in _TAKEN:
            own = {name: value for name, value in fact.variables.items() if name not in vocabulary.GIVEN}
            self._put(one.id, fact.message, own)

    def _put(self, sender: str, name: str, variables: Mapping[str, Any]) -> None:
        message = Message(sender=sender, name=name, variables=variables)
        self._messages.append(message)
        self._promise(partial(self._forward, message))

    # Messages.

    def _waiting(self, name: str) -> list[Message]:
        return [one for one in self._messages if one.name == name and not one.is_delivered]

    def _look_again(self, name: str) -> None:
        for message in self._waiting(name)[:1]:
            self._promise(partial(self._forward, message, again=True))

    def _forward(self, message: Message, *, again: bool = False) -> None:
        """Pass on what waits under the message's name, oldest first; ``again`` is a later look: it begins nothing."""
        for waiting in self._waiting(message.name):
            sender = None if waiting.name in referrals.ARRIVING else waiting.sender
            if not self._pass_on(waiting.name, self._content(waiting), sender=sender):
                break
            waiting.is_delivered = True
        if again:
            return
        begun = self._attach(message.name, message.variables)
        if message.name == referrals.WITHDRAWN:
            self._withdraw()
        elif message.name not in referrals.ARRIVING:
            begun += self._go_on_by_diagram(message)
        message.is_delivered = message.is_delivered or bool(begun) or message.name == referrals.WITHDRAWN

    def _content(self, message: Message) -> dict[str, Any]:
        if message.name != referrals.ANSWERED:
            return dict(message.variables)
        others = len(self._waiting(message.name)) - 1
        return {**message.variables, vocabulary.REFERRALS_OPEN: self.referrals.unanswered + others}

    def _pass_on(self, name: str, content: Mapping[str, Any], *, sender: str | None = None) -> list[Instance]:
        """Give a message to every instance that waits for it, and give those that took it."""
        return [
            one
            for one in [one for one in self.instances if name in one.awaited.values()]
            if self._reach(one, inputs.Deliver(message=name, variables={} if one.id == sender else dict(content)))
        ]

    def _reach(self, one: Instance, event: inputs.Deliver) -> bool:
        self._fire_overdue(one)
        if one.status != "active" or event.message not in one.awaited.values():
            return False
        self._advance(one, event)
        return True

    # What begins on the case.

    def _runs(self, key: str) -> bool:
        return any(one.status == "active" for one in self.instances if one.key == key)

    def _attach(self, name: str, variables: Mapping[str, Any]) -> list[Instance]:
        """Begin the overlays that a message calls for; their clocks count from now."""
        called = []
        for law, head in self.stage.overlays(self.agency, {one.key for one in self.instances}):
            if head.message == name:
                outside.require_sendable(law, variables)
                called += [] if self._runs(law.procedure.key) else [(law, head)]
        channel = self.instances[0].channel
        return [self._begin(law, head.start, variables, channel=channel, received_at=self.now) for law, head in called]

    def _attach_by_data(self, one: Instance, before: Mapping[str, Any]) -> None:
        """Begin the overlays whose condition became true, or holds on a case that never had them."""
        after = one.variables
        called = []
        for law, head in self.stage.overlays(self.agency, {one.key}):
            if head.when is None or not self._holds(head, after):
                continue
            known = any(other.key == law.procedure.key for other in self.instances)
            if not self._runs(law.procedure.key) and not (known and self._holds(head, before)):
                called.append((law, head))
        for law, head in called:
            taken = {name: after[name] for name in head.needs if name in after}
            self._begin(law, head.start, taken, channel=one.channel, received_at=one.received_at)

    def _holds(self, head: Overlay, variables: Mapping[str, Any]) -> bool:
        expression = feel.compile(head.when or "")
        scope = {name: feel.from_json(variables[name]) for name in expression.names if name in variables}
        zone = self.stage.agencies[self.agency].zone
        return expression.evaluate(scope, feel.Context(now=self.now, zone=zone, functions={})) is True

    def _go_on_by_person(self, name: str, variables: Mapping[str, Any], *, role: str) -> list[Instance]:
        """Begin what goes on after news that somebody of a role brings: it knows what the newest procedure knew."""
        last = [one for one in self.instances if not one.is_overlay][-1]
        begun = []
        for deployed, way in self.stage.continuing(self.agency, name):
            if not self._runs(deployed.procedure.key) and way.role in {None, role}:
                outside.require_sendable(deployed, variables)
                known = {**last.variables, **variables}
                begun.append(self._begin(deployed, way.start, known, channel=last.channel, received_at=self.now))
        return begun

    def _go_on_by_diagram(self, message: Message) -> list[Instance]:
        """Begin what goes on after a message that a diagram sent."""
        sender = next(one for one in self.instances if one.id == message.sender)
        origin = {name: sender.variables[name] for name in continuations.ORIGIN if name in sender.variables}
        return [
            self._begin(
                deployed,
                way.start,
                {**message.variables, **origin},
                channel=sender.channel,
                received_at=self.now,
            )
            for deployed, way in self.stage.continuing(self.agency, message.name)
            if not self._runs(deployed.procedure.key)
        ]

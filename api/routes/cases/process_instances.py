"""``/api/v1/process-instances``: starting a case, holding it, calling it off, looking back at it."""

from api import edge
from api.nouns import Noun
from api.schemas import base, derived
from api.schemas.audit import history_events
from api.schemas.cases import process_instances as schemas
from engine.services.audit import history, timeline
from engine.services.audit.timeline import Timeline
from engine.services.base.results import Page
from engine.services.base.transaction import Transaction
from engine.services.cases import instances
from engine.services.user_tasks.results import InstanceView
from engine.services.verification.results import HistoryEventView, ReplayResult

noun = Noun("process-instances", description="Cases as they run through a procedure.")


@noun.get("", query=schemas.Query, answer=derived.page(InstanceView, "ProcessInstancesPage"))
def search(tx: Transaction, query: base.Checked) -> Page[InstanceView]:
    """List the instances that the caller may see, newest first.

    The open tasks of each are left out here; ask for one instance, or for its tasks by case number.
    """
    return instances.search(
        tx,
        state=query.get("state"),
        case_number=query.get("case_number"),
        cursor=query.get("cursor"),
        limit=query["limit"],
    )


@noun.post("", body=schemas.Start, answer=derived.answer(InstanceView), status=201)
def start(tx: Transaction, body: base.Checked) -> InstanceView:
    """Register a report: open a case and start its procedure at the channel's start event.

    ``received_at`` is when the report reached the agency, now when it is left out: promised times are counted from it.
    422 ``channel_unknown``, ``received_in_future``, ``variable_reserved`` or ``form_invalid``.
    """
    return instances.start(
        tx,
        process_definition=body["process_definition"],
        agency=body["agency"],
        channel=body["channel"],
        received_at=body["received_at"] or tx.now,
        variables=body.get("variables", {}),
        form=body.get("form", {}),
    )


@noun.get("/<instance_id>", answer=derived.answer(InstanceView))
def get(tx: Transaction, instance_id: str) -> InstanceView:
    """Give one instance; its ETag is what ``If-Match`` wants back.

    The ETag changes with every step of the instance, also when a timer or another person moved it.
    """
    return instances.get(tx, instance_id)


@noun.post("/<instance_id>/suspend", answer=derived.answer(InstanceView))
def suspend(tx: Transaction, instance_id: str) -> InstanceView:
    """Hold an instance: its tasks and timers rest until it is resumed.

    412 ``stale_revision`` when ``If-Match`` names an older revision. SLA clocks run on: a promise is not paused by us.
    """
    return instances.suspend(tx, instance_id, if_match=edge.expected_revision())


@noun.post("/<instance_id>/resume", answer=derived.answer(InstanceView))
def resume(tx: Transaction, instance_id: str) -> InstanceView:
    """Let a held instance go on.

    Timers that came due meanwhile fire at once: late, but visibly.
    """
    return instances.resume(tx, instance_id, if_match=edge.expected_revision())


@noun.post("/<instance_id>/cancel", body=schemas.Cancel, answer=derived.answer(InstanceView))
def cancel(tx: Transaction, body: base.Checked, instance_id: str) -> InstanceView:
    """Call an instance off: every open task, timer and clock closes.

    ``reason_code`` is recorded in the history, so it must be a code and never a story.
    """
    return instances.cancel(tx, instance_id, reason_code=body["reason_code"], if_match=edge.expected_revision())


@noun.get(
    "/<instance_id>/history",
    query=history_events.Within,
    answer=derived.page(HistoryEventView, "HistoryEventsPage"),
    recorded=True,
)
def events(tx: Transaction, query: base.Checked, instance_id: str) -> Page[HistoryEventView]:
    """List what happened to the instance up to a moment, oldest first.

    Events hold routing data and digests; what people wrote is never part of them.
    """
    return history.events(tx, instance_id, at=query["at"], cursor=query.get("cursor"), limit=query["limit"])


@noun.get("/<instance_id>/replay", answer=derived.answer(ReplayResult), recorded=True)
def replay(tx: Transaction, instance_id: str) -> ReplayResult:
    """Execute the instance again from its events alone, and compare each event and the last state.

    ``equal`` tells that the state is the same bytes, ``findings`` what would come out otherwise today. 422
    ``nothing_to_replay`` when its history holds no event.
    """
    return history.replay(tx, instance_id)


@noun.document("/<instance_id>/timeline")
def get_timeline(tx: Transaction, instance_id: str) -> Timeline:
    """Give the time line of the case to which the instance belongs, with all its instances, as one compact document.

    docs/reference/timeline.md explains it. The ETag is the hash of the newest event, of several instances one hash.
    """
    return timeline.of_instance(tx, instance_id)


@noun.picture("/<instance_id>/diagram.svg", query=base.AsOf)
def diagram(tx: Transaction, query: base.Checked, instance_id: str) -> str:
    """Draw the instance on its procedure's diagram as of a moment.

    Elements carry ``data-element-id`` and classes for what is done and what is current; no style needs inline rights.
    """
    return history.diagram(tx, instance_id, at=query["at"])

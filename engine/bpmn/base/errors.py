"""What the engine refuses, each with a stable code. None of them carries process variables, only ids."""

from engine import errors


class DefinitionInvalidError(errors.LindungError):
    """The procedure's diagram cannot be run as BPMN says. Mend the named element.

    ``reason`` is a short code, ``element_id`` names the element.
    """

    code = "definition_invalid"


class StartEventUnknownError(errors.NotFoundError):
    """The procedure has no such start event. Choose one that its diagram draws."""

    code = "start_event_unknown"


class TaskNotReadyError(errors.ConflictError):
    """The task is already completed or withdrawn. Reload the page."""

    code = "task_not_ready"


class MessageNotAwaitedError(errors.ConflictError):
    """The case is not waiting for that message. Reload the page to see what it waits for."""

    code = "message_not_awaited"


class TimerNotWaitingError(errors.ConflictError):
    """The timer has fired, was withdrawn, or is not yet due."""

    code = "timer_not_waiting"


class InstanceNotRunningError(errors.ConflictError):
    """The process instance has ended or is not started. Nothing more can be done in it."""

    code = "instance_not_running"


class MultiInstanceCountError(errors.ProcessFailedError):
    """The number of repetitions of a step must be a whole number from 0 up to the limit. Check the answer that it comes
    from; nothing was changed.

    ``element_id`` and ``element_name`` are those of the activity; ``reason`` is ``missing``, ``not_a_number``,
    ``not_a_collection``, ``fractional``, ``negative`` or ``too_many``; ``most`` is the largest number allowed here.
    """

    code = "multi_instance_count"


class StepTooLargeError(errors.ProcessFailedError):
    """The step would open too much work at once, so it was not taken; it is reported as an incident."""

    code = "step_too_large"


class StepTooSlowError(errors.ProcessFailedError):
    """The step did not finish in its time, so it was not taken; it is reported as an incident."""

    code = "step_too_slow"


class ProcessTooDeepError(errors.ProcessFailedError):
    """A loop of this process has gone round too often, so the step was not taken; it is reported as an incident."""

    code = "process_too_deep"


class TimerTextInvalidError(errors.LindungError):
    """The timer's text gives no moment, duration or cycle. Write ISO 8601 or a FEEL expression."""

    code = "timer_text_invalid"


class ConditionNotBooleanError(errors.LindungError):
    """A condition in the diagram gives neither true nor false. Ask policy staff to mend it."""

    code = "condition_not_boolean"


class ScriptRefusedError(errors.LindungError):
    """Scripts in a diagram are never run. Use a FEEL expression instead."""

    code = "script_refused"


class SnapshotInvalidError(errors.LindungError):
    """The stored state does not fit this version of the procedure. Tell the system administrator."""

    code = "snapshot_invalid"


class NoWayOutError(errors.LindungError):
    """No condition of the gateway is true and it has no default flow. Ask policy staff to mend the diagram."""

    code = "no_way_out"


class FunctionMisusedError(errors.LindungError):
    """A function in the diagram is called with values that do not fit. Ask policy staff to mend it."""

    code = "function_misused"

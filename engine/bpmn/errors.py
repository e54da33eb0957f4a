"""What the engine refuses, each with a stable code. None of them carries process variables, only ids."""

from engine import errors


class DefinitionInvalidError(errors.LindungError):
    """The files make no process that runs as BPMN says; ``reason`` is a short code, ``element_id`` where it is."""

    code = "definition_invalid"
    sentence_id = "Diagram prosedur ini tidak dapat dijalankan."
    sentence_en = "This procedure's diagram cannot be run."


class StartEventUnknownError(errors.NotFoundError):
    """The process has no start event of that id."""

    code = "start_event_unknown"
    sentence_id = "Prosedur ini tidak memiliki kejadian awal tersebut."
    sentence_en = "This procedure has no such start event."


class TaskNotReadyError(errors.ConflictError):
    """The user task does not wait for a person: it is completed, withdrawn, or was never opened."""

    code = "task_not_ready"
    sentence_id = "Tugas ini sudah selesai atau sudah ditarik. Muat ulang halaman."
    sentence_en = "This task is already completed or withdrawn. Reload the page."


class MessageNotAwaitedError(errors.ConflictError):
    """Nothing in the instance waits for a message of this name."""

    code = "message_not_awaited"
    sentence_id = "Kasus ini sedang tidak menunggu pesan tersebut."
    sentence_en = "This case is not waiting for that message."


class TimerNotWaitingError(errors.ConflictError):
    """The timer is gone, has no due moment, or is not yet due."""

    code = "timer_not_waiting"
    sentence_id = "Pengatur waktu ini sudah berlalu, ditarik, atau belum jatuh tempo."
    sentence_en = "This timer has fired, was withdrawn, or is not yet due."


class InstanceNotRunningError(errors.ConflictError):
    """The instance has already ended, or was started twice."""

    code = "instance_not_running"
    sentence_id = "Proses kasus ini sudah berakhir atau belum dimulai."
    sentence_en = "This process instance has ended or is not started."


class ProcessFailedError(errors.LindungError):
    """The engine could not go on: a technical incident at ``element_id``. The caller drops the state."""

    code = "process_failed"
    sentence_id = "Proses berhenti karena gangguan teknis. Administrator sudah dapat melihatnya."
    sentence_en = "The process stopped on a technical failure; it is reported as an incident."


class MultiInstanceCountError(ProcessFailedError):
    """A multi-instance activity has no usable number of instances. ``element_id`` and ``element_name`` are its own.

    ``reason`` is ``missing``, ``not_a_number``, ``not_a_collection``, ``fractional``, ``negative`` or ``too_many``;
    ``most`` is the largest number that this installation takes.
    """

    code = "multi_instance_count"
    sentence_id = (
        "Jumlah ulangan sebuah langkah harus bilangan bulat dari 0 sampai batas yang ditetapkan. "
        "Periksa isian yang menentukan jumlahnya; tidak ada yang berubah."
    )
    sentence_en = (
        "The number of repetitions of a step must be a whole number from 0 up to the limit. "
        "Check the answer that it comes from; nothing was changed."
    )


class StepTooLargeError(ProcessFailedError):
    """One step would open more than an instance may hold. The caller drops the state."""

    code = "step_too_large"
    sentence_id = (
        "Langkah ini akan membuka terlalu banyak pekerjaan sekaligus, sehingga tidak dijalankan. "
        "Administrator sudah dapat melihatnya."
    )
    sentence_en = "This step would open too much work at once, so it was not taken; it is reported as an incident."


class StepTooSlowError(ProcessFailedError):
    """One step used up its processor time. The caller drops the state."""

    code = "step_too_slow"
    sentence_id = (
        "Langkah ini tidak selesai dalam waktu yang tersedia, sehingga tidak dijalankan. "
        "Administrator sudah dapat melihatnya."
    )
    sentence_en = "This step did not finish in its time, so it was not taken; it is reported as an incident."


class ProcessTooDeepError(errors.LindungError):
    """A loop has gone round so often that the engine's tree is too deep to be trusted."""

    code = "process_too_deep"
    sentence_id = "Perulangan di dalam proses ini terlalu banyak."
    sentence_en = "A loop in this process has gone round too many times."


class TimerTextInvalidError(errors.LindungError):
    """A timer's text is neither ISO 8601 nor FEEL that gives a moment, a duration or a cycle."""

    code = "timer_text_invalid"
    sentence_id = "Waktu pada diagram ini tidak dapat dibaca."
    sentence_en = "The timer's text gives no moment, duration or cycle."


class ConditionNotBooleanError(errors.LindungError):
    """A condition gave neither true, false nor null."""

    code = "condition_not_boolean"
    sentence_id = "Syarat pada diagram ini tidak menghasilkan benar atau salah."
    sentence_en = "A condition in the diagram gives neither true nor false."


class ScriptRefusedError(errors.LindungError):
    """No script of any language runs here."""

    code = "script_refused"
    sentence_id = "Skrip di dalam diagram tidak dijalankan."
    sentence_en = "Scripts in a diagram are never run."


class SnapshotInvalidError(errors.LindungError):
    """The stored state cannot be read with this definition; the history can rebuild it."""

    code = "snapshot_invalid"
    sentence_id = "Keadaan kasus yang tersimpan tidak cocok dengan versi prosedurnya."
    sentence_en = "The stored state does not fit this version of the procedure."


class NoWayOutError(errors.LindungError):
    """No condition of a gateway is true and it has no default flow."""

    code = "no_way_out"
    sentence_id = "Tidak ada cabang yang berlaku pada gerbang di diagram ini."
    sentence_en = "No condition of the gateway is true and it has no default flow."


class FunctionMisusedError(errors.LindungError):
    """A function of the diagram was called with too few, too many or unfit values."""

    code = "function_misused"
    sentence_id = "Fungsi pada diagram ini dipanggil dengan nilai yang tidak sesuai."
    sentence_en = "A function in the diagram is called with values that do not fit."

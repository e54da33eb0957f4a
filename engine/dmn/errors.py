"""The refusals of DMN: a file that cannot be read, a decision that does not exist, a decision that gave no answer.

An evaluation that merely fails gives null and a note in ``Result.problems``, as DMN asks; only callers that must
have an answer turn the note into one of these errors (``Result.settled``).
"""

from typing import ClassVar

from engine import errors


class DmnError(errors.LindungError):
    """Base of every refusal of a decision model."""

    code: ClassVar[str] = "dmn_error"
    sentence_id: ClassVar[str] = "Model keputusan tidak dapat dijalankan."
    sentence_en: ClassVar[str] = "The decision model cannot be used."


class ModelUnreadableError(DmnError):
    """The bytes are no DMN 1.1-1.5 model, or carry what no model needs (DOCTYPE, excessive size or depth).

    ``ids``: ``reason`` (stable word) and ``line`` where the parser knows it.
    """

    code = "dmn_model_unreadable"
    sentence_id = "Berkas DMN tidak dapat dibaca. Simpan ulang dari editor keputusan lalu unggah kembali."
    sentence_en = "The DMN file cannot be read. Save it again from the decision editor and upload it anew."


class DecisionUnknownError(DmnError):
    """No decision or decision service of that id or name is in the model. ``ids``: ``decision``."""

    code = "dmn_decision_unknown"
    sentence_id = "Keputusan yang diminta tidak ada di dalam model."
    sentence_en = "The model holds no such decision."


class ImportMissingError(DmnError):
    """The model imports another that was not handed to ``read``. ``ids``: ``namespace``."""

    code = "dmn_import_missing"
    sentence_id = "Model mengacu pada model lain yang tidak disertakan."
    sentence_en = "The model imports another model that is not at hand."


class RequirementCycleError(DmnError):
    """Decisions require each other in a circle (DMN 1.5 section 6.2.1 forbids it). ``ids``: ``decision``."""

    code = "dmn_requirement_cycle"
    sentence_id = "Keputusan saling mensyaratkan sehingga tidak pernah dapat dihitung."
    sentence_en = "Decisions require each other in a circle, so none can be evaluated."


class DecisionUnsettledError(DmnError):
    """The decision has no answer: overlapping UNIQUE rules, disagreeing ANY rules, an unreadable cell.

    ``ids``: ``decision``, ``problem`` (code of the first note), ``rules`` (ids of the rules concerned).
    """

    code = "dmn_decision_unsettled"
    sentence_id = "Tabel keputusan tidak memberi satu jawaban yang pasti. Minta admin kebijakan memeriksa aturannya."
    sentence_en = "The decision gives no single answer. Ask policy staff to check its rules."

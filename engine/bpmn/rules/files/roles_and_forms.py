"""User tasks: a lane with a known role does them, a form that is there and sound asks for what they need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.bpmn.base import xml
from engine.bpmn.rules.base import model
from engine.bpmn.rules.base.refusals import Fault
from engine.domain.forms import forms
from engine.domain.policy.refusals import Refusal

# The lane's role is who may see the task; without one nobody would.
NO_LANE = Fault(
    "user_task_without_lane",
    "Tugas ini tidak berada di lane mana pun, sehingga tidak ada peran yang mengerjakannya.",
    "This task lies in no lane, so no role does it.",
    "Seret tugas ini ke dalam lane peran yang mengerjakannya.",
    "Drag it into the lane of the role that does it.",
)
# BPMN 2.0.2 section 10.8; whichever came last would win.
SEVERAL_LANES = Fault(
    "node_in_several_lanes",
    "Unsur ini tercatat di {count} lane sekaligus.",
    "This element is listed in {count} lanes at once.",
    "Geser unsur ini ke dalam satu lane.",
    "Move it into one lane.",
)
# A lane's label is for people and may be renamed; rights hang on the role's key.
NO_ROLE = Fault(
    "lane_without_role",
    "Lane ini memuat tugas petugas, tetapi tidak menyebut perannya.",
    "This lane holds user tasks but does not name their role.",
    "Pilih perannya pada lane itu.",
    "Choose the role of that lane.",
)
# Nobody holds it, so nobody would ever see the task.
UNKNOWN_ROLE = Fault(
    "role_unknown",
    "Peran '{role}' tidak ada di workflows/roles.toml.",
    "The role '{role}' is not in workflows/roles.toml.",
    "Pakai salah satu dari: {known}.",
    "Use one of: {known}.",
)
# A task without a form asks nothing and leaves no trace of what was done.
NO_FORM = Fault(
    "form_missing",
    "Tugas ini tidak menyebut formulirnya.",
    "This task does not name its form.",
    "Pilih formulirnya pada langkah itu, misalnya terima_pengaduan untuk forms/terima_pengaduan.form.",
    "Choose its form at that step: terima_pengaduan for forms/terima_pengaduan.form, say.",
)
# The task could be claimed but never completed.
UNKNOWN_FORM = Fault(
    "form_unknown",
    "Formulir '{form}' tidak ada: berkas forms/{form}.form tidak ditemukan.",
    "There is no form '{form}': the file forms/{form}.form was not found.",
    "Buat formulir itu, atau pilih formulir lain pada langkah itu.",
    "Make the form, or choose another one at that step.",
)
# What the browser shows and the server checks must be the same.
INVALID_FORM = Fault(
    "form_invalid",
    "Formulir ini tidak dapat dipakai: {sentence_id}",
    "This form cannot be used: {sentence_en}",
    "Perbaiki bagian itu pada formulirnya.",
    "Correct that part of the form.",
)
# A two-person rule that names nothing protects nobody.
SEPARATE_FROM = Fault(
    "separate_from_unknown",
    "Langkah ini harus dikerjakan orang lain daripada '{name}', yang bukan tugas petugas lain di prosedur ini.",
    "Another person than at '{name}' must do this step, but that is no other user task of this procedure.",
    "Pilih pada langkah itu tugas petugas yang harus dikerjakan orang lain.",
    "Choose at that step the user task that another person must do.",
)


def check(
    diagram: model.Diagram,
    *,
    roles: Collection[str],
    files: Mapping[str, bytes],
    user_tasks: Collection[str],
    lent: Collection[str],
) -> Iterator[Refusal]:
    """Refuse user tasks that nobody could find, open or complete.

    ``user_tasks`` are the ids of the whole bundle, ``lent`` the processes that work in the role of their callers.
    """
    for lane in diagram.model("lane"):
        role = lane.get(xml.lindung("role"))
        if role is not None and role not in roles:
            yield UNKNOWN_ROLE.at(diagram.file, lane, role=role, known=model.join(roles))
    yield from _lanes(diagram, lent)
    for task in diagram.model("userTask", "startEvent"):
        yield from _form(diagram.file, task, files)
    for task in diagram.model("userTask"):
        name = task.get(xml.lindung("separateFrom"))
        if name is not None and (name not in user_tasks or name == task.get("id")):
            yield SEPARATE_FROM.at(diagram.file, task, name=name)


def lent(diagrams: Iterable[model.Diagram]) -> set[str]:
    """Give the processes whose every call lies in a lane with a role, or in such a process: their steps have it too."""
    calls: dict[str, list[xml.Element]] = defaultdict(list)
    for diagram in diagrams:
        for element in diagram.model("callActivity"):
            calls[(element.get("calledElement") or "").rpartition(":")[2]].append(element)
    found = set(calls)
    while without := {name for name in found if not all(_in_role(call, found) for call in calls[name])}:
        found -= without
    return found


def _in_role(call: xml.Element, found: Collection[str]) -> bool:
    return any(_has_role(lane) for lane in model.lanes_of(call)) or _process_of(call) in found


def _process_of(element: xml.Element) -> str:
    return next(model.ancestors(element, "process")).get("id", "")


def _lanes(diagram: model.Diagram, lent: Collection[str]) -> Iterator[Refusal]:
    """Refuse nodes in two lanes, user tasks in none, and lanes that hold user tasks without naming a role."""
    blamed: set[xml.Element] = set()
    for node in diagram.model(*sorted(model.NODES)):
        lanes = model.lanes_of(node)
        if len(lanes) > 1:
            yield SEVERAL_LANES.at(diagram.file, node, count=len(lanes))
        elif xml.local_name(node) != "userTask" or _process_of(node) in lent:
            continue
        elif not lanes:
            yield NO_LANE.at(diagram.file, node)
        elif not _has_role(lanes[0]) and lanes[0] not in blamed:
            blamed.add(lanes[0])
            yield NO_ROLE.at(diagram.file, lanes[0])


def _has_role(lane: xml.Element) -> bool:
    # A lane without a role of its own belongs to the role of the lane around it.
    return any(each.get(xml.lindung("role")) for each in (lane, *model.ancestors(lane, "lane")))


def _form(file: str, task: xml.Element, files: Mapping[str, bytes]) -> Iterator[Refusal]:
    """Refuse a user task without a form, and any form that is not there; a start event may do without."""
    form = task.get(xml.lindung("form"))
    if not form:
        if xml.local_name(task) == "userTask":
            yield NO_FORM.at(file, task)
    elif f"forms/{form}.form" not in files and f"shared/forms/{form}.form" not in files:
        yield UNKNOWN_FORM.at(file, task, form=form)


def forms_of(files: Mapping[str, bytes]) -> Iterator[Refusal]:
    """Refuse form files that the form check could not apply as the browser shows them."""
    for file, data in sorted(files.items()):
        if file.endswith(".form"):
            for problem in forms.problems(data):
                yield INVALID_FORM.named(
                    file,
                    problem.component,
                    "",
                    sentence_id=problem.sentence_id,
                    sentence_en=problem.sentence_en,
                )

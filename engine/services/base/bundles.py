"""Deployed procedures as they are needed at run time: parsed once per version and shared by all threads."""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine import dmn, errors, feel
from engine.bpmn.drawing import picture
from engine.bpmn.reading import definitions
from engine.domain.audit import sight
from engine.domain.forms import forms
from engine.domain.letters import letters
from engine.domain.policy import clauses, procedures
from engine.store.base.session import Session
from engine.store.policy import definitions as stored
from engine.store.tables.policy import Bundle

DIAGRAMS = (".bpmn", ".bpmn2")
DATA_OBJECTS = frozenset({"dataObject", "dataObjectReference", "dataInput"})
"""BPMN's way to say that a process expects data from outside (BPMN 2.0.2 section 10.4)."""


class FormUnknownError(errors.LindungError):
    """The form of this step is missing from the version of the procedure. Tell policy staff.

    The check before deployment refuses a diagram that names such a form.
    """

    code = "form_unknown"


class ChannelUnknownError(errors.LindungError):
    """The chosen procedure knows no such channel. Choose one that it lists."""

    code = "channel_unknown"


class BundleChangedError(errors.LindungError):
    """The stored files of this version of the procedure are not those that were deployed. Restore them from a backup;
    cases that run on this version wait until then.

    ``process_definition`` and ``version`` name it.
    """

    code = "bundle_changed"


@dataclass(frozen=True)
class Deployed:
    """One version of a procedure, parsed."""

    bundle_id: int
    version: int
    files: Mapping[str, bytes]
    procedure: procedures.Procedure

    @cached_property
    def definition(self) -> definitions.Definition:
        """Give the executable definition."""
        chosen = self.procedure
        return definitions.load(self.files, process_id=chosen.process, bpmn=chosen.bpmn, sla=chosen.sla)

    @cached_property
    def sha256(self) -> bytes:
        """Give the digest of the files, made from them."""
        return digest_of(self.files)

    @cached_property
    def _forms(self) -> Mapping[str, forms.Form]:
        """Give the forms by id."""
        found = {path: content for path, content in self.files.items() if path.endswith(".form")}
        return {path.rsplit("/", 1)[-1].removesuffix(".form"): forms.parse(data) for path, data in found.items()}

    @cached_property
    def _documents(self) -> Mapping[str, clauses.ClauseDocument]:
        """Give the clause documents by file name without ending."""
        found = {path: content for path, content in self.files.items() if path.startswith("clauses/")}
        return {
            path.removeprefix("clauses/").removesuffix(".yaml"): clauses.parse(content)
            for path, content in found.items()
        }

    @property
    def documents(self) -> tuple[clauses.ClauseDocument, ...]:
        """Give the clause documents, in the order of their files."""
        return tuple(self._documents.values())

    @cached_property
    def letter_files(self) -> Mapping[str, bytes]:
        """Give the templates and heads of the letters by name."""
        return letters.folder(self.files)

    @cached_property
    def _letters(self) -> Mapping[str, letters.Letter]:
        """Give the heads of the letters by document id."""
        heads = {name.removesuffix(".toml"): data for name, data in self.letter_files.items() if name.endswith(".toml")}
        return {name: letters.parse(data) for name, data in heads.items()}

    @cached_property
    def own_variables(self) -> frozenset[str]:
        """Give the process variables that only forms and decisions set; data objects are there to be sent along."""
        routed = {name for form in self._forms.values() for name in form.routing_names}
        data = [one for one in self.definition.side_table.values() if one.kind in DATA_OBJECTS]
        return frozenset(routed | self.decided) - {name for one in data for name in (one.id, one.name)}

    @cached_property
    def decided(self) -> frozenset[str]:
        """Give what decisions may set: their own id, and the columns of a table, which become variables each."""
        return frozenset(name for decision in self.definition.models for name in self._columns(decision))

    @cached_property
    def questions(self) -> Mapping[str, frozenset[str]]:
        """Give the variables that each decision asks for, itself or through the decisions that it requires."""
        return {decision: frozenset(self._asked(decision, set())) for decision in self.definition.models}

    def _asked(self, decision: str, seen: set[str]) -> Iterator[str]:
        if decision in seen or decision not in self.definition.models:
            return
        seen.add(decision)
        found = self.definition.models[decision].decisions[decision]
        for clause in found.box.inputs if isinstance(found.box, dmn.Table) else ():
            yield from feel.compile(clause.expression.text).names
        for required in found.requires:
            yield from self._asked(required.id, seen)

    def _columns(self, decision: str) -> set[str]:
        """Give what one decision may set: its own id, and the columns of its table."""
        box = self.definition.model_of(decision).decisions[decision].box
        outputs = box.outputs if isinstance(box, dmn.Table) else ()
        return {decision, *(output.name for output in outputs if output.name)}

    @cached_property
    def audit_marks(self) -> Mapping[str, str]:
        """Give who sees the values of the variables in the history, as forms and the tasks that decide say it."""
        asked = [mark for form in self.all_forms for one in form.fields for mark in one.audit_marks()]
        decided = [
            (name, one.audit)
            for one in self.definition.side_table.values()
            if one.decision is not None and one.audit is not None
            for name in self._columns(one.decision)
        ]
        return sight.strictest([*asked, *decided])

    @property
    def all_forms(self) -> tuple[forms.Form, ...]:
        """Give every form, in the order of their files."""
        return tuple(self._forms.values())

    def asks(self, form_id: str) -> bool:
        """Tell whether this version has the form."""
        return form_id in self._forms

    def form(self, form_id: str) -> forms.Form:
        """Give one form; FormUnknownError when the bundle does not hold it."""
        if form_id not in self._forms:
            raise FormUnknownError(form=form_id, procedure=self.procedure.key)
        return self._forms[form_id]

    def channel(self, code: str) -> procedures.Channel:
        """Give one way in which a report may arrive; ChannelUnknownError when the procedure has no start for it."""
        chosen = self.procedure.channels.get(code)
        if chosen is None:
            raise ChannelUnknownError(channel=code, procedure=self.procedure.key)
        return chosen

    def letter(self, document: str) -> letters.Letter | None:
        """Give the head of a letter; None in a version that was stored before its letters were written."""
        return self._letters.get(document)

    def form_source(self, form_id: str) -> bytes:
        """Give a form's file; FormUnknownError when the bundle does not hold it."""
        named = (data for path, data in self.files.items() if path.rsplit("/", 1)[-1] == f"{form_id}.form")
        source = next(named, None)
        if source is None:
            raise FormUnknownError(form=form_id, procedure=self.procedure.key)
        return source

    def clause(self, clause_id: str) -> tuple[clauses.ClauseDocument, clauses.Clause] | None:
        """Give one clause with its document; None when the bundle does not hold it."""
        return next(
            (
                (document, document.clauses[clause_id])
                for document in self._documents.values()
                if clause_id in document.clauses
            ),
            None,
        )

    def diagram(self) -> bytes:
        """Give the diagram's BPMN XML."""
        return self.files[self.procedure.bpmn]

    @property
    def main_picture(self) -> str:
        """Give the name of the picture of the process itself, as ``pictures`` has it."""
        return _stem(self.procedure.bpmn)

    @property
    def pictures(self) -> Mapping[str, bytes]:
        """Give the BPMN XML of the process and of each process that it may call, by the file's name without ending."""
        return {_stem(path): content for path, content in self.files.items() if path.endswith(DIAGRAMS)}

    @cached_property
    def drawn(self) -> Mapping[str, tuple[str, str]]:
        """Give the picture on which each element is shown, and the element as which it is shown there."""
        ordered = sorted(self.pictures.items(), key=lambda one: one[0] != self.main_picture)
        return {
            element: (name, place)
            for name, bpmn in reversed(ordered)
            for element, place in picture.places(bpmn).items()
        }


class Cache:
    """Parsed procedures by bundle id. Bundles never change, so nothing here is ever stale.

    ``take_changed`` gives each changed bundle that was met since, once, so that somebody is told of it.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._found: dict[int, Deployed] = {}
        self._told: set[int] = set()
        self._untold: list[BundleChangedError] = []
        self._guard = threading.Lock()

    def get(self, session: Session, bundle_id: int, *, version: int) -> Deployed:
        """Give a deployed version, parsed; reads the bundle's files on first use. BundleChangedError."""
        with self._guard:
            known = self._found.get(bundle_id)
            if known is None:
                try:
                    files = files_of(session, stored.bundle(session, bundle_id))
                except BundleChangedError as failure:
                    self._note(bundle_id, failure)
                    raise
                known = self._found[bundle_id] = parse(files, bundle_id=bundle_id, version=version)
            return known

    def sound(self, session: Session, rows: Iterable[Bundle]) -> Iterator[tuple[Bundle, Deployed]]:
        """Give those of some bundles that are as they were deployed: one that was changed stops no other procedure."""
        for row in rows:
            try:
                deployed = self.get(session, row.id, version=row.version)
            except BundleChangedError:
                continue
            yield row, deployed

    def take_changed(self) -> tuple[BundleChangedError, ...]:
        """Give the changed bundles that nobody was told of by this process."""
        with self._guard:
            untold, self._untold = tuple(self._untold), []
        return untold

    def _note(self, bundle_id: int, failure: BundleChangedError) -> None:
        if bundle_id not in self._told:
            self._told.add(bundle_id)
            self._untold.append(failure)


def files_of(session: Session, row: Bundle) -> dict[str, bytes]:
    """Give the files of a bundle by path; BundleChangedError when they are not those that its digest was made of."""
    files = stored.files(session, row.id)
    if digest_of(files) != bytes(row.sha256):
        raise BundleChangedError(process_definition=row.key, version=row.version)
    return files


def digest_of(files: Mapping[str, bytes]) -> bytes:
    """Give the SHA-256 over paths and contents, in the order of paths."""
    whole = hashlib.sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{len(files[path])}\0".encode())
        whole.update(files[path])
    return whole.digest()


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def parse(files: Mapping[str, bytes], *, bundle_id: int, version: int) -> Deployed:
    """Give a bundle's files as a deployed version."""
    procedure = procedures.parse(files["procedure.toml"])
    return Deployed(bundle_id=bundle_id, version=version, files=files, procedure=procedure)


def agencies_of(session: Session, procedure: procedures.Procedure) -> tuple[str, ...]:
    """Give the codes of the agencies that run a procedure; one that names none holds in all of them."""
    return procedure.agencies or tuple(agency.code for agency in stored.agencies(session))

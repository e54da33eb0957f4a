"""The names that Python knows: a procedure that lost one while something depends on it would fail in silence.

A form whose ``risiko`` was renamed runs as BPMN says, and the inbox knows no risk any more. The list of names, what
depends on each and when, is ``engine.domain.vocabulary``; here a bundle is held against it.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from engine import dmn, feel
from engine.bpmn.base import xml
from engine.bpmn.rules.base.bundle import PROCEDURE, Bundle
from engine.bpmn.rules.base.refusals import Fault
from engine.bpmn.rules.files import messages
from engine.domain import vocabulary
from engine.domain.forms import form_fields, forms
from engine.domain.letters import letters
from engine.domain.policy.refusals import Refusal
from engine.domain.referrals import referrals
from engine.domain.vocabulary import Name, Use, When

LOST = Fault(
    "known_name_lost",
    "'{name}' tidak diisi lagi ({where_id}). Yang berhenti bekerja: {stops_id}.",
    "'{name}' is not set any more ({where_en}). What stops working: {stops_en}.",
    "Kembalikan nama isian atau kolom itu menjadi '{name}'{kind_id}. Daftarnya ada di docs/reference/vocabulary.md.",
    "Give the field or column its name '{name}' back{kind_en}. The list is in docs/reference/vocabulary.md.",
)
# What the engine gives would be overwritten by whoever fills in the form.
TAKEN = Fault(
    "known_name_taken",
    "'{name}' hanya diisi oleh sistem, jadi tidak boleh menjadi isian pengarah alur.",
    "'{name}' is set by the engine alone and can be no routing field.",
    "Beri isian ini nama lain.",
    "Give this field another name.",
)
_SENDING = {
    When.SENDS: referrals.SEND,
    When.ANSWERS: referrals.ANSWER,
    When.FEEDS_BACK: referrals.FEEDBACK,
}
_ENOUGH = 2  # of a group of names on one form: a third one that lacks was lost

Place = tuple[str, str, str]
"""File, id and name of what a refusal is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What a bundle has of names.

    ``variables`` are those that it sets, ``answers`` what its forms ask for, ``asked`` those forms by file, ``offered``
    the codes of each routing field or decision by file and name, ``thrown`` the place at which each message is sent,
    ``read`` the place at which the table of times asks for each name, ``without`` what it goes without on purpose.
    """

    variables: frozenset[str]
    answers: frozenset[str]
    asked: Mapping[str, forms.Form]
    offered: Mapping[tuple[str, str], frozenset[str]]
    thrown: Mapping[str, Place]
    read: Mapping[str, Place]
    is_overlay: bool
    without: frozenset[str]

    def has(self, name: Name) -> bool:
        """Tell whether the bundle has a name in the way in which Python reads it."""
        return name.key in (self.variables if name.routed else self.variables | self.answers)


def check(bundle: Bundle) -> Iterator[Refusal]:
    """Refuse what the bundle lost while something in it depends on it, and what it takes from the engine.

    Loose diagrams come without their forms, so nothing is said about them.
    """
    if bundle.procedure is None:
        return
    supply = supplied(bundle)
    for name in vocabulary.NAMES:
        for use in name.uses:
            yield from _told(name, use, supply)
    for file, form in supply.asked.items():
        for key in sorted(form.routing_names & vocabulary.GIVEN):
            yield TAKEN.named(file, key, "", name=key)


def lost(before: Bundle, after: Bundle) -> Iterator[Refusal]:
    """Refuse what the version before had and the one after has not, while something depends on it."""
    if after.procedure is None:
        return
    had, has = supplied(before), supplied(after)
    for name in vocabulary.NAMES:
        gone = had.has(name) and not has.has(name) and name.key not in has.without
        for use in name.uses:
            if gone and When.BEFORE in use.when:
                yield refusal(name, use, (PROCEDURE, name.key, ""))


def refusal(name: Name, use: Use, place: Place) -> Refusal:
    """Say that a name was lost, where, and what stops working."""
    routed = name.routed and place[0].endswith(".form")
    return LOST.named(
        *place,
        name=name.key,
        where_id=name.meaning_id,
        where_en=name.meaning_en,
        stops_id=use.stops_id,
        stops_en=use.stops_en,
        kind_id=" dan tandai dengan routing" if routed else "",
        kind_en=" and mark it with routing" if routed else "",
    )


def supplied(bundle: Bundle) -> Supply:
    """Give what a bundle has of names; only forms and decisions that an element of its diagrams names count."""
    asked = _asked(bundle)
    tables = _decided(bundle)
    overlay = bundle.procedure.overlay if bundle.procedure is not None else None
    declared = {
        name
        for diagram in bundle.diagrams
        for element in diagram.model("dataObject", "dataObjectReference", "property", "dataInput")
        for name in (element.get("id"), element.get("name"))
        if name
    }
    routed = {key for form in asked.values() for key in form.routing_names}
    return Supply(
        variables=frozenset(
            {*routed, *declared, *(name for _, name in tables), *(overlay.needs if overlay is not None else ())}
        ),
        answers=frozenset(key for form in asked.values() for key in form_fields.names_at(form.fields)),
        asked=asked,
        offered={**_choices(asked), **tables},
        thrown={
            name: (file, element.get("id", ""), element.get("name", ""))
            for diagram in bundle.diagrams
            for file, element, name in messages.named(diagram, messages.THROWING)
        },
        read=dict(_read(bundle)),
        is_overlay=overlay is not None,
        without=frozenset(bundle.procedure.without if bundle.procedure is not None else ()),
    )


def _told(name: Name, use: Use, supply: Supply) -> Iterator[Refusal]:
    """Give the refusals of one use of a name: at one place once, whatever conditions lead there."""
    places = dict.fromkeys(
        place
        for when in use.when
        if when in _NEEDS and not (when in vocabulary.FORGOABLE and name.key in supply.without)
        for place in _NEEDS[when](name, supply, when)
    )
    for place in places:
        yield refusal(name, use, place)


def _by_message(name: Name, supply: Supply, when: When) -> Iterator[Place]:
    """Give where the message is sent that needs a name which the bundle has not."""
    sent = supply.thrown.get(_SENDING[when])
    if sent is not None and not supply.has(name):
        yield sent


def _by_table(name: Name, supply: Supply, _when: When) -> Iterator[Place]:
    """Give the table of times that asks for a name which nothing sets; an overlay is told it by the case."""
    if name.key in supply.read and not supply.has(name) and not supply.is_overlay:
        yield supply.read[name.key]


def _by_values(name: Name, supply: Supply, _when: When) -> Iterator[Place]:
    """Give what offers the values of a name under another one, where nothing sets the name itself."""
    if supply.has(name) or supply.is_overlay:
        return
    for (file, key), values in supply.offered.items():
        if len(values) >= _ENOUGH and values <= name.values:
            yield file, key, ""


def _by_group(name: Name, supply: Supply, when: When) -> Iterator[Place]:
    """Give the forms that ask for most of a group of names, without this one."""
    for file, form in supply.asked.items():
        top = set(form_fields.names_at(form.fields))
        has = form.routing_names if name.routed else top
        if name.key not in has and len(vocabulary.GROUPS[when] & top - {name.key}) >= _ENOUGH:
            yield file, name.key, ""


def _by_guardian(name: Name, supply: Supply, _when: When) -> Iterator[Place]:
    """Give the forms on which a guardian can consent and nobody says whether they are the accused."""
    for file, form in supply.asked.items():
        by = _choices({file: form}).get((file, vocabulary.CONSENT_BY), frozenset())
        if "wali" in by and name.key not in form.routing_names:
            yield file, name.key, ""


_NEEDS: Mapping[When, Callable[[Name, Supply, When], Iterator[Place]]] = {
    When.SENDS: _by_message,
    When.ANSWERS: _by_message,
    When.FEEDS_BACK: _by_message,
    When.READ: _by_table,
    When.ALIKE: _by_values,
    When.CONSENT: _by_group,
    When.PERSON: _by_group,
    When.REPORTER: _by_group,
    When.GUARDIAN: _by_guardian,
}
"""How each condition is looked for in one bundle; the others concern forms of the house, or two versions."""


def _asked(bundle: Bundle) -> dict[str, forms.Form]:
    """Give the forms that elements or letters name, by file; a faulty one is told elsewhere.

    A form that only a letter names was asked by the procedure that the case comes from.
    """
    named = _attributes(bundle, "form") | _of_letters(bundle)
    return {
        file: forms.parse(data)
        for file, data in bundle.files.items()
        if file.endswith(".form") and file.rpartition("/")[2].removesuffix(".form") in named
        if not forms.problems(data)
    }


def _of_letters(bundle: Bundle) -> set[str]:
    """Give the forms that heads of letters name; a faulty head is told elsewhere."""
    found: set[str] = set()
    for file, data in bundle.files.items():
        if "documents/" in file and file.endswith(".toml"):
            with contextlib.suppress(letters.LetterInvalidError):
                found.update(letters.parse(data).form_ids)
    return found


def _choices(asked: Mapping[str, forms.Form]) -> dict[tuple[str, str], frozenset[str]]:
    """Give the codes of every routing choice by file and key."""
    return {
        (file, field.key): frozenset(str(option.value) for option in field.options)
        for file, form in asked.items()
        for field in _flat(form.fields)
        if field.routing and field.key is not None and field.options
    }


def _flat(fields: Collection[forms.Field]) -> Iterator[forms.Field]:
    for field in fields:
        yield field
        yield from _flat(field.fields)


def _decided(bundle: Bundle) -> dict[tuple[str, str], frozenset[str]]:
    """Give the variables of every decision that an element asks, with the codes that its rules give.

    One output becomes a variable named like the decision, several outputs one variable each.
    """
    named = _attributes(bundle, "decision")
    found: dict[tuple[str, str], frozenset[str]] = {}
    for file, each in bundle.models.items():
        for decision in each.decisions.values():
            if decision.id in named:
                found |= {(file, name): codes for name, codes in _outputs(decision)}
    return found


def _outputs(decision: dmn.Decision) -> Iterator[tuple[str, frozenset[str]]]:
    table = decision.box
    if not isinstance(table, dmn.Table):
        yield decision.id, frozenset()
        return
    for column, output in enumerate(table.outputs):
        cells = {rule.outputs[column].text.strip() for rule in table.rules}
        yield (output.name or decision.id) if len(table.outputs) > 1 else decision.id, _codes(cells)


def _codes(cells: Collection[str]) -> frozenset[str]:
    """Give the texts that cells give; empty when one of them gives something else."""
    texts = {cell[1:-1] for cell in cells if len(cell) > 1 and cell[0] == cell[-1] == '"'}
    return frozenset(texts) if len(texts) == len(cells) else frozenset()


def _read(bundle: Bundle) -> Iterator[tuple[str, Place]]:
    """Give each name that the table of promised times asks for, with the table's place."""
    sla = bundle.procedure.sla if bundle.procedure is not None else None
    for file, each in bundle.models.items():
        table = each.decisions.get(sla or "")
        if table is not None and isinstance(table.box, dmn.Table):
            for clause in table.box.inputs:
                yield from ((name, (file, table.id, table.name)) for name in _names(clause.expression.text))


def _names(text: str) -> frozenset[str]:
    """Give the variables that an expression names; a faulty one is told elsewhere."""
    try:
        return frozenset(feel.compile(text).names)
    except feel.FeelError:
        return frozenset()


def _attributes(bundle: Bundle, attribute: str) -> set[str]:
    """Give the values of an extension attribute in all diagrams."""
    values = (element.get(xml.lindung(attribute)) for diagram in bundle.diagrams for element in diagram.model())
    return {value for value in values if value}

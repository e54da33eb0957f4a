"""Entries of the document register: what a letter says is frozen and sealed in the step that produces it.

The entry gets its number in that step's transaction, so a step that is refused leaves no gap. The letter itself is set
when somebody first asks for it: nobody waits for a typesetter while a case goes on.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain.forms import answers_as_text, forms
from engine.domain.letters import indonesian, letters
from engine.domain.people.agencies import Agency
from engine.domain.running import facts
from engine.services.base import canonical
from engine.services.base.bundles import Deployed
from engine.services.base.scene import Scene
from engine.services.base.transaction import Transaction
from engine.services.chains import chain
from engine.services.letters import case_record
from engine.services.people import agencies
from engine.services.time import readings
from engine.store.cases import cases
from engine.store.content import submissions
from engine.store.letters import documents
from engine.store.people import people
from engine.store.tables.cases import ProcessInstance
from engine.store.tables.content import FormSubmission
from engine.store.tables.letters import Document
from engine.store.tables.policy import Bundle

# Crockford's base 32: nothing in it is mistaken for something else when it is typed from paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # 80 random bits: nobody finds a letter by guessing
# By which way a report came, where a procedure goes on with a case that another one received.
CONTINUED = "Lanjutan penanganan kasus yang sama"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The step that produces documents: instance, procedure, role of whoever acted, and the case's risk after it."""

    found: cases.Found
    deployed: Deployed
    role: str | None
    risk: str | None


def register_due(tx: Transaction, scene: Scene) -> None:
    """Enter the documents that a step makes due."""
    occasion = Occasion(found=scene.found, deployed=scene.deployed, role=scene.role, risk=scene.risk)
    register(tx, occasion, [fact for fact in scene.facts if isinstance(fact, facts.DocumentDue)])


def register(tx: Transaction, occasion: Occasion, due: Iterable[facts.DocumentDue]) -> None:
    """Enter the documents of one step into the register.

    In the order of their series, so that two steps at once cannot wait for each other's counters.
    """
    named = [(occasion.deployed.letter(fact.document), fact) for fact in due]
    for letter, fact in sorted(named, key=lambda pair: (pair[0].series if pair[0] else "", pair[1].document)):
        row = Document(
            id=str(uuid.uuid4()),
            case_id=occasion.found.case.id,
            instance_id=occasion.found.instance.id,
            element_id=fact.element_id,
            document=fact.document,
            at=tx.now,
            agency=occasion.found.case.agency,
        )
        if letter is not None:
            _write(tx, occasion, letter, row)
        tx.session.add(row)


def shown_code(code: str) -> str:
    """Give a verification code in the groups in which it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _write(tx: Transaction, occasion: Occasion, letter: letters.Letter, row: Document) -> None:
    """Number the letter and freeze what it says; nothing can be frozen in a case whose key was destroyed."""
    found = occasion.found
    if found.case.wrapped_key is None:
        return
    agency = agencies.profile(tx, found.case.agency)
    local = tx.now.astimezone(agency.zone)
    count = documents.next_letter(tx.session, agency=agency.code, series=letter.series, year=local.year)
    row.title, row.maker, row.second_role = letter.title, tx.actor.id, letter.second_signature
    row.number = indonesian.letter_number(count, series=letter.series, agency=agency.case_prefix, on=local.date())
    row.code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    content = _content(tx, occasion, letter, row, agency=agency)
    row.content = tx.installation.vault.seal(
        content, case_id=found.case.id, wrapped_key=found.case.wrapped_key, bound_to=row.id
    )
    chain.append(
        tx,
        found.instance,
        type_="document.registered",
        version=found.bundle.version,
        data={
            "document": row.id,
            "kind": row.document,
            "number": row.number,
            "content": canonical.digest(row.content).hex(),
        },
        role=occasion.role,
        element_id=row.element_id,
    )


def _content(
    tx: Transaction, occasion: Occasion, letter: letters.Letter, row: Document, *, agency: Agency
) -> dict[str, Any]:
    """Give everything that the template is given, in the words that it prints."""
    found, zone = occasion.found, agency.zone.key
    carriers = occasion.deployed.definition.resting(row.element_id)
    clauses = {*letter.clauses, *(clause for one in carriers for clause in one.clause)}
    channel = occasion.deployed.procedure.channels.get(found.instance.channel)
    code = shown_code(str(row.code))
    values = _values(tx, occasion, letter, zone=zone) | case_record.values(
        tx, letter, found.case, zone=zone, label=lambda role: role_label(tx, agency, role)
    )
    return {
        "surat": {
            "jenis": row.document,
            "judul": letter.title,
            "nomor": row.number,
            "tempat": agency.place,
            "tanggal": indonesian.day(row.at.astimezone(agency.zone).date()),
            "pada": indonesian.moment(row.at, zone),
        },
        "instansi": {
            "nama": agency.name,
            "kop": _above(agency),
            "alamat": agency.address,
            "telepon": agency.phone,
            "situs": agency.website,
            "biaya": agency.fee,
            "sk": agency.sk,
        },
        "kasus": {
            "nomor": found.case.number,
            "prosedur": occasion.deployed.procedure.name,
            "saluran": channel.label if channel is not None else CONTINUED,
            "diterima": indonesian.moment(found.instance.received_at, zone),
            "risiko": occasion.risk.capitalize() if occasion.risk is not None else None,
        },
        "nilai": values,
        "tanda_tangan": _signatures(tx, occasion, letter, values, agency=agency),
        "tafsir": _unsettled(tx, occasion, clauses),
        "verifikasi": {"kode": code, "alamat": f"{tx.installation.settings.public_url}/verifikasi/{code}"},
    }


def _unsettled(tx: Transaction, occasion: Occasion, clause_ids: set[str]) -> list[dict[str, str]]:
    """Give the ambiguities of these clauses whose reading nobody in office has signed yet, and who must."""
    agency = occasion.found.case.agency
    return [
        {"id": one.ambiguity.id, "pemilik": one.ambiguity.owner}
        for one in readings.standings(tx, occasion.deployed, agency=agency, at=tx.now).values()
        if one.ambiguity.status != "verbatim" and not one.is_signed
        if not clause_ids.isdisjoint(one.ambiguity.clauses)
    ]


def _above(agency: Agency) -> list[str]:
    """Give the letterhead's lines above the agency's name; sources write them in one line with slashes between."""
    lines = (line.strip() for line in (agency.letterhead or "").replace(" / ", "\n").splitlines())
    return [line for line in lines if line and line.casefold() != agency.name.casefold()]


def _values(tx: Transaction, occasion: Occasion, letter: letters.Letter, *, zone: str) -> dict[str, Any]:
    """Give each value that the letter names as people read it; None where nobody has answered."""
    newest = submissions.newest_of_forms(tx.session, occasion.found.case.id, letter.form_ids)
    answered = {name: (_form_of(tx, row, form=name), _opened(tx, occasion.found, row)) for name, row in newest.items()}
    return {
        name: next((said for one in sources if (said := _said(one, answered, zone=zone)) is not None), None)
        for name, sources in letter.answers.items()
    }


def _form_of(tx: Transaction, row: FormSubmission, *, form: str) -> forms.Form:
    """Give the form that was answered: another procedure may have asked it, before this one went on with the case."""
    bundle = tx.session.get_one(ProcessInstance, row.instance_id).bundle_id
    version = tx.session.get_one(Bundle, bundle).version
    return tx.installation.procedures.get(tx.session, bundle, version=version).form(form)


def _opened(tx: Transaction, found: cases.Found, row: FormSubmission) -> Mapping[str, Any]:
    return tx.installation.vault.unseal(
        row.ciphertext, case_id=found.case.id, wrapped_key=found.case.wrapped_key or b"", bound_to=row.id
    )


def _said(source: letters.Source, answered: Mapping[str, tuple[forms.Form, Any]], *, zone: str) -> Any:
    if source.form not in answered:
        return None
    form, value = answered[source.form]
    field = answers_as_text.field_at(form.fields, source.path)
    for key in source.path:
        value = value.get(key) if isinstance(value, dict) else None
    return answers_as_text.say(field, value, zone) if field is not None else None


def _signatures(
    tx: Transaction,
    occasion: Occasion,
    letter: letters.Letter,
    values: Mapping[str, Any],
    *,
    agency: Agency,
) -> list[dict[str, Any]]:
    """Give the places to sign. The maker's is filled: completing the step was signing it."""
    maker = people.by_ids(tx.session, set() if tx.actor.is_system else {tx.actor.id}).get(tx.actor.id)
    filled = {
        "maker": {
            "jabatan": role_label(tx, agency, occasion.role),
            "nama": maker.display_name if maker is not None else None,
            "pada": indonesian.moment(tx.now, agency.zone.key) if maker is not None else None,
        },
        "second": {"jabatan": role_label(tx, agency, letter.second_signature), "nama": None, "pada": None},
    }
    return [
        {"label": place.label, "oleh": place.by, **filled[place.by]}
        if place.by is not None
        else {
            "label": place.label, "oleh": None, "jabatan": None, "pada": None,
            "nama": None if place.name is None else values[place.name],
        }
        for place in letter.signatures
    ]  # fmt: skip


def role_label(tx: Transaction, agency: Agency, role: str | None) -> str | None:
    """Give a role's name as its agency says it, else as everybody does; None for no role."""
    wording = tx.installation.rights.roles.get(role or "")
    return agency.role_labels.get(role or "") or (wording.label if wording is not None else role)

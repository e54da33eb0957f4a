"""Files of a change: saved by the edit alone, never over another's edit, and brought back from any revision."""

import random

import pytest

from engine import errors
from engine.bpmn.base import xml
from engine.domain.forms.saving import ChangesCollideError
from engine.domain.people.actors import Actor
from engine.services.base import bundles
from engine.services.chains import registers
from engine.services.changes import changes, files
from engine.services.changes.changes import ChangeView
from engine.services.changes.files import RevisionUnknownError, Saved
from engine.store.audit import registers as chained
from engine.store.tables.changes import ChangeRevision
from tests.integration.services.changes.conftest import checker, save
from tests.support.offices import procedures
from tests.support.offices.factories import Office

DIAGRAM, FORM = "uji.bpmn", "forms/isian.form"
BASE = procedures.two_steps()
FIRST, SECOND = b'name="Langkah satu"', b'name="Langkah dua"'


def names() -> list[bytes]:
    """Give the names of the two tasks as they stand in the diagram."""
    found = xml.parse(BASE[DIAGRAM]).iter(xml.bpmn("userTask"))
    return [f'name="{one.get("name")}"'.encode() for one in found]


def renamed(data: bytes, which: int, name: str) -> bytes:
    old = names()[which]
    assert data.count(old) == 1
    return data.replace(old, f'name="{name}"'.encode())


def test_an_edit_is_a_revision_and_a_record(office: Office, rina: Actor, change: ChangeView) -> None:
    edited = renamed(BASE[DIAGRAM], 0, "Baru")

    saved = save(office, rina, change.id, edited, seen=0)

    assert saved == Saved(path=DIAGRAM, content=edited, revision=1, merged=False)
    with office.acting(rina) as tx:
        now = files.of_change(tx, change.id)
        assert now == {**dict(sorted(BASE.items())), DIAGRAM: edited}
        assert changes.get(tx, change.id).digest == bundles.digest_of(now).hex()
        [revision] = files.revisions(tx, change.id)
        assert (revision.number, revision.path, revision.by, revision.is_removal) == (1, DIAGRAM, "Rina", False)
        [event] = chained.of_types(tx.session, registers.POLICY, ["change.edited"])
        assert event.subject == change.id


def test_saving_the_same_stores_nothing(office: Office, rina: Actor, change: ChangeView) -> None:
    spread = BASE[DIAGRAM].replace(b"><", b">\n  <")

    assert save(office, rina, change.id, spread, seen=0).revision == 0
    assert save(office, rina, change.id, BASE["procedure.toml"], seen=0, path="procedure.toml").revision == 0
    with office.acting(rina) as tx:
        assert files.revisions(tx, change.id) == ()
        assert changes.get(tx, change.id) == change


def test_a_file_saved_in_between_is_edited_anew(office: Office, rina: Actor, change: ChangeView) -> None:
    with office.acting(rina) as tx:
        edit = files.edit(tx, change.id, DIAGRAM, renamed(BASE[DIAGRAM], 1, "Dua"), seen=0)
    save(office, rina, change.id, renamed(BASE[DIAGRAM], 0, "Satu"), seen=0)
    written = files.written(checker(), edit)

    with office.acting(rina) as tx:
        assert files.store(tx, edit, written) is None
        assert changes.get(tx, change.id).revision == 1


def test_two_people_keep_both_edits(office: Office, rina: Actor, change: ChangeView) -> None:
    budi = office.user("budi", "admin_kebijakan")
    save(office, rina, change.id, renamed(BASE[DIAGRAM], 0, "Satu"), seen=0)

    saved = save(office, budi, change.id, renamed(BASE[DIAGRAM], 1, "Dua"), seen=0)

    assert (saved.revision, saved.merged) == (2, True)
    assert saved.content == renamed(renamed(BASE[DIAGRAM], 0, "Satu"), 1, "Dua")


def test_the_same_edit_by_two_people_is_stored_once(office: Office, rina: Actor, change: ChangeView) -> None:
    edited = renamed(BASE[DIAGRAM], 0, "Satu")
    save(office, rina, change.id, edited, seen=0)

    assert save(office, rina, change.id, edited, seen=0) == Saved(path=DIAGRAM, content=edited, revision=1, merged=True)


def test_edits_of_the_same_part_collide_and_nothing_is_stored(office: Office, rina: Actor, change: ChangeView) -> None:
    save(office, rina, change.id, renamed(BASE[DIAGRAM], 0, "Satu"), seen=0)

    with pytest.raises(ChangesCollideError) as caught:
        save(office, rina, change.id, renamed(BASE[DIAGRAM], 0, "Lain"), seen=0)

    assert len(caught.value.elements) == 1
    with office.acting(rina) as tx:
        assert len(files.revisions(tx, change.id)) == 1


def test_forms_are_merged_question_by_question(office: Office, rina: Actor, change: ChangeView) -> None:
    base = BASE[FORM]
    save(office, rina, change.id, base.replace(b'"Risiko"', b'"Bahaya"'), seen=0, path=FORM)

    saved = save(office, rina, change.id, base.replace(b'"Kronologi"', b'"Cerita"'), seen=0, path=FORM)

    assert saved.content is not None
    assert b'"Bahaya"' in saved.content
    assert b'"Cerita"' in saved.content


def test_other_files_are_never_merged(office: Office, rina: Actor, change: ChangeView) -> None:
    base, path = BASE["procedure.toml"], "procedure.toml"
    save(office, rina, change.id, base + b"# satu\n", seen=0, path=path)

    assert save(office, rina, change.id, base, seen=0, path=path).content == base + b"# satu\n"
    with pytest.raises(ChangesCollideError):
        save(office, rina, change.id, base + b"# dua\n", seen=0, path=path)
    with office.acting(rina) as tx:
        files.bring_back(tx, change.id, path, revision=0)
    assert save(office, rina, change.id, base + b"# tiga\n", seen=0, path=path).content == base + b"# tiga\n"


def test_a_new_file_and_a_file_taken_out(office: Office, rina: Actor, change: ChangeView) -> None:
    new = procedures.form("baru")

    made = save(office, rina, change.id, new, seen=0, path="forms/baru.form")
    with office.acting(rina) as tx:
        gone = files.take_out(tx, change.id, "forms/baru.form", seen=made.revision)
        again = files.take_out(tx, change.id, "forms/baru.form", seen=0)

    assert (made.revision, gone.revision, again.revision) == (1, 2, 2)
    with office.acting(rina) as tx:
        assert "forms/baru.form" not in files.of_change(tx, change.id)
        assert [one.is_removal for one in files.revisions(tx, change.id, path="forms/baru.form")] == [True, False]
        with pytest.raises(errors.NotFoundError):
            files.read(tx, change.id, "forms/baru.form")
    assert save(office, rina, change.id, BASE[DIAGRAM], seen=0, path="baru.bpmn").content == BASE[DIAGRAM]


def test_what_was_taken_out_meanwhile_is_not_saved_over(office: Office, rina: Actor, change: ChangeView) -> None:
    with office.acting(rina) as tx:
        files.take_out(tx, change.id, DIAGRAM, seen=0)
    with pytest.raises(ChangesCollideError):
        save(office, rina, change.id, renamed(BASE[DIAGRAM], 0, "Satu"), seen=0)


def test_what_was_edited_meanwhile_is_not_taken_out(office: Office, rina: Actor, change: ChangeView) -> None:
    save(office, rina, change.id, renamed(BASE[DIAGRAM], 0, "Satu"), seen=0)
    with pytest.raises(ChangesCollideError), office.acting(rina) as tx:
        files.take_out(tx, change.id, DIAGRAM, seen=0)


def test_an_earlier_content_comes_back_as_a_further_revision(office: Office, rina: Actor, change: ChangeView) -> None:
    one, two = renamed(BASE[DIAGRAM], 0, "Satu"), renamed(BASE[DIAGRAM], 0, "Dua")
    save(office, rina, change.id, one, seen=0)
    save(office, rina, change.id, two, seen=1)

    with office.acting(rina) as tx:
        back = files.bring_back(tx, change.id, DIAGRAM, revision=1)
        same = files.bring_back(tx, change.id, DIAGRAM, revision=1)
        base = files.bring_back(tx, change.id, DIAGRAM, revision=0)

    assert (back.revision, back.content) == (3, one)
    assert (same.revision, same.content) == (3, one)
    assert (base.revision, base.content) == (4, BASE[DIAGRAM])


@pytest.mark.parametrize("revision", [1, 7])
def test_a_revision_of_another_file_does_not_come_back(
    office: Office, rina: Actor, change: ChangeView, revision: int
) -> None:
    save(office, rina, change.id, procedures.form("baru"), seen=0, path="forms/baru.form")
    with pytest.raises(RevisionUnknownError), office.acting(rina) as tx:
        files.bring_back(tx, change.id, DIAGRAM, revision=revision)


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (DIAGRAM, b"<a>", "xml_broken"),
        (DIAGRAM, b"<!DOCTYPE a><a/>", "xml_doctype"),
        (DIAGRAM, b"<a>" + b" " * xml.LARGEST_FILE + b"</a>", "change_file_too_large"),
        (FORM, b"[]", "form_unreadable"),
        ("../luar.form", b"{}", "change_path_invalid"),
    ],
)
def test_what_cannot_be_read_is_refused(
    office: Office, change: ChangeView, path: str, content: bytes, code: str
) -> None:
    rina = office.user("wati", "admin_kebijakan")
    with pytest.raises(errors.LindungError, match=f"^{code}:"):
        save(office, rina, change.id, content, seen=0, path=path)
    with office.acting(rina) as tx:
        assert changes.get(tx, change.id) == change


def test_revisions_of_one_whose_account_is_gone(office: Office, rina: Actor, change: ChangeView) -> None:
    with office.acting(rina) as tx:
        tx.session.add(
            ChangeRevision(change_id=change.id, number=9, path="a.typ", content=None, by="system:cli", at=tx.now)
        )
    with office.acting(rina) as tx:
        assert [one.by for one in files.revisions(tx, change.id)] == ["system:cli"]


def test_in_two_hundred_interleavings_no_edit_is_lost_unsaid(office: Office, rina: Actor, change: ChangeView) -> None:
    """Two people rename two tasks, each from what they saw last; what was not refused is there at the end."""
    chance = random.Random(11)  # noqa: S311 - not for secrets
    budi = office.user("budi", "admin_kebijakan")
    people = {rina: (0, BASE[DIAGRAM]), budi: (0, BASE[DIAGRAM])}
    expected = [name.decode().removeprefix('name="').removesuffix('"') for name in names()]
    collided = 0
    for number in range(200):
        actor = chance.choice([rina, budi])
        seen, content = people[actor]
        which = chance.randrange(2)
        tasks = [one.get("name", "") for one in xml.parse(content).iter(xml.bpmn("userTask"))]
        edited = content.replace(f'name="{tasks[which]}"'.encode(), f'name="Nama {number}"'.encode())
        try:
            saved = save(office, actor, change.id, edited, seen=seen)
        except ChangesCollideError:
            collided += 1
            with office.acting(actor) as tx:
                now = files.read(tx, change.id, DIAGRAM)
        else:
            expected[which] = f"Nama {number}"
            now = files.FileView(path=DIAGRAM, content=saved.content, revision=saved.revision)
        assert now.content is not None
        if chance.random() < 0.6:
            people[actor] = (now.revision, now.content)
        found = [one.get("name", "") for one in xml.parse(now.content).iter(xml.bpmn("userTask"))]
        assert found == expected
    assert 0 < collided < 150

"""Variables sent along with a start or a message: nobody decides in another's stead, and no story goes in clear."""

from http import HTTPStatus
from typing import Any

import pytest

from engine import errors
from engine.services.messages import messages
from engine.services.policy import definitions
from tests.support.house import sources
from tests.support.offices.factories import Office
from tests.support.web.web_office import REPORT, Program

WORKFLOWS, PROCEDURE = sources.ROOT / "workflows", "tebing_tinggi_pengaduan"
REPORTED = {"bahaya_sekarang": "tidak", "melapor_sebagai": "korban", "ringkasan": "Diceritakan."}
FOREIGN: dict[str, tuple[dict[str, Any], str]] = {
    "the answer of a form": ({"risiko": "rendah"}, "variable_reserved"),
    "what the service sets": ({"saluran": "darurat"}, "variable_reserved"),
    "a story": ({"catatan": "Ia dipukul. " * 40}, "variable_unfit"),
    "a story in lines": ({"catatan": "Nama:\nAlamat:"}, "variable_unfit"),
    "a story as a name": ({"Siti Aminah binti Karta": 1}, "variable_unfit"),
    "a tree": ({"catatan": {"nama": "Siti"}}, "variable_unfit"),
    "a list of lists": ({"catatan": [["Siti"]]}, "variable_unfit"),
    "an endless list": ({"catatan": ["a"] * 101}, "variable_unfit"),
    "an endless number": ({"catatan": 10**400}, "variable_unfit"),
    "a name that is none": ({"": 1}, "variable_unfit"),
}
PLAIN = {"rujukan": "R-01", "jumlah": 2, "lanjut": True, "kosong": None, "kode": ["a", 1.5]}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_not_the_senders_to_set_is_refused(name: str, officer: Program) -> None:
    variables, code = FOREIGN[name]

    refused = officer.post("process-instances", {**REPORT, "variables": variables})

    assert (refused.status_code, refused.json["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, code)
    assert "Siti" not in refused.text
    assert officer.get("process-instances").json["items"] == []


def test_short_values_of_other_names_are_taken(officer: Program) -> None:
    assert officer.post("process-instances", {**REPORT, "variables": PLAIN}).status_code == HTTPStatus.CREATED


@pytest.mark.parametrize("name", ["putusan_penyelia", "kewenangan", "risiko", "persetujuan"])
def test_an_officer_cannot_decide_for_the_supervisor_by_message(name: str, office: Office) -> None:
    office.deploy(definitions.read_folder(WORKFLOWS / PROCEDURE, WORKFLOWS))
    officer = office.user("siti", "petugas_pengaduan")
    number = office.start(officer, procedure=PROCEDURE, form=REPORTED).case_number

    with pytest.raises(errors.LindungError) as refused, office.acting(officer) as tx:
        messages.deliver(tx, name="risiko_berubah", case_number=number, variables={name: "tangani"})

    assert refused.value.code == "variable_reserved"

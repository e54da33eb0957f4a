"""Inputs of a process instance and their recorded form."""

import json

import pytest

from engine.domain.running import inputs


@pytest.mark.parametrize(
    ("event", "name"),
    [
        (
            inputs.Start(instance_id="i", start_event="start_datang", variables={"saluran": "datang"}),
            "instance.started",
        ),
        (inputs.Complete(task_id="t", variables={"risiko": "tinggi"}), "user_task.completed"),
        (inputs.FireTimer(timer_id="sla:layanan_pertama-1:100"), "timer.fired"),
        (inputs.Deliver(message="risiko_berubah", variables={}), "message.received"),
        (inputs.Cancel(reason_code="duplikat"), "instance.cancelled"),
        (inputs.ChangeReadings(readings={"AMB-1": "pendek"}), "readings.changed"),
    ],
)
def test_an_input_survives_its_recorded_form(event: inputs.Input, name: str) -> None:
    recorded = json.loads(json.dumps(inputs.to_json(event)))
    assert inputs.name_of(event) == name
    assert inputs.from_json(name, recorded) == event


def test_an_event_that_is_no_input_cannot_be_applied() -> None:
    with pytest.raises(KeyError):
        inputs.from_json("case.viewed", {})

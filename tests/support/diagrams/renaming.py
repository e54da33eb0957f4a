"""Procedures in which somebody renamed a field: what an edit in the form editor, or everywhere, leaves behind."""

import json
import re
from collections.abc import Iterable, Mapping

from tests.support.offices import procedures, referring

OTHER = "nama_lain"


def in_forms(files: Mapping[str, bytes], key: str, *, only: str = "") -> dict[str, bytes]:
    """Rename a key in every form, or in one of that file name; the rest of the procedure stays as it is."""
    return {
        path: data.replace(f'"key": "{key}"'.encode(), f'"key": "{OTHER}"'.encode())
        if path.endswith(f"{only}.form")
        else data
        for path, data in files.items()
    }


def everywhere(files: Mapping[str, bytes], key: str) -> dict[str, bytes]:
    """Rename a name in forms, diagrams, tables and heads, as a careful person would; names of files stay."""
    word = re.compile(rf'(?<!lindung:form=")(?<!calledElement=")(?<![\w/.]){key}(?![\w.])'.encode())
    return {
        path: word.sub(OTHER.encode(), data) if not path.endswith(".yaml") else data for path, data in files.items()
    }


def asking(*keys: str, routing: Iterable[str] = ()) -> dict[str, bytes]:
    """Give a small procedure whose one form asks for these keys beside the risk."""
    fields = [
        {
            "type": "textfield",
            "key": key,
            "label": key,
            **({"properties": {"routing": "true"}} if key in routing else {}),
        }
        for key in keys
    ]
    return {**procedures.two_steps(), "forms/isian.form": procedures.form(fields=[*procedures.FIELDS, *fields])}


def offering(key: str, *codes: str) -> dict[str, bytes]:
    """Give a small procedure whose one form offers only these codes under a key."""
    return {**procedures.two_steps(), "forms/isian.form": procedures.form(fields=[referring.choice(key, *codes)])}


def without(files: Mapping[str, bytes], *names: str) -> dict[str, bytes]:
    """Give the procedure with a head that says what it does without."""
    head = f"without = {json.dumps(names)}\n".encode()
    return {**files, "procedure.toml": head + files["procedure.toml"]}

"""What was built for the pages: found by the manifest, served compressed and for ever."""

import gzip
import json
from http import HTTPStatus
from pathlib import Path

import brotli
import pytest
from flask import Flask

from api import refusals
from api.web.frame import assets

MANIFEST = {
    "src/base.ts": {"file": "assets/base-1.js", "css": ["assets/base-1.css"], "isEntry": True, "imports": ["_x.js"]},
    "src/inbox.ts": {"file": "assets/inbox-1.js", "isEntry": True, "imports": ["_x.js"]},
    "_x.js": {"file": "assets/x-1.js", "css": ["assets/x-1.css"]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write what a build leaves: a manifest, and a style sheet in three forms."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "assets" / "base-1.css").write_text("p{}")
    (tmp_path / "assets" / "base-1.css.gz").write_bytes(gzip.compress(b"p{}"))
    (tmp_path / "assets" / "base-1.css.br").write_bytes(brotli.compress(b"p{}"))
    return tmp_path


@pytest.fixture
def app(folder: Path) -> Flask:
    """Serve that build."""
    served = Flask("assets", static_folder=None)
    assets.register(served, assets.Assets.load(folder))
    return served


def test_a_page_loads_each_file_once_with_what_its_islands_share(folder: Path) -> None:
    needs = assets.Assets.load(folder).needs("base", "inbox")

    assert needs.styles == ("/static/built/assets/x-1.css", "/static/built/assets/base-1.css")
    assert needs.scripts == ("/static/built/assets/base-1.js", "/static/built/assets/inbox-1.js")
    assert needs.shared == ("/static/built/assets/x-1.js",)


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None), ("", None)]
)
def test_a_file_comes_in_the_smallest_form_that_is_taken(app: Flask, accepted: str, encoding: str | None) -> None:
    headers = {"Accept-Encoding": accepted}
    answer = app.test_client().get("/static/built/assets/base-1.css", headers=headers, buffered=True)

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)
    assert (answer.headers.get("Content-Encoding"), unpack(answer.data)) == (encoding, b"p{}")
    assert (answer.mimetype, answer.headers["Vary"]) == ("text/css", "Accept-Encoding")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["manifest.json", "assets/base-1.css.gz", "assets/lain.css", "../secret", ".made"])
def test_nothing_else_is_served(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/built/{name}").status_code == HTTPStatus.NOT_FOUND


def test_a_folder_without_a_build_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(refusals.PagesNotBuiltError):
        assets.Assets.load(tmp_path)

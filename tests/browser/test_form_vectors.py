"""The browser's side of the vectors: the viewer finds exactly what the server's check finds.

A page of the test's own holds nothing but the island and its data, served at an address of the real service.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.web.forms import viewer
from api.web.frame import assets
from tests.support.files import form_vectors
from tests.support.servers import browser as pages
from tests.support.servers.browser import Site

pytestmark = pytest.mark.browser
VECTORS = list(form_vectors.all_of_them())
PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><title>Uji</title>{scripts}
<form method="post" action="/uji" data-task-form="/uji" novalidate>
<input type="hidden" name="data"><div data-faults tabindex="-1" hidden><ul></ul></div><div data-plain></div>
<button type="submit">Kirim</button></form>
<script type="application/json" id="formulir">{given}</script>"""


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Give one page for all vectors; a form that is sent is answered without the service."""
    context = browser.new_context(base_url=site.address)
    opened = context.new_page()
    faults = pages.watch(opened)
    yield opened
    context.close()
    assert faults == []


@pytest.mark.parametrize("vector", VECTORS, ids=[one.name for one in VECTORS])
def test_the_viewer_finds_what_the_vector_says(page: Page, vector: form_vectors.Vector) -> None:
    given = {"schema": viewer.schema(vector.source, language="id"), "answers": vector.answers}
    scripts = "".join(
        f'<script type="module" src="{one}"></script>' for one in assets.Assets.load().needs("task").scripts
    )
    text = PAGE.format(scripts=scripts, given=json.dumps(given).replace("<", "\\u003c"))

    def serve(route: Route) -> None:
        saved = {"revision": 1, "saved_at": "09.00", "state": "open", "mine": True}
        if route.request.url.endswith("/draf"):
            route.fulfill(status=HTTPStatus.OK, json=saved)
        elif route.request.method == "POST":
            route.fulfill(body="<!doctype html><title>Terkirim</title><p>Terkirim", content_type="text/html")
        else:
            route.fulfill(body=text, content_type="text/html")

    page.unroute_all()
    page.route("**/uji**", serve)
    page.goto("/uji")
    expect(page.locator(".viewer[data-ready]")).to_be_attached()
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator("[data-faults] li").or_(page.get_by_text("Terkirim")).first).to_be_visible()

    found = page.locator("[data-faults] a").evaluate_all("links => links.map(link => link.dataset.pointer)")
    assert sorted(found) == vector.faults

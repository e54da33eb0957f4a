"""What Vite built for the pages: which files an island needs, and how they are served.

Every name carries a hash of its content, so a browser may keep a file for ever; all lie ready compressed.
"""

import json
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request, send_file

from api import refusals

BUILT = Path(__file__).parent.parent / "static" / "built"
ADDRESS = "/static/built/"
FOR_EVER = "public, max-age=31536000, immutable"
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""How a file lies compressed beside itself, the smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Addresses of what a page loads; ``shared`` are scripts that its own ones import."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """The built files: Vite's manifest, and the names that may be served."""

    folder: Path
    manifest: Mapping[str, Mapping[str, Any]]
    names: frozenset[str]

    @classmethod
    def load(cls, folder: Path = BUILT) -> "Assets":
        """Read what was built; PagesNotBuiltError when nothing was."""
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
        except FileNotFoundError:
            raise refusals.PagesNotBuiltError from None
        names = frozenset(path.relative_to(folder).as_posix() for path in (folder / "assets").iterdir())
        return cls(folder=folder, manifest=manifest, names=names)

    def needs(self, *islands: str) -> Needs:
        """Give what these islands load, in order and each once; KeyError for an island that does not exist."""
        entries = [f"src/{name}.ts" for name in islands]
        walked = dict.fromkeys(key for entry in entries for key in self._walk(entry))
        styles = dict.fromkeys(name for key in walked for name in self.manifest[key].get("css", ()))
        shared = [self.manifest[key]["file"] for key in walked if key not in entries]
        return Needs(
            styles=tuple(ADDRESS + name for name in styles),
            scripts=tuple(ADDRESS + self.manifest[entry]["file"] for entry in entries),
            shared=tuple(ADDRESS + name for name in shared),
        )

    def send(self, name: str) -> Response:
        """Serve a built file in the smallest form that the browser takes; 404 for any other name."""
        if name not in self.names or name.endswith((".br", ".gz")):
            abort(404)
        lying = [one for one, ending in ENCODINGS.items() if name + ending in self.names]
        encoding = next((one for one in lying if request.accept_encodings[one]), None)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer = send_file(self.folder / (name + ENCODINGS.get(encoding or "", "")), mimetype=kind)
        if encoding is not None:
            answer.headers["Content-Encoding"] = encoding
        answer.headers["Cache-Control"] = FOR_EVER
        answer.vary.add("Accept-Encoding")
        return answer

    def _walk(self, key: str) -> Iterator[str]:
        """Give the parts that a part imports, then itself."""
        for imported in self.manifest[key].get("imports", ()):
            yield from self._walk(imported)
        yield key


def register(app: Flask, assets: Assets) -> None:
    """Serve the built files, and let templates ask what an island needs."""
    app.add_url_rule(f"{ADDRESS}<path:name>", "built", assets.send)
    app.jinja_env.globals["needs"] = assets.needs

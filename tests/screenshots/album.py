"""One page that lays all pictures side by side, for whoever looks through them."""

from html import escape
from pathlib import Path

_HEAD = """<!doctype html>
<html lang="id"><meta charset="utf-8"><title>Lindung: all pages</title>
<style>body{font:14px sans-serif;margin:1rem}section{display:flex;gap:1rem;align-items:flex-start;margin-bottom:2rem}
img{border:1px solid #888;max-width:100%}figure{margin:0}.ponsel{flex:1}.layar{flex:3}</style>
"""


def write(folder: Path, names: list[str], *, sizes: list[str], tones: list[str]) -> None:
    """Write ``index.html`` into the folder: a row a page and tone."""
    rows = [_row(name, sizes, tone) for name in names for tone in tones]
    (folder / "index.html").write_text(_HEAD + "".join(rows), encoding="utf-8")


def _row(name: str, sizes: list[str], tone: str) -> str:
    what = escape(name)
    pictures = "".join(
        f'<figure class="{size}"><img loading="lazy" src="{what}_{size}_{tone}.png" alt="{what}"></figure>'
        for size in sizes
    )
    return f"<h2>{escape(name)} ({tone})</h2><section>{pictures}</section>\n"

"""What set-up puts together: every module and style sheet is in it, and the browser's messages lead back to file and line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auditing import Client
from tracker.application import create_app
from tracker.config import ROOT, Config
from tracker.web import assets, bundles

STATIC = ROOT / "static"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ALONE = {"chart", "service-worker"}  # of chart pages alone, and the worker itself


def numbers(segment: str) -> Iterator[int]:
    value = shift = 0
    for character in segment:
        digit = ALPHABET.index(character)
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            yield -(value >> 1) if value & 1 else value >> 1
            value = shift = 0


def test_every_module_is_in_it_and_every_line_is_found_again_by_the_map() -> None:
    script, written = bundles.script(STATIC)
    found = json.loads(written)
    names = {Path(source).stem for source in found["sources"]}
    assert names == {path.stem for path in (STATIC / "js").glob("*.js")} - ALONE
    sources = [(STATIC / "packed" / source).resolve().read_text("utf-8").splitlines() for source in found["sources"]]
    lines, mappings = script.splitlines(), found["mappings"].split(";")
    file = line = seen = 0
    for at, segment in enumerate(mappings):
        if segment:
            column, files, rows, column_there = numbers(segment)
            file, line, seen = file + files, line + rows, seen + 1
            assert (column, column_there) == (0, 0)
            if not sources[file][line].startswith("import "):
                assert lines[at] == sources[file][line].removeprefix("export ")
    assert seen == sum(len(source) for source in sources)
    assert lines[-1] == "//# sourceMappingURL=pages.js.map"


def test_what_a_module_needs_stands_before_it() -> None:
    sources = [Path(source).stem for source in json.loads(bundles.script(STATIC)[1])["sources"]]
    for place, name in enumerate(sources):
        needed = re.findall(r'from "\./([\w-]+)\.js"', (STATIC / "js" / f"{name}.js").read_text("utf-8"))
        assert set(needed) <= set(sources[:place])


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export { a };",
        "export let a = 1;",
        'import a from "./other.js";',
        'import "https://example.com/a.js";',
        'const a = await fetch("/a");',
        'const a = () => import("./other.js");',
        'import "./app.js";',
    ],
)
def test_a_line_that_cannot_be_put_together_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "app.js").write_text(f"{line}\n")
    with pytest.raises(bundles.NotOfTheDialect):
        bundles.script(tmp_path)


def test_every_style_sheet_is_in_it_and_that_of_paper_is_for_paper_alone() -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == {*bundles.STYLES, bundles.PRINT}
    sheet = bundles.style_sheet(STATIC)
    screen, paper = sheet.split("@media print {\n")[0], sheet.rpartition("@media print {\n")[2]
    assert all((STATIC / "css" / f"{name}.css").read_text("utf-8") in sheet for name in (*bundles.STYLES, bundles.PRINT))
    assert paper == (STATIC / "css" / "print.css").read_text("utf-8") + "}\n"
    assert "@page wide" not in screen


def test_where_set_up_put_them_together_a_page_and_the_worker_name_two_files(config: Config) -> None:
    assets.pack_static(STATIC, config.assets)
    app = create_app(config)
    client = Client(app)
    page = client.get("/sign-in")
    prefix = app.static_url_path
    assert [tag["src"] for tag in page.select("script[src]")] == [f"{prefix}/packed/pages.js"]
    assert [tag["href"] for tag in page.select("link[rel=stylesheet]")] == [f"{prefix}/packed/pages.css"]
    worker = client.raw.get("/service-worker.js").get_data(as_text=True)
    given = json.loads(worker.split("\n", 1)[0].removeprefix("const RELEASE = ").removesuffix(";"))
    assert {file for file in given["files"] if not file.endswith(".svg")} == {
        f"{prefix}/packed/pages.js",
        f"{prefix}/packed/pages.css",
    }
    for name in [*given["files"], f"{prefix}/packed/pages.js.map"]:
        answer = client.raw.get(name, buffered=True)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_no_page_loads_a_module_beside_it() -> None:
    """It would run a second time, with a store of its own."""
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'filename="(js/[^"]+)"', path.read_text("utf-8"))
    }
    assert named == {"js/chart.js"}

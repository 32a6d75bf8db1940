"""The components: each is documented, shown in the gallery, and keeps to the strict Content-Security-Policy."""

import re
from pathlib import Path

import pytest

from tracker.web import bundles

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
DRAWN_BY_THE_FRAME = {"icon", "language_switch"}
FORBIDDEN_IN_HTML = {
    "an inline style": r"<style|\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "an address of somebody else": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
}


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_one_macro_of_its_file_s_name_and_is_documented(component: Path) -> None:
    assert re.search(rf"{{% macro {component.stem}\(", component.read_text("utf-8"))
    assert f"{component.stem}(" in (TEMPLATES / "components/README.md").read_text("utf-8")


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_the_gallery_shows_every_component(component: Path) -> None:
    gallery = (TEMPLATES / "gallery/index.html").read_text("utf-8")
    assert component.stem in DRAWN_BY_THE_FRAME or f'"components/{component.name}"' in gallery


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_nothing_that_the_content_security_policy_forbids(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [what for what, pattern in FORBIDDEN_IN_HTML.items() if re.search(pattern, text)] == []


def test_a_style_names_no_colour_of_a_token_by_its_figures() -> None:
    tokens = set(re.findall(r"#[0-9a-f]{6}", (ROOT / "static/css/tokens.css").read_text("utf-8"))) - {"#ffffff"}
    for layer in sorted((ROOT / "static/css").glob("*.css")):
        if layer.name != "tokens.css":
            assert not tokens & set(re.findall(r"#[0-9a-f]{6}", layer.read_text("utf-8"))), layer.name


def test_the_base_links_every_layer_of_style() -> None:
    assert {*bundles.STYLES, bundles.PRINT} == {layer.stem for layer in (ROOT / "static/css").glob("*.css")}

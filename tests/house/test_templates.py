"""The templates: each compiles, each escapes what people typed, and none says anything that is not translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.conftest import KEY
from tracker.application import create_app
from tracker.config import Config

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
# a figure's JSON is escaped for the element that it stands in, by these words and no others
ESCAPED_JSON = """figure_json | string | replace("<", "\\\\u003c") | replace("&", "\\\\u0026") | safe"""
# the names of the languages are written in the languages themselves
SAID_AS_IT_IS = {"components/language_switch.html", "gallery/index.html"}


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """What the application makes of templates; nothing here asks a database."""
    instance = tmp_path_factory.mktemp("instance")
    config = Config(instance=instance, database_url=f"sqlite:///{instance}/tracker.sqlite3", secret_key=KEY, testing=True)
    return create_app(config).jinja_env


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str, env: Environment) -> None:
    assert env.get_template(name).name == name


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_escapes_what_people_typed(path: Path) -> None:
    source = re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL).replace(ESCAPED_JSON, "")
    assert re.findall(r"\|\s*safe\b|autoescape\s+false|Markup", source) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SAID_AS_IT_IS])
def test_a_template_says_nothing_that_no_translator_sees(name: str, env: Environment) -> None:
    """Japanese stands in a sentence that is marked, never between the tags by itself or in a string of its own."""
    source = (ROOT / "templates" / name).read_text("utf-8")
    tree = env.parse(source)
    marked = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "ngettext", "pgettext", "npgettext"}
        for const in call.find_all(nodes.Const)
    }
    bare = [data.data.strip() for data in tree.find_all(nodes.TemplateData) if JAPANESE.search(data.data)]
    bare += [
        str(const.value)
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and JAPANESE.search(const.value) and id(const) not in marked
    ]
    assert bare == []

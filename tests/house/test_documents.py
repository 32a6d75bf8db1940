"""What whoever installs and runs the program reads says the same in Japanese and in English, and every link leads somewhere."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import flask_migrate.cli
import pytest

from tests.house.sentences import JAPANESE
from tracker.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
# docs/decisions/0049 says which, and why the others are in English alone
JAPANESE_OF = {
    ROOT / english: ROOT / japanese
    for english, japanese in {
        "README.md": "README.ja.md",
        "SECURITY.md": "SECURITY.ja.md",
        **{f"docs/{name}.md": f"docs/ja/{name}.md" for name in ("deployment", "privacy", "windows")},
    }.items()
}
PAIRS = [pytest.param(*pair, id=pair[0].stem) for pair in JAPANESE_OF.items()]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
SCRIPTS = [ROOT / "run.py", *sorted((ROOT / "set_up").glob("*.py"))]
OF_THE_START = {"SUDO_USER", "TRACKER_READY"}  # variables that nobody sets by hand

SWITCH = 2  # the line of a page that leads to its other language, below the title
COMMENT = re.compile(r"(^|\s+)# .*")
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass
class Section:
    """What a part of a page holds whichever its language is."""

    level: int
    commands: list[str] = field(default_factory=list)  # lines of code, without what is said behind a #
    rows: list[int] = field(default_factory=list)  # cells of each row of a table
    items: int = 0
    paragraphs: int = 0
    text: str = ""  # everything but the commands

    @property
    def spans(self) -> set[str]:
        return {" ".join(span.split()) for span in SPAN.findall(self.text)}

    @property
    def numbers(self) -> set[str]:
        """Those that stand in figures outside the spans and the addresses of links."""
        return set(NUMBER.findall(LINK.sub("", SPAN.sub("", self.text))))

    def links(self, page: Path) -> set[str]:
        return {target_of(link, page) for link in LINK.findall(self.text)}


def lines_of(page: Path) -> list[str]:
    return page.read_text(encoding="utf-8").splitlines()


def sections_of(page: Path) -> list[Section]:
    sections: list[Section] = []
    before = ""
    for number, line in enumerate(lines_of(page)):
        heading = re.match("#+ ", line)
        if heading:
            sections.append(Section(len(heading[0]) - 1))
        elif line.startswith("    "):
            command = COMMENT.sub("", line).rstrip()
            sections[-1].commands += [command] if command else []
        elif number != SWITCH:
            sections[-1].rows += [line.count("|") - 1] if line.startswith("|") else []
            sections[-1].items += bool(re.match(r"\s*(?:[-*]|\d+\.) ", line))
            sections[-1].paragraphs += bool(line and not before)
            sections[-1].text += f"\n{line}"
        before = line
    return sections


def target_of(link: str, page: Path) -> str:
    return link if ":" in link else str((page.parent / link.partition("#")[0]).resolve())


def in_japanese(target: str) -> str:
    return str(JAPANESE_OF.get(Path(target), target))


@pytest.mark.parametrize(("english", "japanese"), PAIRS)
def test_both_languages_have_the_same_parts_with_the_same_commands(english: Path, japanese: Path) -> None:
    ours, theirs = sections_of(english), sections_of(japanese)
    assert [part.level for part in ours] == [part.level for part in theirs]
    assert [part.commands for part in ours] == [part.commands for part in theirs]
    assert [part.rows for part in ours] == [part.rows for part in theirs]
    assert [(part.items, part.paragraphs) for part in ours] == [(part.items, part.paragraphs) for part in theirs]


@pytest.mark.parametrize(("english", "japanese"), PAIRS)
def test_both_languages_name_the_same_things(english: Path, japanese: Path) -> None:
    for ours, theirs in zip(sections_of(english), sections_of(japanese), strict=True):
        assert ours.spans == theirs.spans
        assert {in_japanese(link) for link in ours.links(english)} == theirs.links(japanese)
        # what English says in a word (ninety days) Japanese writes in figures
        assert ours.numbers <= theirs.numbers


@pytest.mark.parametrize(("english", "japanese"), PAIRS)
def test_each_language_leads_to_the_other_below_the_title(english: Path, japanese: Path) -> None:
    assert lines_of(english)[SWITCH] == f"[日本語]({os.path.relpath(japanese, english.parent)}) | English"
    assert lines_of(japanese)[SWITCH] == f"日本語 | [English]({os.path.relpath(english, japanese.parent)})"


@pytest.mark.parametrize("japanese", JAPANESE_OF.values(), ids=lambda page: page.stem)
def test_no_paragraph_of_a_japanese_page_is_in_english(japanese: Path) -> None:
    paragraphs = [text for part in sections_of(japanese) for text in part.text.split("\n\n") if text.strip()]
    assert [text for text in paragraphs if not JAPANESE.search(text)] == []


def test_every_page_in_japanese_has_one_in_english() -> None:
    assert {*JAPANESE_OF.values()} == {page for page in DOCUMENTS if page.stem.endswith(".ja") or page.parent.name == "ja"}


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = "\n".join(line for line in lines_of(page) if not line.startswith("    "))
    targets = {target_of(link, page) for link in LINK.findall(text)}
    assert {target for target in targets if ":" not in target and not Path(target).exists()} == set()


def sentences_with_pages() -> Iterator[tuple[set[str], set[str]]]:
    """The pages that each sentence of the start names, in Japanese and in English."""
    for script in SCRIPTS:
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("words", "tell"):
                said = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                pages = [{*re.findall(r"[\w./]+\.md", sentence)} for sentence in said]
                if any(pages):
                    yield pages[0], pages[1]


def test_the_start_sends_its_reader_to_the_page_in_their_language() -> None:
    named = list(sentences_with_pages())
    assert named
    for japanese, english in named:
        assert {str(ROOT / page) for page in japanese} == {in_japanese(str(ROOT / page)) for page in english}
        assert all((ROOT / page).is_file() for page in english)


def commands_of_ours() -> click.Group:
    """Those of `flask --app wsgi`, and beside them the two that `deploy/tracker` adds."""
    of_the_script = re.findall(r"^([a-z-]+)\)$", (ROOT / "deploy" / "tracker").read_text(encoding="utf-8"), re.MULTILINE)
    return click.Group("", commands=[*COMMANDS, flask_migrate.cli.db, *map(click.Command, of_the_script)])


@pytest.mark.parametrize("page", JAPANESE_OF, ids=lambda page: page.stem)
def test_every_command_of_a_page_is_one_of_the_program_with_options_that_it_has(page: Path) -> None:
    said = [text for part in sections_of(page) for text in (*part.commands, *part.spans)]
    for call in (call for text in said for call in re.findall(r"(?:flask --app wsgi|sudo tracker) ([^…\"]+)", text)):
        meant: list[click.Command] = [commands_of_ours()]
        for word in call.split():
            if not isinstance(meant[0], click.Group) or word.startswith("-"):
                break
            meant = [meant[0].commands[name] for name in word.split("|")]
        known = {"--help", *(option for command in meant for parameter in command.params for option in parameter.opts)}
        assert {*re.findall(r"--[a-z-]+", call)} <= known, call


@pytest.mark.parametrize("page", JAPANESE_OF, ids=lambda page: page.stem)
def test_every_option_of_the_start_that_a_page_gives_is_one(page: Path) -> None:
    said = [text for part in sections_of(page) for text in (*part.commands, *part.spans) if "run.py" in text]
    known = {*re.findall(r'"(--[a-z-]+)"', (ROOT / "run.py").read_text(encoding="utf-8")), "--help"}
    assert {option for text in said for option in re.findall(r"--[a-z-]+", text)} <= known


def test_every_variable_that_the_program_reads_is_named_in_the_first_page() -> None:
    sources = [*SCRIPTS, ROOT / "gunicorn.conf.py", *(ROOT / "tracker").rglob("*.py")]
    pattern = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"(?!\] = )")
    read = {name for source in sources for name in pattern.findall(source.read_text(encoding="utf-8"))}
    named = {span for part in sections_of(ROOT / "README.md") for span in part.spans}
    assert read - named == OF_THE_START

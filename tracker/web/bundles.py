"""One script and one style sheet for every page, put together from the single files at set-up (``docs/decisions/0017``).

A browser pays for every file that it asks for, kept or not: thirty were most of the wait on a slow phone. The single files
are what one reads and writes, and they are served as they are where nobody has put them together. Our modules keep to a small
dialect of imports and exports, so no tool is needed: each becomes a function that hands out what it exports, line for line, and a
source map leads the browser's messages back to file and line.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ENTRY = "app"
STYLES = ("tokens", "base", "layout", "forms", "tables", "components", "attachments", "form_grid")
PRINT = "print"
SCRIPT, SHEET = "packed/pages.js", "packed/pages.css"
_IMPORT = re.compile(r'import (?:(?P<names>\{[\w, ]+\}) from )?"\./(?P<module>[\w-]+)\.js";')
_EXPORT = re.compile(r"export (?=(?:async )?(?:function|const|class) (?P<name>\w+))")
_FOREIGN = re.compile(r"^(?:import|export)\b|\bimport[.(]|^(?:const .* = |let .* = )?await ", re.MULTILINE)


class NotOfTheDialect(Exception):
    """A line of a module that :func:`script` cannot put together with the others."""


def style_sheet(folder: Path) -> str:
    """Every layer in order, then what paper looks like."""
    sheets = [(folder / "css" / f"{name}.css").read_text("utf-8") for name in STYLES]
    return "".join([*sheets, "@media print {\n", (folder / "css" / f"{PRINT}.css").read_text("utf-8"), "}\n"])


def script(folder: Path) -> tuple[str, str]:
    """All modules that :data:`ENTRY` leads to, each after those that it needs, and their source map."""
    lines: list[str] = []
    origins: list[tuple[int, int] | None] = []
    names = _in_order(folder, ENTRY, [], [])
    for place, name in enumerate(names):
        body, exported = _rewritten(name, _read(folder, name))
        lines += [f"const {_variable(name)} = (() => {{", *body, f"return {{ {', '.join(exported)} }}; }})();"]
        origins += [None, *((place, line) for line in range(len(body))), None]
    lines.append(f"//# sourceMappingURL={SCRIPT.rpartition('/')[2]}.map")
    return "\n".join(lines) + "\n", _source_map(names, origins)


def _read(folder: Path, name: str) -> str:
    return (folder / "js" / f"{name}.js").read_text("utf-8")


def _in_order(folder: Path, name: str, done: list[str], above: list[str]) -> list[str]:
    """As browsers run modules: what one needs comes first."""
    if name in above:
        raise NotOfTheDialect(f"modules that need each other: {' → '.join([*above, name])}")
    for line in _read(folder, name).splitlines():
        found = _IMPORT.fullmatch(line)
        if found and found["module"] not in done:
            _in_order(folder, found["module"], done, [*above, name])
    if name not in done:
        done.append(name)
    return done


def _rewritten(name: str, source: str) -> tuple[list[str], list[str]]:
    """Its lines without imports and exports, as many as before, and the names that it exports."""
    body: list[str] = []
    exported: list[str] = []
    for line in source.splitlines():
        if found := _IMPORT.fullmatch(line):
            line = f"const {found['names']} = {_variable(found['module'])};" if found["names"] else ""
        elif found := _EXPORT.match(line):
            exported.append(found["name"])
            line = line[found.end() :]
        if _FOREIGN.search(line):
            raise NotOfTheDialect(f"js/{name}.js: {line}")
        body.append(line)
    return body, exported


def _variable(name: str) -> str:
    return f"${name.replace('-', '_')}"


def _source_map(names: list[str], origins: list[tuple[int, int] | None]) -> str:
    """Which line of which file each line was: version 3 of the format, a segment a line."""
    file_before, line_before = 0, 0
    mappings: list[str] = []
    for origin in origins:
        if origin is None:
            mappings.append("")
            continue
        file, line = origin
        mappings.append("".join(_digits(number) for number in (0, file - file_before, line - line_before, 0)))
        file_before, line_before = file, line
    sources = [f"../js/{name}.js" for name in names]
    return json.dumps({"version": 3, "sources": sources, "names": [], "mappings": ";".join(mappings)})


def _digits(number: int) -> str:
    """Base 64 as source maps write it: five bits a digit, the lowest first, the sign in the lowest bit."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    rest = (-number << 1 | 1) if number < 0 else number << 1
    written = ""
    while True:
        digit, rest = rest & 31, rest >> 5
        written += alphabet[digit | (32 if rest else 0)]
        if not rest:
            return written

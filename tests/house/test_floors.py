"""The floors of the house, where an import contract cannot say it: every rule here is read from the source itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKER = ROOT / "tracker"
# the only libraries that may be loaded late: they would add up to 0.7 s to every start
LOADED_LATE = {"plotly", "openpyxl", "highspy", "cryptography", "segno", "webauthn", "zxcvbn"}
# the one module of the domain that may use a library: the solver of the staffing search, loaded late as well
SOLVER = TRACKER / "domain" / "staffing_model.py"
# the modules of ours that draw such a library in, loaded late in the library's stead: openpyxl, and PostgreSQL's
LOAD_A_LIBRARY = {
    "tracker.silence",
    *(f"tracker.workbooks.{name}" for name in ("assessment.book", "diary.book")),
    *(f"tracker.workbooks.report.{name}" for name in ("book", "changes", "frozen")),
    "tracker.demonstration.sent_form",
}
CLOCK = re.compile(r"(\w+\.)*(today|now|utcnow)|time\.\w+")


def sources(*floors: str) -> list[Path]:
    return sorted(file for floor in floors for file in (TRACKER / floor).rglob("*.py"))


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Line and full name of every import in the tree; ``package`` resolves the relative ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def imports_of(file: Path) -> list[tuple[int, str]]:
    package = ".".join(file.parent.relative_to(ROOT).parts)
    return list(imported(ast.parse(file.read_text(encoding="utf-8")), package))


def test_domain_imports_only_itself_and_the_standard_library() -> None:
    foreign = [
        f"{name_of(file)}:{line} {module}"
        for file in sources("domain")
        for line, module in imports_of(file)
        if module.split(".")[0] not in sys.stdlib_module_names and not f"{module}.".startswith("tracker.domain.")
        if (file, module) != (SOLVER, "highspy")
    ]
    assert foreign == []


def test_domain_and_rows_and_charts_and_workbooks_never_look_at_a_clock() -> None:
    looks = [
        f"{name_of(file)}:{node.lineno} {ast.unparse(node)}"
        for file in sources("domain", "rows", "charts", "workbooks")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and CLOCK.fullmatch(ast.unparse(node.func))
    ]
    assert looks == []


@pytest.mark.parametrize("floor", ["rows", "charts"])
def test_what_is_shown_can_be_loaded_without_the_database_and_the_web(floor: str) -> None:
    assert not loaded_by(f"tracker.{floor}") & {"sqlalchemy", "flask", "werkzeug", "wtforms", "plotly", "openpyxl"}


def test_loading_the_domain_loads_no_library_at_all() -> None:
    modules = ", ".join(f"tracker.domain.{file.stem}" for file in sources("domain") if file.stem != "__init__")
    assert not loaded_by("tracker.domain", modules) & {
        "sqlalchemy",
        "flask",
        "flask_sqlalchemy",
        "werkzeug",
        "jinja2",
        "openpyxl",
        "highspy",
        "numpy",
    }


def test_loading_the_application_leaves_plotly_and_openpyxl_for_later() -> None:
    assert not loaded_by("tracker.web") & LOADED_LATE


def loaded_by(*modules: str) -> set[str]:
    """The top-level packages that a fresh Python has loaded after importing the modules."""
    script = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_an_import_inside_a_function_loads_a_heavy_library_and_nothing_else() -> None:
    hidden = [
        f"{name_of(file)}:{line} {module}"
        for file in sorted(TRACKER.rglob("*.py"))
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, module in imported(function, ".".join(file.parent.relative_to(ROOT).parts))
        if module.split(".")[0] not in LOADED_LATE and module not in LOAD_A_LIBRARY
    ]
    assert hidden == []


def test_a_folder_of_web_never_imports_the_routes_of_a_sibling() -> None:
    crossing = [
        f"{name_of(file)}:{line} {module}"
        for file in sources("web")
        if len(file.relative_to(TRACKER / "web").parts) > 1
        for line, module in imports_of(file)
        if module.startswith("tracker.web.")
        and "routes" in module.split(".")[3:]
        and module.split(".")[2] != file.relative_to(TRACKER / "web").parts[0]
    ]
    assert crossing == []


def test_only_the_transaction_commits() -> None:
    commits = [
        f"{name_of(file)}:{node.lineno}"
        for file in sources("domain", "rows", "models", "queries", "services", "web", "cli")
        if file.name != "transaction.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
        if ast.unparse(node.func) != "transaction.commit"
    ]
    assert commits == []


@pytest.mark.parametrize(("folders", "limit"), [(("tracker", "set_up"), 300), (("tests",), 500)])
def test_a_file_that_grows_too_long_is_split_by_noun_or_verb(folders: tuple[str, ...], limit: int) -> None:
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py") if "versions" not in file.parts]
    assert files
    assert {name_of(file): lines for file in files if (lines := len(file.read_text("utf-8").splitlines())) > limit} == {}


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    silent = [
        name_of(file)
        for folder in (TRACKER, ROOT / "set_up", ROOT / "tests")
        for file in folder.rglob("*.py")
        if file.stat().st_size and "versions" not in file.parts
        if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "common", "misc", "manager", "data", "base_2"}
    assert [name_of(file) for file in TRACKER.rglob("*") if file.stem in empty] == []


def test_every_folder_of_code_is_a_package_that_the_contracts_can_see() -> None:
    bare = {name_of(file.parent) for file in TRACKER.rglob("*.py") if not (file.parent / "__init__.py").exists()}
    assert {folder for folder in bare if not folder.startswith("tracker/migrations")} == set()

"""What ships: metadata, package data, and a command that starts fast."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

import kg

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"spacy", "underthesea", "networkx", "rdflib", "pyvis", "pydantic", "numpy", "rich", "lxml"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def imported(source: str) -> set[str]:
    """Return the top packages that a source imports anywhere."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in plain | froms}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_declared(project: dict[str, Any]) -> None:
    declared = {normal(re.split(r"[<>=!~\[ ]", line)[0]) for line in project["project"]["dependencies"]}
    owners = packages_distributions()
    used = {name for path in (ROOT / "kg").rglob("*.py") for name in imported(path.read_text(encoding="utf-8"))}
    others = used - set(sys.stdlib_module_names) - {"kg"}
    missing = sorted(name for name in others if not {normal(o) for o in owners.get(name, [name])} & declared)
    assert not missing


def test_every_dependency_has_bounds(project: dict[str, Any]) -> None:
    for line in project["project"]["dependencies"]:
        assert ">=" in line, line
        assert "<" in line, line


def test_version_has_one_source(project: dict[str, Any]) -> None:
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "kg/__init__.py"
    assert f"## {kg.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_schemas_and_types_ship(project: dict[str, Any]) -> None:
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"schemas": "kg/_schemas"}
    assert (ROOT / "kg" / "py.typed").is_file()
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def loaded_by(code: str) -> set[str]:
    """Return the top packages in memory after running `code` in a fresh interpreter."""
    script = f"{code}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_kg_loads_nothing_heavy() -> None:
    assert not loaded_by("import kg; kg.__version__; dir(kg)") & (HEAVY | {"typer"})


def test_help_loads_nothing_heavy() -> None:
    # rich draws the help itself, and typer brings pydantic's core where it is installed.
    assert not loaded_by("import kg.cli") & (HEAVY - {"rich", "pydantic"})


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        getattr(kg, "biuld")  # noqa: B009


def test_every_public_name_resolves() -> None:
    for name in kg.__all__:
        assert getattr(kg, name) is not None

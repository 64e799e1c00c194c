"""The direction of the flow: who may import whom, and where each heavy package may be used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kg"

# From left to right: a module imports from its own layer and from those before it.
LAYERS = (
    ("errors", "model", "text"),
    ("schema", "normalize"),
    ("ingest", "clean", "nlp"),
    ("resolve", "store", "graph", "validate"),
    ("export",),
    (
        "output",
        "report",
        "pipeline",
        "annotate",
        "annotated",
        "explain",
        "agreement",
        "train",
        "train_classes",
        "train_coref",
        "train_open",
        "train_facts",
        "train_rivals",
        "workers",
        "evaluate",
        "check",
    ),
    ("cli",),
    ("__main__",),
)
LAYER = {name: level for level, names in enumerate(LAYERS) for name in names}

# The modules that may import a package at run time; a name stands for itself and everything below it.
HOME = {
    "spacy": ("kg.nlp",),
    "underthesea": ("kg.nlp.vi",),
    "threadpoolctl": ("kg.nlp",),
    "underthesea_core": ("kg.nlp",),
    "networkx": ("kg.resolve", "kg.graph", "kg.export"),
    "rdflib": ("kg.schema", "kg.validate", "kg.export.rdf"),
    "pyvis": ("kg.export.html",),
    "typer": ("kg.cli",),
    "rich": ("kg.cli",),
    "trafilatura": ("kg.ingest", "kg.clean"),
    "pypdf": ("kg.ingest",),
    "docx": ("kg.ingest",),
}


@dataclass(frozen=True)
class Import:
    """`module` imports `name` (absolute, with the names of a `from`); `typing_only` if for a type checker."""

    module: str
    name: str
    typing_only: bool

    @property
    def package(self) -> str:
        return self.name.split(".")[0]


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(module: str, source: str, *, package: bool = False) -> Iterator[Import]:
    """Return the imports in the source of a module, wherever in it they stand."""
    tree = ast.parse(source)
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                up = parts[: len(parts) - node.level + package]
                base = ".".join([*up, base]).strip(".")
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (Import(module, name, id(node) in guarded) for name in names)


def layer_of(name: str) -> int | None:
    """Return the layer of a dotted name of the package, None for `kg` itself (its version)."""
    parts = name.split(".")
    return LAYER.get(parts[1]) if len(parts) > 1 else None


def within(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(f"{home}.") for home in homes)


MODULES = modules()
IMPORTS = [
    found
    for name, path in MODULES.items()
    for found in imports_of(name, path.read_text(encoding="utf-8"), package=path.name == "__init__.py")
]


@pytest.mark.parametrize("module", [name for name in MODULES if name != "kg"])
def test_every_module_belongs_to_a_layer(module: str) -> None:
    assert layer_of(module) is not None, f"{module}: name its layer in tests/test_layers.py"


def test_imports_run_from_right_to_left() -> None:
    wrong = []
    for found in IMPORTS:
        mine, theirs = layer_of(found.module), layer_of(found.name) if found.package == "kg" else None
        if mine is not None and theirs is not None and theirs > mine:
            wrong.append(f"{found.module} imports {found.name}")
    assert not wrong


@pytest.mark.parametrize("package", sorted(HOME))
def test_packages_stay_in_their_place(package: str) -> None:
    used = {found.module for found in IMPORTS if found.package == package and not found.typing_only}
    outside = sorted(module for module in used if not within(module, HOME[package]))
    assert not outside
    assert package in {"underthesea_core"} or used, f"{package} is declared but nothing uses it"


def test_no_import_cycle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in MODULES}
    for found in IMPORTS:
        if found.package == "kg" and not found.typing_only:
            target = found.name if found.name in MODULES else found.name.rpartition(".")[0]
            graph[found.module] |= {target} & (MODULES.keys() - {found.module, "kg"})
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, "import cycle: " + " → ".join((*path[path.index(name) :], name))
        if name not in done:
            for target in sorted(graph[name]):
                walk(target, (*path, name))
            done.add(name)

    for name in sorted(graph):
        walk(name, ())


@pytest.mark.parametrize(("line", "name", "typing_only"), [
    ("import spacy", "spacy", False),
    ("def f():\n    from rdflib import Graph", "rdflib.Graph", False),
    ("from . import files", "kg.export.files", False),
    ("from ..model import Fact", "kg.model.Fact", False),
    ("if TYPE_CHECKING:\n    import networkx as nx", "networkx", True),
])  # fmt: skip
def test_imports_are_seen_wherever_they_stand(line: str, name: str, typing_only: bool) -> None:
    assert list(imports_of("kg.export.tables", line)) == [Import("kg.export.tables", name, typing_only)]


@pytest.mark.parametrize("path", MODULES.values(), ids=MODULES)
def test_modules_and_functions_stay_readable(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 330
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{path.name}: {node.name} is too long"

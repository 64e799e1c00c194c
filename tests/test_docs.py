"""What the documents say is held against the live commands: names, options, files, and what they promise."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from kg.cli import app
from kg.export import EXPORTERS
from kg.ingest import SUFFIXES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROOT_COMMAND: Any = typer.main.get_command(app)


def command_lines(text: str) -> Iterator[list[str]]:
    """Return the words after `kg` of every call of it in code: in a block, or between backquotes."""
    blocks = re.findall(r"^```(?:sh|text|console)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    for line in lines:
        for part in re.split(r"&&|\|", line):
            found = re.match(r"\s*(?:\$ )?(?:\S*/)?kg(?: (.*))?$", part)
            if found and found[1]:
                # Two spaces end the command; what follows explains it.
                yield shlex.split(re.split(r" {2,}", found[1])[0])


def resolved(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that the words call, and the words after its name."""
    command = ROOT_COMMAND
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def options_of(command: Any) -> set[str]:
    named = {name for option in command.params for name in option.opts if name.startswith("-")}
    return named | {"-h", "--help"}


CALLS = [(path.name, words) for path in DOCUMENTS for words in command_lines(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("name", "words"), CALLS, ids=lambda value: " ".join(value) if isinstance(value, list) else value
)
def test_documented_calls_exist(name: str, words: list[str]) -> None:
    command, rest = resolved(words)
    if words[0].isupper():  # `kg COMMAND --help`
        return
    assert command is not ROOT_COMMAND or words[0].startswith("-"), f"{name}: kg has no command {words[0]!r}"
    unknown = {word for word in rest if word.startswith("-") and word != "-"} - options_of(command)
    assert not unknown, f"{name}: kg {' '.join(words)}"


def test_every_command_is_in_the_readme() -> None:
    called = {words[0] for name, words in CALLS if name == "README.md"}
    assert set(ROOT_COMMAND.commands) <= called


def leaves(command: Any = ROOT_COMMAND, path: str = "kg") -> Iterator[tuple[str, Any]]:
    for name, below in getattr(command, "commands", {}).items():
        yield from leaves(below, f"{path} {name}")
    if not getattr(command, "commands", {}):
        yield path, command


@pytest.mark.parametrize(("path", "command"), list(leaves()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_help_has_an_example_that_works(path: str, command: Any) -> None:
    (example,) = re.findall(r"^\s*Example: (kg .+)$", command.help, re.MULTILINE)
    assert example.startswith(f"{path} ")
    words = shlex.split(example)[1:]
    found, rest = resolved(words)
    assert found is command
    assert not {word for word in rest if word.startswith("-")} - options_of(command)
    for option in command.params:
        assert option.help, f"{path}: {option.name} has no help"


def test_the_readme_opens_with_two_commands_that_stand_alone() -> None:
    spec = importlib.util.spec_from_file_location("readme_commands", ROOT / ".ci" / "readme_commands.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    build, test = module.commands(README)
    for command in (build, test):
        assert command.startswith("python3 -m venv .venv && ")
    assert build.endswith(".venv/bin/kg build seeds -o output")
    assert test.endswith(".venv/bin/python -m pytest")


def test_readme_names_every_default_file_and_suffix() -> None:
    for exporter in EXPORTERS.values():
        for name in exporter.files if exporter.default else ():
            assert f"`{name}`" in README, name
    for suffix in SUFFIXES:
        assert suffix in README, suffix


def test_readme_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_readme_columns_are_those_of_the_tables() -> None:
    from kg.export import tables

    source = Path(tables.__file__).read_text(encoding="utf-8") + (ROOT / "kg/export/sanitize.py").read_text(
        encoding="utf-8"
    )
    for column in set(re.findall(r"row\.(\w+)", README)):
        assert f'"{column}"' in source, column

"""The folder a build writes: its files, whether it can be written, and reading it back."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, OutputError
from kg.model import Fact
from kg.resolve import Decision, load_decisions

FACTS = "facts.jsonl"
DECISIONS = "decisions.jsonl"


@dataclass(frozen=True, slots=True)
class Output:
    """What a build left behind: its facts in order, and the decisions on which entities are one."""

    facts: tuple[Fact, ...]
    decisions: tuple[Decision, ...] = ()


def check_folder(folder: Path) -> None:
    """Make the folder if it is missing; OutputError, before any long work, if none can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        what = "is a file, not a folder" if folder.is_file() else f"cannot be written: {error.strerror}"
        raise OutputError(what, where=str(folder), hint="Choose another folder with -o") from error


def facts_text(facts: Iterable[Fact]) -> str:
    """Return the text of `facts.jsonl`: one object a line."""
    return "".join(json.dumps(fact.to_json(), ensure_ascii=False) + "\n" for fact in facts)


def read_lines(source: Path | str, hint: str | None = None) -> list[str]:
    """Return the lines of a UTF-8 file (`-` is stdin), split at `\\n` alone; InputError if it is none."""
    try:
        data = sys.stdin.buffer.read() if str(source) == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {error.start})"
        raise InputError(what, where=str(source), hint="Save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(source), hint=hint) from error


def read_facts(path: Path) -> Iterator[Fact]:
    """Return the facts of a `facts.jsonl`; InputError names the file and the line that is none."""
    for number, line in enumerate(read_lines(path, "Make it with: kg build INPUT... -o OUT"), 1):
        if line.strip():
            try:
                yield Fact.from_json(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError("is not a line of facts.jsonl", where=f"{path}:{number}") from error


def read_output(place: Path) -> Output:
    """Return what lies in an output folder, or beside a `facts.jsonl`; InputError if no facts are there."""
    path = place / FACTS if place.is_dir() or not place.suffix else place
    decisions = path.parent / DECISIONS
    facts = tuple(read_facts(path))
    return Output(facts, load_decisions(decisions) if decisions.is_file() else ())

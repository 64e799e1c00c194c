"""Reading annotated files, for evaluation and training: facts, names, and the output of `kg annotate`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.agreement import alias_sets
from kg.errors import InputError
from kg.evaluate import Gold, GoldDocument, Span
from kg.model import END_TYPES, NAME_TYPES, Fact, Mode
from kg.output import read_lines
from kg.text import nfc

_FACT = 'A fact is {"s", "st", "p", "o", "ot", "mode"}, for a document with its "doc"'
_TEXT = 'A line is {"id", "text", "facts"}'
_TRAINING = 'A line is {"id", "text", "entities": [[start, end, type], ...], "facts"} and perhaps "partial"'
_NAMES = 'A line is {"id", "entities": [[start, end, type], ...]}'
_MARKS = 'A line is {"id", "anaphors": [[start, end, [name, ...]], ...]} and perhaps "unsaid", of the same form'
_OUTPUT = "Make the file with: kg annotate IN.jsonl -o OUT.jsonl"

Mark = tuple[int, int, list[str]]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the pronouns and descriptions of one text stand for: half-open code points and the names meant.

    No name: it stands for nothing named; several: for all of them. `unsaid` are sentences whose owner is unsaid; None
    where nobody looked for them.
    """

    id: str
    anaphors: list[Mark]
    unsaid: list[Mark] | None


def read_documents(facts: Sequence[Path], aliases: Sequence[Path] = ()) -> list[GoldDocument]:
    """Return the annotated documents of files of facts, one a line, each with its `doc` (a file name).

    `aliases` are JSON files `{doc: {name: {"aliases": [...]}}}`. InputError names file and line.
    """
    tables: dict[str, dict[str, Any]] = {}
    for path in aliases:
        for doc, table in _aliases(path).items():
            tables.setdefault(doc, {}).update(table)
    grouped: dict[str, list[Gold]] = {}
    for path in facts:
        for where, row in _rows(path, _FACT):
            grouped.setdefault(_string(row, "doc", where, _FACT), []).append(_fact(row, where))
    return [GoldDocument(doc, tuple(found), alias_sets(tables.get(doc, {}))) for doc, found in grouped.items()]


def read_texts(paths: Sequence[Path]) -> list[GoldDocument]:
    """Return annotated texts as documents, by `id`; InputError names file and line, also of an id met twice."""
    found: dict[str, GoldDocument] = {}
    for path in paths:
        for where, row in _rows(path, _TEXT):
            name, text = _id(row, where, _TEXT), _string(row, "text", where, _TEXT)
            if name in found:
                raise InputError(f"the id {name} is used twice", where=where)
            found[name] = GoldDocument(name, tuple(_facts(row, where, _TEXT)), {}, nfc(text))
    return list(found.values())


def read_training(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield annotated texts `{"id", "text", "entities", "facts", "partial"}`: in NFC, names sorted and apart.

    `partial` are the predicates of which not every fact of the text is written down; none unless the line says so.
    """
    for path in paths:
        for where, row in _rows(path, _TRAINING):
            text = _string(row, "text", where, _TRAINING)
            names = sorted(_spans(row, where, _TRAINING))
            for start, end, kind in names:
                if kind not in NAME_TYPES:
                    raise InputError(f"unknown type {kind!r}", where=where, choices=NAME_TYPES)
                if not 0 <= start < end <= len(text):
                    raise InputError(f"name {start}-{end} lies outside the text", where=where)
            for left, right in pairwise(names):
                if left[1] > right[0]:
                    raise InputError(f"names {left[0]}-{left[1]} and {right[0]}-{right[1]} overlap", where=where)
            facts = _facts(row, where, _TRAINING)
            if (normal := nfc(text)) != text:
                names = [(len(nfc(text[:s])), len(nfc(text[:e])), kind) for s, e, kind in names]
            partial = row.get("partial", [])
            if not isinstance(partial, list) or not all(isinstance(name, str) for name in partial):
                raise InputError('"partial" is no list of predicates', where=where, hint=_TRAINING)
            name = _id(row, where, _TRAINING)
            yield {"id": name, "text": normal, "entities": names, "facts": facts, "partial": partial}


def read_marks(paths: Sequence[Path]) -> Iterator[Marks]:
    """Yield the marks of coreference of files, one text a line; InputError names file and line."""
    for path in paths:
        for where, row in _rows(path, _MARKS):
            unsaid = _marks(row, "unsaid", where) if "unsaid" in row else None
            yield Marks(_id(row, where, _MARKS), _marks(row, "anaphors", where), unsaid)


def _marks(row: Mapping[str, Any], key: str, where: str) -> list[Mark]:
    try:
        return [(int(start), int(end), [str(name) for name in names]) for start, end, names in row[key]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f'"{key}" is missing or malformed', where=where, hint=_MARKS) from error


def read_annotated(path: Path) -> Iterator[Fact]:
    """Yield the facts of an output of `kg annotate`; the document of each is the id of its text."""
    for where, row in _rows(path, _OUTPUT):
        name = _id(row, where, _OUTPUT)
        try:
            yield from [Fact.from_json({**fact, "doc": name}) for fact in row.get("facts", ())]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError("holds a fact of another form", where=where, hint=_OUTPUT) from error


def read_names(paths: Sequence[Path]) -> dict[str, list[Span]]:
    """Return the names of texts by id, as half-open code points and type; other keys are left aside."""
    found: dict[str, list[Span]] = {}
    for path in paths:
        for where, row in _rows(path, _NAMES):
            found[_id(row, where, _NAMES)] = _spans(row, where, _NAMES)
    return found


def _rows(path: Path, hint: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each line that is not blank."""
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"is not a JSON object: {error}", where=where, hint=hint) from error
        if not isinstance(row, dict):
            raise InputError("is not a JSON object", where=where, hint=hint)
        yield where, row


def _aliases(path: Path) -> Mapping[str, Mapping[str, Any]]:
    hint = 'The file is {"document": {"name": {"aliases": [...]}}}'
    try:
        tables = json.loads("\n".join(read_lines(path)))
        for table in tables.values():
            alias_sets(table)
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError("is no table of aliases", where=str(path), hint=hint) from error
    return dict(tables)


def _string(row: Mapping[str, Any], key: str, where: str, hint: str) -> str:
    if not isinstance(row.get(key), str):
        raise InputError(f'"{key}" is missing or not a string', where=where, hint=hint)
    return str(row[key])


def _id(row: Mapping[str, Any], where: str, hint: str) -> str:
    if isinstance(row.get("id"), bool) or not isinstance(row.get("id"), str | int):
        raise InputError('"id" is missing or neither a string nor a whole number', where=where, hint=hint)
    return str(row["id"])


def _spans(row: Mapping[str, Any], where: str, hint: str) -> list[Span]:
    try:
        return [(int(start), int(end), str(kind)) for start, end, kind in row["entities"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError('"entities" is missing or malformed', where=where, hint=hint) from error


def _facts(row: Mapping[str, Any], where: str, hint: str) -> list[Gold]:
    if not isinstance(row.get("facts"), list):
        raise InputError('"facts" is missing or no list', where=where, hint=hint)
    return [_fact(fact, where) for fact in row["facts"]]


def _fact(row: Any, where: str) -> Gold:
    if not isinstance(row, dict):
        raise InputError("a fact is not a JSON object", where=where, hint=_FACT)
    for key in ("s", "st", "p", "o", "ot", "mode"):
        _string(row, key, where, _FACT)
    for key in ("st", "ot"):
        if row[key] not in END_TYPES:
            raise InputError(f"unknown type {row[key]!r}", where=where, choices=END_TYPES)
    if row["mode"] not in set(Mode):
        raise InputError(f"unknown mode {row['mode']!r}", where=where, choices=tuple(Mode))
    return row

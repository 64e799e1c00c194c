"""Lists of names: `vi/gazetteer/*.tsv`, read strictly, and the longest match over syllables.

A file has the columns `surface type id source flags`, parted by tabs, rows sorted by code point. Surfaces
with one `id` name one thing; the row flagged `main` (else the longest surface) is its label. Flags:

- `ambiguous`: also a common word, a given name or a little-known place; it needs other evidence.
- `caseless`: it counts in any case (`facebook`, `iphone`).
- `main`: the label of its id.
- `versioned`: a version or model number after it belongs to the name (`Llama 3.1`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.errors import SchemaError
from kg.model import NAME_TYPES
from kg.text import SYLLABLE, nfc, tone_placement

FOLDER = "vi/gazetteer"
HEADER = ("surface", "type", "id", "source", "flags")
FLAGS = ("ambiguous", "caseless", "main", "versioned")
# Syllables that build names of persons; they are no names of anything themselves and never match.
PART_TYPES = ("SURNAME", "GIVEN", "FOREIGN_GIVEN", "FOREIGN_SURNAME")
_TYPES = frozenset((*NAME_TYPES, *PART_TYPES))
_ORDER = {kind: place for place, kind in enumerate(NAME_TYPES)}


class Entry(NamedTuple):
    """One row: `id` is the slug of the thing named, `flags` a subset of FLAGS, `list` the file's stem."""

    surface: str
    type: str
    id: str
    source: str
    flags: frozenset[str]
    list: str

    @property
    def ambiguous(self) -> bool:
        return "ambiguous" in self.flags

    @property
    def versioned(self) -> bool:
        return "versioned" in self.flags

    def fits(self, tokens: Sequence[str]) -> bool:
        """Tell whether syllables of the same key are written so that they can be this name.

        The same case always is. A name that is not ambiguous may be written with more capitals (`HÀ NỘI`,
        `Châu Âu` at the start of a sentence), and a caseless one in any case.
        """
        if "caseless" in self.flags:
            return True
        own, written = (
            tone_placement(" ".join(SYLLABLE.findall(self.surface))),
            tone_placement(" ".join(tokens)),
        )
        if own == written or self.ambiguous or len(own) != len(written):
            return own == written
        return all(there.isupper() or not here.isupper() for here, there in zip(own, written, strict=True))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All lists. `parts` maps each of PART_TYPES to its syllables, as written."""

    parts: Mapping[str, frozenset[str]]
    _entries: Mapping[str, tuple[Entry, ...]]
    _lengths: Mapping[str, tuple[int, ...]]  # first syllable -> numbers of syllables of its names, longest first
    _ids: Mapping[str, tuple[Entry, ...]]

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))

    def __iter__(self) -> Iterator[Entry]:
        for entries in self._entries.values():
            yield from entries

    def lookup(self, surface: str, *, any_case: bool = False) -> tuple[Entry, ...]:
        """Return the entries a surface can be, one for each type, in the order of the types.

        Spacing and tone placement never count; case counts as `Entry.fits` says, unless `any_case`.
        """
        tokens = SYLLABLE.findall(nfc(surface))
        found = self._entries.get(_key(tokens), ())
        return found if any_case else _fitting(found, tokens)

    def match(self, syllables: Sequence[str]) -> list[tuple[int, int, Entry]]:
        """Return (start, end, entry) of the longest names, left to right, spans of different names disjoint.

        `start` and `end` are half-open positions in `syllables` (as `kg.text.syllables` cuts them). A surface
        with several types gives one row for each, on the same span.
        """
        folded = [_fold(syllable) for syllable in syllables]
        found: list[tuple[int, int, Entry]] = []
        at = 0
        while at < len(folded):
            end, entries = self._longest(syllables, folded, at)
            found.extend((at, end, entry) for entry in entries)
            at = max(end, at + 1)
        return found

    def _longest(self, syllables: Sequence[str], folded: list[str], at: int) -> tuple[int, tuple[Entry, ...]]:
        for size in self._lengths.get(folded[at], ()):
            end = at + size
            entries = self._entries.get(" ".join(folded[at:end]), ()) if end <= len(folded) else ()
            if fitting := _fitting(entries, syllables[at:end]):
                return end, fitting
        return at, ()

    def aliases(self, entity: str) -> tuple[Entry, ...]:
        """Return all rows of one id, sorted by surface; empty if it is unknown."""
        return self._ids.get(entity, ())

    def label(self, entity: str) -> str | None:
        """Return the best surface of an id (flagged `main`, else the longest); None if it is unknown."""
        rows = self.aliases(entity)
        if not rows:
            return None
        return max(rows, key=lambda row: ("main" in row.flags, len(row.surface), row.surface)).surface


def load_gazetteer(roots: tuple[Path, ...]) -> Gazetteer:
    """Return the lists of all roots; a file that two roots have under one name counts from the first only."""
    files: dict[str, Path] = {}
    for root in reversed(roots):
        files.update({path.name: path for path in sorted((root / FOLDER).glob("*.tsv"))})
    if not files:
        raise SchemaError("holds no list of names (*.tsv)", where=" or ".join(str(r / FOLDER) for r in roots))
    return _indexed(_merged(_read(files[name]) for name in sorted(files)))


def _fold(text: str) -> str:
    return tone_placement(text.casefold()) if not text.isascii() else text.casefold()


def _key(tokens: Iterable[str]) -> str:
    return " ".join(map(_fold, tokens))


def _fitting(entries: tuple[Entry, ...], tokens: Sequence[str]) -> tuple[Entry, ...]:
    """Return one entry for each type, the one spelled most like the text first."""
    if len(entries) == 1:
        return entries if entries[0].fits(tokens) else ()
    written = " ".join(tokens)
    best: dict[str, Entry] = {}
    for entry in entries:
        if entry.fits(tokens) and (entry.type not in best or entry.surface == written):
            best[entry.type] = entry
    return tuple(best.values())


def _read(path: Path) -> list[Entry]:
    try:
        lines = nfc(path.read_text("utf-8")).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SchemaError(f"cannot be read: {error}", where=str(path)) from error
    if tuple(lines[0].split("\t")) != HEADER:
        raise SchemaError("the first line must name the columns", where=f"{path}:1", choices=HEADER)
    stem, flag_sets = path.stem, {"": frozenset[str]()}
    entries: list[Entry] = []
    before = ("", "")
    for number, line in enumerate(lines[1:], 2):
        if not line and number == len(lines):
            break
        cells = line.split("\t")
        if problem := _problem(cells, before):
            raise SchemaError(problem, where=f"{path}:{number}", hint=_HINT)
        surface, kind, entity, source, flags = cells
        if flags not in flag_sets:
            flag_sets[flags] = _flags(flags, f"{path}:{number}")
        entries.append(Entry(surface, kind, entity, source, flag_sets[flags], stem))
        before = (surface, kind)
    return entries


_HINT = f"A row is {' '.join(HEADER)}, parted by tabs; flags may be empty"


def _problem(cells: list[str], before: tuple[str, str]) -> str | None:
    """Return what is wrong with a row, None if nothing is."""
    if len(cells) != len(HEADER):
        return f"has {len(cells)} columns, not {len(HEADER)}"
    surface, kind, entity, source, _ = cells
    if not (surface and entity and source) or surface != surface.strip():
        return "a cell is empty or has spaces at its edge"
    if kind not in _TYPES:
        return f"unknown type {kind!r} (valid: {', '.join((*NAME_TYPES, *PART_TYPES))})"
    if (surface, kind) == before:
        return f"{surface!r} stands twice as {kind}"
    return f"{surface!r} is not sorted: it belongs before {before[0]!r}" if (surface, kind) < before else None


def _flags(cell: str, where: str) -> frozenset[str]:
    flags = cell.split(",")
    if unknown := [flag for flag in flags if flag not in FLAGS]:
        raise SchemaError(f"unknown flag {unknown[0]!r}", where=where, choices=FLAGS)
    return frozenset(flags)


def _merged(lists: Iterable[list[Entry]]) -> list[Entry]:
    """Return the rows of all lists; a repeated row is dropped, a contradicting one refused."""
    seen: dict[tuple[str, str], Entry] = {}
    for rows in lists:
        for entry in rows:
            first = seen.setdefault((entry.surface, entry.type), entry)
            if first.id != entry.id:
                what = f"{entry.surface!r} is {entry.id} here but {first.id} in {first.list}.tsv"
                raise SchemaError(what, where=f"{entry.list}.tsv", hint="Give both rows one id, or drop one")
    return list(seen.values())


def _indexed(entries: list[Entry]) -> Gazetteer:
    parts: dict[str, set[str]] = {kind: set() for kind in PART_TYPES}
    names: defaultdict[str, list[Entry]] = defaultdict(list)
    ids: defaultdict[str, list[Entry]] = defaultdict(list)
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.type in parts:
            parts[entry.type].add(entry.surface)
            continue
        tokens = _tokens(_fold(entry.surface))
        names[" ".join(tokens)].append(entry)
        lengths[tokens[0]].add(len(tokens))
        ids[entry.id].append(entry)
    return Gazetteer(
        {kind: frozenset(members) for kind, members in parts.items()},
        {key: _ordered(rows) for key, rows in names.items()},
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
        {entity: _ordered(rows) for entity, rows in ids.items()},
    )


def _tokens(folded: str) -> list[str]:
    """Cut a surface as `kg.text.syllables` does, without the regex where there are only words."""
    words = folded.split(" ")
    return words if "".join(words).isalpha() else SYLLABLE.findall(folded)


def _ordered(rows: list[Entry]) -> tuple[Entry, ...]:
    if len(rows) > 1:
        rows.sort(key=lambda entry: (_ORDER[entry.type], entry.surface))
    return tuple(rows)

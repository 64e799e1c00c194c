"""Training of the models that ship in `schemas/`: the same data gives the same bytes."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from kg.errors import InputError
from kg.model import NAME_TYPES
from kg.nlp.crf import Crf
from kg.nlp.crf_fit import Examples, Penalty, fit
from kg.nlp.features import Features
from kg.nlp.features_cues import Cues
from kg.nlp.features_shapes import is_native
from kg.nlp.names import OUTSIDE, bio_labels
from kg.nlp.vi import SentenceTokens, Vietnamese
from kg.schema import Schema
from kg.text import nfc

Span = tuple[int, int, str]
_BARE_D = str.maketrans("đĐ", "dD")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its names: half-open code points of the NFC text, and a type."""

    id: str
    text: str
    names: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the name model is trained. A feature seen fewer than `seen` times is left out.

    Of every `bare`-th text there is a copy without tone marks, of every `low`-th one with its Vietnamese names of
    persons and places in lower case, as careless writers have them; 0 makes none.
    """

    penalty: Penalty = field(default_factory=Penalty)
    rounds: int = 100
    seen: int = 2
    bare: int = 24
    low: int = 24


def read_names(path: Path) -> Iterator[Annotated]:
    """Yield the texts of a file of lines `{"id", "text", "entities": [[start, end, type], ...]}`."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path)) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _annotated(line, f"{path}:{number}")


def _annotated(line: str, where: str) -> Annotated:
    try:
        row: dict[str, Any] = json.loads(line)
        text, names = row["text"], [(int(s), int(e), str(k)) for s, e, k in row["entities"]]
    except (ValueError, KeyError, TypeError) as error:
        hint = 'A line is {"id", "text", "entities": [[start, end, type], ...]}'
        raise InputError(f"is no annotated text: {error}", where=where, hint=hint) from error
    for start, end, kind in names:
        if kind not in NAME_TYPES:
            raise InputError(f"unknown type {kind!r}", where=where, choices=NAME_TYPES)
        if not 0 <= start < end <= len(text):
            raise InputError(f"name {start}-{end} lies outside the text", where=where)
    if (normal := nfc(text)) != text:
        names = [(len(nfc(text[:s])), len(nfc(text[:e])), kind) for s, e, kind in names]
    return Annotated(str(row.get("id", where)), normal, tuple(sorted(names)))


def bio(sentence: SentenceTokens, names: Sequence[Span]) -> list[str]:
    """Return the label of each syllable; a name that cuts a syllable takes the whole of it."""
    labels = [OUTSIDE] * len(sentence.syllables)
    for start, end, kind in names:
        inside = [i for i, (s, e) in enumerate(sentence.spans) if s < end and e > start]
        for i in inside:
            labels[i] = f"{'B' if i == inside[0] else 'I'}-{kind}"
    return labels


def with_copies(items: Iterable[Annotated], recipe: Recipe) -> Iterator[Annotated]:
    """Yield the texts, and after some of them a copy as careless writers would have it (see Recipe)."""
    for number, item in enumerate(items, 1):
        yield item
        if recipe.low and number % recipe.low == 0:
            yield replace(item, text=_lowered(item))
        if recipe.bare and number % recipe.bare == recipe.bare // 4:
            yield replace(item, text=_unmarked(item.text))


def _lowered(item: Annotated) -> str:
    text = item.text
    for start, end, kind in item.names:
        words = text[start:end].split()
        native = all(is_native(w) and not w[1:].isupper() for w in words)
        if kind in ("PER", "LOC") and len(words) > 1 and native:
            text = text[:start] + text[start:end].lower() + text[end:]
    return text


def _unmarked(text: str) -> str:
    """Return NFC text with the bare letters of the Vietnamese ones; the number of code points does not change."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text.translate(_BARE_D))


def train_names(
    data: Sequence[Path],
    out: Path,
    schema: Schema,
    recipe: Recipe | None = None,
    say: Callable[[str], None] | None = None,
) -> Crf:
    """Train the name model on annotated files and write it to `out`; return it as read back."""
    recipe = recipe or Recipe()
    language = Vietnamese(schema.lang.writing.abbreviations)
    sentences: list[tuple[SentenceTokens, list[str]]] = []
    for item in with_copies([item for path in data for item in read_names(path)], recipe):
        for span in language.sentences(item.text, 0, len(item.text)):
            tokens = language.tokens(item.text, span)
            if tokens.syllables:
                sentences.append((tokens, bio(tokens, item.names)))
    model = train_crf(sentences, schema, recipe, say)
    model.save(out)
    return Crf.load(out)


def train_crf(
    sentences: Sequence[tuple[SentenceTokens, list[str]]],
    schema: Schema,
    recipe: Recipe,
    say: Callable[[str], None] | None = None,
) -> Crf:
    """Return the model of labelled sentences."""
    numbers: dict[str, int] = {}
    features = Features(schema.gazetteer, Cues.of(schema.lang), lambda name: numbers.setdefault(name, len(numbers)))
    rows = [row for tokens, _ in sentences for row in features.sentence(tokens)]
    counts = np.bincount(np.fromiter((n for row in rows for n in row), np.int64), minlength=len(numbers))
    kept = [name for name, number in numbers.items() if counts[number] >= recipe.seen]
    place = {numbers[name]: i for i, name in enumerate(kept)}
    labels = bio_labels()
    gold = np.asarray([labels.index(label) for _, row in sentences for label in row], np.int64)
    lengths = [len(row) for _, row in sentences]
    thin = [[place[n] for n in row if n in place] for row in rows]
    data = Examples(thin, gold, lengths, len(kept))
    return fit(data, labels, {name: i for i, name in enumerate(kept)}, recipe.penalty, recipe.rounds, say)

"""The words and line shapes of page furniture, read from `clean.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.errors import SchemaError
from kg.schema.files import Strict, find, read_toml, validated
from kg.text import identity_key, tone_placement

FILE = "clean.toml"
Kind = Literal["nav", "meta", "link", "media", "legal"]
Scope = Literal["box", "end", "comments"]
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LETTERS = 24  # most characters a word, signs and spaces included
_CAPITAL = r"\p{Lu}"
_CAPITALS = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"


class Sizes(Strict):
    """Lengths in syllables that tell labels, headlines and running text apart."""

    short: int
    headline: int
    prose: int
    sentence: int
    teaser: int
    title: int
    resume: int
    resume_end: int
    resume_comments: int


class _Terms(Strict):
    sections: tuple[str, ...]
    buttons: tuple[str, ...]
    companions: tuple[str, ...]


class _Marker(Strict):
    scope: Scope
    names: tuple[str, ...]


class _Line(Strict):
    reason: str
    kind: Kind
    pattern: str
    max_words: int
    require: str | None = None
    where: Literal["any", "head"] = "any"
    ends: bool = False
    examples: tuple[str, ...]
    counters: tuple[str, ...]


class _Source(Strict):
    pattern: str
    max_words: int
    examples: tuple[str, ...]
    counters: tuple[str, ...]


class _Byline(Strict):
    pattern: str
    labels: tuple[str, ...]
    source_prefix: str
    ignore: str
    joiners: tuple[str, ...]


class _Date(Strict):
    patterns: tuple[str, ...]
    lead: str


class _File(Strict):
    sizes: Sizes
    terms: _Terms
    marker: tuple[_Marker, ...]
    line: tuple[_Line, ...]
    source: _Source
    byline: _Byline
    date: _Date


@dataclass(frozen=True, slots=True)
class LineRule:
    """A shape of line that is page furniture; `ends` means that the article is over below it."""

    reason: str
    kind: Kind
    pattern: re.Pattern[str]
    require: re.Pattern[str] | None
    max_words: int
    head_only: bool
    ends: bool
    examples: tuple[str, ...]
    counters: tuple[str, ...]

    def fits(self, text: str, words: int) -> bool:
        """Return whether a line (tone marks placed the older way) of so many syllables has this shape."""
        # A line of few words may still be endless (`=====…`); no furniture is.
        if words > self.max_words or len(text) > _LETTERS * self.max_words or not self.pattern.search(text):
            return False
        return self.require is None or self.require.search(text) is not None


@dataclass(frozen=True, slots=True)
class SourceRule:
    """The line that names where an article was taken from (group `source`)."""

    pattern: re.Pattern[str]
    max_words: int
    examples: tuple[str, ...]
    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BylineRule:
    """The line that names an article's authors (groups `names`, `source`)."""

    pattern: re.Pattern[str]
    labels: frozenset[str]
    source_prefix: re.Pattern[str]
    ignore: re.Pattern[str]
    joiners: frozenset[str]


@dataclass(frozen=True, slots=True)
class CleanRules:
    """All that cleaning knows about words. Term tables map the first token to the terms, longest first."""

    sizes: Sizes
    lines: tuple[LineRule, ...]
    markers: Mapping[tuple[str, ...], Scope]
    sections: Mapping[str, tuple[tuple[str, ...], ...]]
    buttons: Mapping[str, tuple[tuple[str, ...], ...]]
    companions: Mapping[str, tuple[tuple[str, ...], ...]]
    source: SourceRule
    byline: BylineRule
    dates: tuple[re.Pattern[str], ...]
    date_lead: re.Pattern[str]


def term_tokens(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of a line, signs left out.

    Copied menus glue their items together (`Trang chủThể thao`): a capital after a small letter parts them.
    """
    tokens: list[str] = []
    for word in _WORD.findall(tone_placement(text)):
        start = 0
        for at in range(1, len(word)):
            if word[at].isupper() and word[at - 1].islower():
                tokens.append(word[start:at].casefold())
                start = at
        tokens.append(word[start:].casefold())
    return tuple(tokens)


def load_cleaning(roots: tuple[Path, ...]) -> CleanRules:
    """Return the rules of the first `clean.toml` among the roots; anything wrong in it is a SchemaError."""
    path = find(FILE, roots)
    where = str(path)
    raw = validated(_File, read_toml(path), where)
    compiled = _Compiler(where)
    return CleanRules(
        sizes=raw.sizes,
        lines=tuple(compiled.line(entry) for entry in raw.line),
        markers={term_tokens(name): marker.scope for marker in raw.marker for name in marker.names},
        sections=_term_table(raw.terms.sections),
        buttons=_term_table(raw.terms.buttons),
        companions=_term_table(raw.terms.companions),
        source=SourceRule(
            compiled.regex(raw.source.pattern, "source"),
            raw.source.max_words,
            raw.source.examples,
            raw.source.counters,
        ),
        byline=BylineRule(
            compiled.regex(raw.byline.pattern, "byline"),
            frozenset(identity_key(label) for label in raw.byline.labels),
            compiled.regex(raw.byline.source_prefix, "byline"),
            compiled.regex(raw.byline.ignore, "byline"),
            frozenset(raw.byline.joiners),
        ),
        dates=tuple(compiled.regex(pattern, "date") for pattern in raw.date.patterns),
        date_lead=compiled.regex(raw.date.lead, "date"),
    )


@dataclass(frozen=True, slots=True)
class _Compiler:
    where: str

    def regex(self, pattern: str, place: str) -> re.Pattern[str]:
        try:
            return re.compile(_expand(pattern), re.IGNORECASE)
        except re.error as error:
            raise SchemaError(f"{place}: not a regular expression: {error}", where=self.where) from error

    def line(self, entry: _Line) -> LineRule:
        place = f"line {entry.reason!r}"
        return LineRule(
            reason=entry.reason,
            kind=entry.kind,
            pattern=self.regex(entry.pattern, place),
            require=self.regex(entry.require, place) if entry.require else None,
            max_words=entry.max_words,
            head_only=entry.where == "head",
            ends=entry.ends,
            examples=entry.examples,
            counters=entry.counters,
        )


def _expand(pattern: str) -> str:
    """Return the pattern with `\\p{Lu}`, which `re` lacks, spelled out, inside a character class or alone."""
    inside = re.sub(r"\[[^\]]*\]", lambda found: found[0].replace(_CAPITAL, _CAPITALS), pattern)
    return inside.replace(_CAPITAL, f"[{_CAPITALS}]")


def _term_table(terms: Iterable[str]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, set[tuple[str, ...]]] = {}
    for term in terms:
        tokens = term_tokens(term)
        table.setdefault(tokens[0], set()).add(tokens)
    return {first: tuple(sorted(found, key=lambda t: (-len(t), t))) for first, found in table.items()}

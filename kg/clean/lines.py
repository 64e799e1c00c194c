"""What one line of a page looks like by itself: running text, headline, label, or known furniture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kg.schema.cleaning import CleanRules, Kind, Scope, term_tokens
from kg.text import identity_key, syllables, tone_placement

_LAST_SIGN = re.compile(r"[\"'”’»)\]*_\s]+$")
_STOP = re.compile(r"[.!?…][\"”’)]*\s+[\"“‘(]?")
_HEADING = re.compile(r"#{1,6}\s+\S")
_BULLET = re.compile(r"[-–—•*+·▪●]$|\d{1,2}[.)]$")
_ITEM = re.compile(r"(?:[-–—•*+·▪●]|\d{1,2}[.)])\s+\S")
_LONGEST = 160  # characters of a byline or source line
_RULE = re.compile(r"[\W_]+$")


class Shape(StrEnum):
    """How a line is built. A headline has no final stop, a teaser breaks off, a mark is a lone bullet."""

    PROSE = "prose"
    TEASER = "teaser"
    HEADLINE = "headline"
    SHORT = "short"
    MARK = "mark"


@dataclass(slots=True)
class Verdicts:
    """What becomes of each line: `reasons` holds those that are dropped, by number.

    `title` is a line's number, None without one; `body` the number of the first running text (len(lines)
    if there is none); `source` what the article says it was taken from.
    """

    body: int
    reasons: dict[int, str] = field(default_factory=dict)
    title: int | None = None
    source: str | None = None

    def drop(self, number: int, reason: str) -> None:
        """Drop a line; the first reason given stands."""
        self.reasons.setdefault(number, reason)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text with the blank lines after it: `text[start:end]`; `content` is without margins.

    `words` counts syllables and numbers, `sentences` at least 1. `reason` and `kind` tell why it is furniture
    by itself, None if it is not; `scope` is set on the heading of a list of other articles; `ends` means that
    the article is over below it. `head_only` furniture counts as such only above the article.
    """

    start: int
    end: int
    content: str
    shape: Shape
    words: int
    sentences: int
    reason: str | None = None
    kind: Kind | None = None
    scope: Scope | None = None
    ends: bool = False
    head_only: bool = False

    @property
    def runs_on(self) -> bool:
        """Tell whether this is running text of the article, as far as it shows by itself."""
        return self.shape is Shape.PROSE and (self.reason is None or self.head_only)

    @property
    def is_item(self) -> bool:
        return _ITEM.match(self.content) is not None

    @property
    def key(self) -> str:
        """Return what two copies of one headline share, whatever quotes they use."""
        return " ".join(term_tokens(self.content))


def classify(start: int, end: int, content: str, rules: CleanRules) -> Line:
    """Return the line with its shape and what it is by itself, wherever it stands."""
    flat = " ".join(content.split())
    words = sum(flat[first].isalnum() for first, _ in syllables(flat))
    sentences = 1 + sum(_ends_sentence(flat, *stop.span()) for stop in _STOP.finditer(flat))
    line = Line(start, end, flat, _shape(flat, words, sentences, rules), words, sentences)
    return _furniture(line, tone_placement(flat), rules)


def is_byline(line: Line, rules: CleanRules) -> bool:
    """Return whether the line is nothing but authors: names, joined or labelled, perhaps with a source."""
    if len(line.content) > _LONGEST or (line.shape is Shape.PROSE and not line.content.endswith(")")):
        return False
    content = rules.byline.ignore.sub("", line.content).strip(" |,-–")
    found = rules.byline.pattern.match(tone_placement(content))
    if not found:
        return False
    label = identity_key(content[: found.start("names")] if found["names"] else content)
    names = (found["names"] or "").split()
    if label in rules.byline.labels:
        return len(names) <= 12
    for label_words in (2, 1):
        if identity_key(" ".join(names[:label_words])) in rules.byline.labels:
            names = names[label_words:]
            break
    return 2 <= len(names) <= 12 and all(_is_name_word(word, rules) for word in names) and _name_sizes(names, rules)


def source_of(line: Line, rules: CleanRules) -> str | None:
    """Return the source that the line states, if it states nothing else."""
    if line.words > rules.source.max_words or len(line.content) > _LONGEST:
        return None
    found = rules.source.pattern.match(tone_placement(line.content))
    return _balanced(line.content[found.start("source") :]) if found else None


def byline_source(line: Line, rules: CleanRules) -> str | None:
    """Return the source in brackets behind the authors, without `tổng hợp từ`."""
    found = rules.byline.pattern.match(tone_placement(line.content))
    if not found or not found["source"]:
        return None
    stated = line.content[slice(*found.span("source"))]
    prefix = rules.byline.source_prefix.match(tone_placement(stated))
    return _balanced(stated[prefix.end() if prefix else 0 :])


def _balanced(text: str) -> str | None:
    """Return the text without the brackets, stars and stops around it; a bracket pair inside stays."""
    bare = text.strip(" *.")
    while bare.endswith((")", "]")) and bare.count("(") + bare.count("[") < bare.count(")") + bare.count("]"):
        bare = bare[:-1].rstrip(" .")
    return bare or None


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Return whether the stop at `start` ends a sentence: after `TS.`, `TP.` and `1.` it does not."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    return start > 4 and (before[-1:].islower() or before.isdigit()) and (after.isupper() or after.isdigit())


def _shape(text: str, words: int, sentences: int, rules: CleanRules) -> Shape:
    sizes = rules.sizes
    if _BULLET.match(text) or _RULE.fullmatch(text):
        return Shape.MARK
    if _HEADING.match(text):
        return Shape.SHORT if words < sizes.short else Shape.HEADLINE
    ending = _LAST_SIGN.sub("", text)[-3:]
    if ending.endswith(("…", "...")):
        return Shape.TEASER if words >= sizes.teaser else Shape.HEADLINE
    if ending.endswith((".", ":", ";")):
        return Shape.PROSE if words >= sizes.short or ending.endswith(".") else Shape.SHORT
    if words >= sizes.prose or (sentences > 1 and words >= sizes.sentence):
        return Shape.PROSE
    if text.endswith((",", "”.", "?”", "!”", '?"', '!"')):
        return Shape.PROSE
    return Shape.SHORT if words < sizes.short else Shape.HEADLINE


def _furniture(line: Line, placed: str, rules: CleanRules) -> Line:
    # Markers first: `Tin liên quan` is a heading of a list before it is anything else.
    found = _marked(line, rules) or _ruled(line, placed, rules) or _menu(line, rules)
    if found is None:
        return line
    base = (line.start, line.end, line.content, line.shape, line.words, line.sentences)
    return Line(*base, *found)


_Found = tuple[str, Kind, Scope | None, bool, bool]


def _marked(line: Line, rules: CleanRules) -> _Found | None:
    """Find the heading of a list of other articles, with its count and buttons (`Ý kiến (12) Mới nhất`)."""
    tokens = term_tokens(line.content)
    if not tokens or len(tokens) > 16 or line.content.endswith("."):
        return None
    for size in range(min(6, len(tokens)), 0, -1):
        scope = rules.markers.get(tokens[:size])
        if scope and _all_buttons(tokens[size:], rules):
            return (
                f"list of other articles ({scope})" if scope != "comments" else scope,
                "nav",
                scope,
                True,
                False,
            )
    return None


def _all_buttons(tokens: tuple[str, ...], rules: CleanRules) -> bool:
    covered, _ = _cover(tokens, (rules.buttons, rules.companions))
    return covered == len(tokens)


def _ruled(line: Line, placed: str, rules: CleanRules) -> _Found | None:
    for rule in rules.lines:
        if rule.fits(placed, line.words):
            return rule.reason, rule.kind, None, rule.ends, rule.head_only
    return None


def _menu(line: Line, rules: CleanRules) -> _Found | None:
    """Find a row of section names or buttons; one section name alone is furniture only above the article."""
    tokens = term_tokens(line.content)
    if not tokens or line.words > 60 or line.content.endswith((".", ";", "!", "?")):
        return None
    covered, counted = _cover(tokens, (rules.buttons, rules.sections, rules.companions))
    full = covered == len(tokens)
    buttons, sections, companions = counted
    if full and buttons:
        return "buttons", "meta", None, False, False
    if full and companions and not sections:
        return "buttons", "meta", None, False, companions == 1
    if sum(counted) >= 3 and covered >= 0.7 * len(tokens) and "," not in line.content:
        return "menu", "nav", None, False, False
    if full and sections:
        return "section", "nav", None, False, True
    return None


_Tables = tuple[Mapping[str, tuple[tuple[str, ...], ...]], ...]


def _cover(tokens: tuple[str, ...], tables: _Tables) -> tuple[int, list[int]]:
    """Return how many tokens are numbers or parts of known terms, and the number of terms of each table."""
    at = covered = 0
    counted = [0] * len(tables)
    while at < len(tokens):
        best, which = 0, -1
        for number, table in enumerate(tables):
            fitting = (term for term in table.get(tokens[at], ()) if tokens[at : at + len(term)] == term)
            size = len(next(fitting, ()))
            if size > best:
                best, which = size, number
        if which >= 0:
            counted[which] += 1
        elif tokens[at].isdigit():
            best = 1
        covered += best
        at += best or 1
    return covered, counted


def _is_name_word(word: str, rules: CleanRules) -> bool:
    bare = word.strip(",;.&-–")
    return (
        not bare or bare.casefold() in rules.byline.joiners or (bare[0].isupper() and bare.replace(".", "").isalpha())
    )


def _name_sizes(names: list[str], rules: CleanRules) -> bool:
    """Return whether every name between the joiners has one to four syllables (a lone one at least two)."""
    sizes = [0]
    for word in names:
        if word.casefold() in rules.byline.joiners:
            sizes.append(0)
            continue
        sizes[-1] += 1
        if word.endswith((",", ";")):
            sizes.append(0)
    sizes = [size for size in sizes if size]
    return bool(sizes) and max(sizes) <= 4 and (len(sizes) > 1 or sizes[0] >= 2)

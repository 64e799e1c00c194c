"""Page furniture of copied news pages: found, named and left out; no character of the text is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from kg.clean.body import judge_body
from kg.clean.head import judge_head
from kg.clean.lines import Line, Shape, Verdicts, classify
from kg.model import Block, Document
from kg.schema.cleaning import CleanRules
from kg.text import identity_key, tone_placement

_STOPPED = re.compile(r"[.!?:;…\"”’)]\s*$")
_TITLE_LINES = 3  # the reader puts a title it knows that near to the top
_WRAP = (50, 130)  # code points of the longest line of a text that was wrapped to a width
_WRAPPED = 0.75  # a line that long (of the longest) was broken by the width, not by its author


def clean(document: Document, rules: CleanRules) -> Document:
    """Return the document with its blocks, and with title, date and source where the page states them.

    The blocks (`title`, `heading`, `body`, `dropped`) cover the whole text without gap or overlap, each a
    paragraph with the blank lines after it; `text` is untouched. A title, date or source that the reader
    already knew is kept. Never raises.
    """
    lines = [classify(*place, rules) for place in _paragraphs(document.text)]
    if not lines:
        blank = (Block(0, len(document.text), "dropped", "blank"),) if document.text else ()
        return replace(document, blocks=blank)
    verdicts = Verdicts(next((i for i, line in enumerate(lines) if line.runs_on), len(lines)))
    judge_head(lines, rules, verdicts)
    judge_body(lines, rules, verdicts)
    _accept_first_line(lines, verdicts, rules)
    _accept_known_title(document, lines, verdicts)
    blocks = tuple(_block(number, line, verdicts) for number, line in enumerate(lines))
    return replace(
        document,
        blocks=blocks,
        title=document.title or _title(lines, verdicts, rules),
        date=document.date or _date(lines, verdicts, rules),
        source=document.source or verdicts.source,
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Return (start, end, content) of each paragraph with the blank lines below it."""
    rows: list[tuple[int, int]] = []
    at = 0
    for row in text.split("\n"):
        rows.append((at, at + len(row)))
        at += len(row) + 1
    width = max((end - start for start, end in rows), default=0)
    wrapped = _WRAP[0] <= width <= _WRAP[1]
    starts: list[int] = []
    for number, (start, end) in enumerate(rows):
        if text[start:end].isspace() or start == end:
            continue
        above = text[slice(*rows[number - 1])] if number else ""
        if not starts or not _joins(above, text[start:end], width if wrapped else None):
            starts.append(start)
    bounds = [0, *starts[1:], len(text)] if starts else []
    for first, last in pairwise(bounds):
        yield first, last, text[first:last].strip()


def _joins(above: str, row: str, width: int | None) -> bool:
    """Return whether a line break fell inside a sentence: a small letter follows, or the width is used up."""
    if not above.strip() or _STOPPED.search(above) or above.strip() in {"-", "–", "•", "*"}:
        return False
    if row.lstrip()[0].islower():
        return len(above.strip()) >= _WRAP[0]
    return width is not None and len(above) >= _WRAPPED * width and row.lstrip()[0].isalnum() and "," in above


def _accept_known_title(document: Document, lines: list[Line], verdicts: Verdicts) -> None:
    """Let the title that the reader found in the page's own data stand, wherever the line was placed."""
    if not document.title:
        return
    known = identity_key(document.title)
    same = [i for i, line in enumerate(lines[:_TITLE_LINES]) if identity_key(line.content) == known]
    found = None if verdicts.title is None else identity_key(lines[verdicts.title].content)
    if same and found != known:
        verdicts.title = same[0]
        verdicts.reasons.pop(same[0], None)


def _block(number: int, line: Line, verdicts: Verdicts) -> Block:
    if reason := verdicts.reasons.get(number):
        return Block(line.start, line.end, "dropped", reason)
    if number == verdicts.title:
        return Block(line.start, line.end, "title")
    heading = line.shape in (Shape.SHORT, Shape.HEADLINE) and not line.is_item
    return Block(line.start, line.end, "heading" if heading else "body")


def _accept_first_line(lines: list[Line], verdicts: Verdicts, rules: CleanRules) -> None:
    """Let a first line with a full stop be the title if it is one short sentence and more follows."""
    kept = [i for i in range(len(lines)) if i not in verdicts.reasons]
    if verdicts.title is not None or len(kept) < 2:
        return
    line = lines[kept[0]]
    if line.shape is Shape.PROSE and line.sentences == 1 and line.words <= rules.sizes.title:
        verdicts.title = kept[0]


def _title(lines: list[Line], verdicts: Verdicts, rules: CleanRules) -> str | None:
    return None if verdicts.title is None else _bare_title(lines[verdicts.title].content, rules)


def _bare_title(content: str, rules: CleanRules) -> str | None:
    glued = rules.date_lead.match(tone_placement(content))
    return content[glued.end() if glued else 0 :].lstrip("# ").strip() or None


def _date(lines: list[Line], verdicts: Verdicts, rules: CleanRules) -> str | None:
    """Return the first date of a dateline that belongs to this article (of its title if glued to it)."""
    for number, line in enumerate(lines):
        placed = tone_placement(line.content)
        glued = rules.date_lead.match(placed) if number == verdicts.title else None
        if glued or (line.kind == "meta" and "after the article" not in verdicts.reasons.get(number, "")):
            found = _calendar_date(glued[0] if glued else placed, rules)
            if found:
                return found
    return None


def _calendar_date(text: str, rules: CleanRules) -> str | None:
    for pattern in rules.dates:
        for found in pattern.finditer(text):
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
            except ValueError:
                continue
    return None

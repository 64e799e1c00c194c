"""The only file that knows underthesea: sentences, words and part-of-speech tags, aligned to the given text.

underthesea rewrites what it reads (spaces, tone placement, NFC); everything here is mapped back by counting
non-space characters, so every span indexes the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from kg.text import align, syllables

# A sentence never begins with these, nor with a lower-case letter.
_CLOSING = frozenset(",;:)]”’»…")
# A closing quote or bracket after the final stop belongs to the sentence it closes.
_QUOTE_END = re.compile(r"[.!?…][”’»\")\]]+\s+(?=[“\"‘«(]?[^\W\d_])")
_SPLIT_TAGGER = "ws_crf_vlsp2013_20230727"
_POS_TAGGER = "pos_crf_vlsp2013_20230303"


@dataclass(frozen=True, slots=True)
class SentenceTokens:
    """One sentence as syllable tokens.

    `start`, `end` and `spans` are half-open code points of the document's text; `syllables` are the token
    texts; `words[i]` is the index of the word that syllable i belongs to (non-decreasing, from 0); `tags[i]`
    is that word's part of speech in the VLSP set (`N Np V A R E C CH M P L …`).
    """

    start: int
    end: int
    syllables: list[str]
    spans: list[tuple[int, int]]
    words: list[int]
    tags: list[str]


class Vietnamese:
    """Sentence splitting, word segmentation and tagging by the taggers bundled with underthesea.

    `abbreviations` are words ending in a dot that do not end a sentence (`TP.`, `PGS.TS.`), any case.
    """

    def __init__(self, abbreviations: Iterable[str]) -> None:
        forms = sorted({a.casefold() for a in abbreviations}, key=lambda a: (-len(a), a))
        ends = "|".join(re.escape(form) for form in forms) or r"(?!)"
        # One capital with a dot is an initial (`J. K. Rowling`), never the end of a sentence.
        self._guarded = re.compile(rf"(?:(?:^|[\s(\"“])(?:{ends})|(?:^|[\s.])[^\W\d_]\.)$", re.IGNORECASE)

    @cached_property
    def _taggers(self) -> tuple[Any, Any]:
        import underthesea
        from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

        folder = Path(underthesea.__file__).parent / "pipeline"
        words, tags = FastCRFSequenceTagger(), FastCRFSequenceTagger()
        words.load(str(folder / "word_tokenize" / "models" / _SPLIT_TAGGER))
        tags.load(str(folder / "pos_tag" / "models" / _POS_TAGGER))
        return words, tags

    def sentences(self, text: str, start: int, end: int, *, wrapped: bool = False) -> list[tuple[int, int]]:
        """Return the spans of the sentences of `text[start:end]`, trimmed, in order.

        A line end always splits, unless `wrapped`: then the range is one paragraph broken into lines.
        """
        found: list[tuple[int, int]] = []
        at = start
        for line in [text[start:end]] if wrapped else text[start:end].splitlines(keepends=True):
            stripped = line.strip()
            if stripped:
                begin = at + len(line) - len(line.lstrip())
                found.extend((begin + s, begin + e) for s, e in self._split(stripped))
            at += len(line)
        return found

    def _split(self, line: str) -> list[tuple[int, int]]:
        if not re.search(r"[.!?…][\s\"”’)]", line):
            return [(0, len(line))]
        from underthesea import sent_tokenize

        spans = [span for span in align(line, sent_tokenize(line)) if span[0] < span[1]]
        merged: list[tuple[int, int]] = []
        for begin, finish in spans or [(0, len(line))]:
            if merged and self._joined(line, merged[-1], begin):
                merged[-1] = (merged[-1][0], finish)
            else:
                merged.append((begin, finish))
        # The splitter may lose characters at either end; nothing of the line may be lost.
        merged[0] = (0, merged[0][1])
        merged[-1] = (merged[-1][0], len(line))
        return [part for span in merged for part in _split_after_quotes(line, *span)]

    def _joined(self, line: str, before: tuple[int, int], begin: int) -> bool:
        head = line[before[0] : before[1]].rstrip()
        return bool(self._guarded.search(head)) or line[begin] in _CLOSING or line[begin].islower()

    def tokens(self, text: str, span: tuple[int, int]) -> SentenceTokens:
        """Return the sentence at `span` of `text` as syllables with words and tags."""
        start, end = span
        sentence = text[start:end]
        places = syllables(sentence)
        words, tags = self._tagged(sentence)
        word_at, owners = 0, []
        for begin, _ in places:
            while word_at + 1 < len(words) and words[word_at][1] <= begin:
                word_at += 1
            owners.append(word_at)
        return SentenceTokens(
            start,
            end,
            [sentence[b:e] for b, e in places],
            [(start + b, start + e) for b, e in places],
            owners,
            [tags[w] if w < len(tags) else "X" for w in owners],
        )

    def retagged(self, tokens: SentenceTokens, names: Sequence[tuple[int, int, str]]) -> SentenceTokens:
        """Return the sentence with words and tags found anew, each name read as one plain word of its kind.

        `names` are (start, end, stand-in) with absolute offsets, sorted and disjoint. An unknown name spoils the
        words and tags beside it (`thăm`, `lãnh đạo` become nouns); a well-known one in its place does not.
        """
        pieces: list[str] = []
        owner: list[int] = []
        whole: set[int] = set()
        at, last = 0, -1
        for (start, end), syllable in zip(tokens.spans, tokens.syllables, strict=True):
            while at < len(names) and names[at][1] <= start:
                at += 1
            inside = at < len(names) and names[at][0] < end
            if not inside or at != last:
                pieces.append(names[at][2] if inside else syllable)
            if inside:
                whole.add(len(pieces) - 1)
                last = at
            owner.append(len(pieces) - 1)
        words, tags = self._words_of(pieces, whole)
        return SentenceTokens(
            tokens.start,
            tokens.end,
            tokens.syllables,
            tokens.spans,
            [words[p] for p in owner],
            [tags[words[p]] for p in owner],
        )

    def _words_of(self, pieces: Sequence[str], whole: set[int]) -> tuple[list[int], list[str]]:
        """Return the word of each piece and the tag of each word; the pieces in `whole` are words by themselves."""
        splitter, tagger = self._taggers
        words: list[str] = []
        of: list[int] = []
        for i, (piece, tag) in enumerate(zip(pieces, splitter.predict([[p] for p in pieces]), strict=True)):
            if tag == "I-W" and words and i not in whole and i - 1 not in whole:
                words[-1] += " " + piece
            else:
                words.append(piece)
            of.append(len(words) - 1)
        return of, [tag[2:] for tag in tagger.predict([[w] for w in words])]

    def _tagged(self, sentence: str) -> tuple[list[tuple[int, int]], list[str]]:
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

        splitter, tagger = self._taggers
        pieces: Sequence[str] = tokenize(sentence)
        if not pieces:
            return [], []
        words: list[str] = []
        for piece, tag in zip(pieces, splitter.predict([[p] for p in pieces]), strict=True):
            if tag == "I-W" and words:
                words[-1] += " " + piece
            else:
                words.append(piece)
        tags = [tag[2:] for tag in tagger.predict([[w] for w in words])]
        return align(sentence, words), tags


def _split_after_quotes(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split `line[start:end]` where a closed quotation is followed by a capital; the parts are trimmed."""
    cuts = [m.end() for m in _QUOTE_END.finditer(line, start, end) if not line[m.end()].islower()]
    edges = [start, *(c for c in cuts if start < c < end), end]
    spans = []
    for begin, finish in pairwise(edges):
        part = line[begin:finish]
        spans.append((begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())))
    return spans

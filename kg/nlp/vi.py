"""The only file that knows underthesea: sentences, words and part-of-speech tags, aligned to the given text.

underthesea rewrites what it reads (spaces, tone placement, NFC); everything here is mapped back by counting
non-space characters, so every span indexes the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from kg.nlp.tagger import Tagger
from kg.text import align, fold, syllables

# A sentence never begins with these, nor with a lower-case letter.
_CLOSING = frozenset(",;:)]”’»…")
# A closing quote or bracket after the final stop belongs to the sentence it closes.
_QUOTE_END = re.compile(r"[.!?…][”’»\")\]]+\s+(?=[“\"‘«(]?[^\W\d_])")
# The splitter takes any single letter for an initial; a small vowel is a word (`ngành y.`, `khỏe ạ.`).
_LETTER_END = re.compile(r"\s([^\W\d_])\.\s+(?=[“\"‘«(]?[^\W\d_])")
_VOWELS = frozenset("aeiouy")
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
    def _taggers(self) -> tuple[Tagger, Tagger]:
        import underthesea

        folder = Path(underthesea.__file__).parent / "pipeline"
        words = Tagger(folder / "word_tokenize" / "models" / _SPLIT_TAGGER)
        return words, Tagger(folder / "pos_tag" / "models" / _POS_TAGGER)

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
        return [part for span in merged for part in _split_further(line, *span)]

    def _joined(self, line: str, before: tuple[int, int], begin: int) -> bool:
        head = line[before[0] : before[1]].rstrip()
        return bool(self._guarded.search(head)) or line[begin] in _CLOSING or line[begin].islower()

    def tokens(self, text: str, span: tuple[int, int]) -> SentenceTokens:
        """Return the sentence at `span` of `text` as syllables with words and tags."""
        return self.all_tokens(text, [span])[0]

    def all_tokens(self, text: str, spans: Sequence[tuple[int, int]]) -> list[SentenceTokens]:
        """Return the sentences at `spans` of `text`; reading many together is faster."""
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

        sentences = [text[start:end] for start, end in spans]
        found = self._words_of([tokenize(sentence) for sentence in sentences])
        return [
            self._tokens(start, sentence, words, tags)
            for (start, _), sentence, (words, _, tags) in zip(spans, sentences, found, strict=True)
        ]

    @staticmethod
    def _tokens(start: int, sentence: str, found: Sequence[str], tags: Sequence[str]) -> SentenceTokens:
        places, words = syllables(sentence), align(sentence, found)
        word_at, owners = 0, []
        for begin, _ in places:
            while word_at + 1 < len(words) and words[word_at][1] <= begin:
                word_at += 1
            owners.append(word_at)
        return SentenceTokens(
            start,
            start + len(sentence),
            [sentence[b:e] for b, e in places],
            [(start + b, start + e) for b, e in places],
            owners,
            [tags[w] if w < len(tags) else "X" for w in owners],
        )

    def retagged(
        self,
        sentences: Sequence[SentenceTokens],
        names: Sequence[Sequence[tuple[int, int, str]]],
    ) -> list[SentenceTokens]:
        """Return the sentences with words and tags found anew, each name read as one plain word of its kind.

        `names` are those of each sentence, (start, end, stand-in) with absolute offsets, sorted and disjoint. An
        unknown name spoils the words and tags beside it (`thăm`, `lãnh đạo` become nouns); a well-known one in its
        place does not.
        """
        read = [_with_stand_ins(tokens, inside) for tokens, inside in zip(sentences, names, strict=True)]
        found = self._words_of([pieces for pieces, _, _ in read], [whole for _, _, whole in read])
        return [
            replace(tokens, words=[of[p] for p in owner], tags=[tags[of[p]] for p in owner])
            for tokens, (_, owner, _), (_, of, tags) in zip(sentences, read, found, strict=True)
        ]

    def _words_of(
        self,
        sentences: Sequence[Sequence[str]],
        wholes: Sequence[frozenset[int]] | None = None,
    ) -> list[tuple[list[str], list[int], list[str]]]:
        """Return for each sentence its words, the word of each piece and the tag of each word.

        The pieces in `wholes`, by sentence, are words by themselves.
        """
        splitter, tagger = self._taggers
        wholes = wholes or [frozenset()] * len(sentences)
        found = [
            _joined(pieces, labels, whole)
            for pieces, labels, whole in zip(sentences, splitter.tag(sentences), wholes, strict=True)
        ]
        tags = tagger.tag([words for words, _ in found])
        return [(words, of, [tag[2:] for tag in own]) for (words, of), own in zip(found, tags, strict=True)]


def _with_stand_ins(
    tokens: SentenceTokens, names: Sequence[tuple[int, int, str]]
) -> tuple[list[str], list[int], frozenset[int]]:
    """Return the pieces of a sentence, the piece of each syllable, and the pieces that stand for names."""
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
    return pieces, owner, frozenset(whole)


def _joined(pieces: Sequence[str], labels: Sequence[str], whole: frozenset[int]) -> tuple[list[str], list[int]]:
    """Return the words that the labels make of the pieces, and the word of each piece."""
    words: list[str] = []
    of: list[int] = []
    for i, (piece, label) in enumerate(zip(pieces, labels, strict=True)):
        if label == "I-W" and words and i not in whole and i - 1 not in whole:
            words[-1] += " " + piece
        else:
            words.append(piece)
        of.append(len(words) - 1)
    return words, of


def _split_further(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split `line[start:end]` where a capital follows a closed quotation or a word of one small letter, trimmed."""
    ends = [m.end() for m in _QUOTE_END.finditer(line, start, end)]
    ends += [m.end() for m in _LETTER_END.finditer(line, start, end) if m[1].islower() and fold(m[1]) in _VOWELS]
    cuts = sorted(cut for cut in ends if not line[cut].islower())
    edges = [start, *(c for c in cuts if start < c < end), end]
    spans = []
    for begin, finish in pairwise(edges):
        part = line[begin:finish]
        spans.append((begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())))
    return spans

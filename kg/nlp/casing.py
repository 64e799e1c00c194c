"""Headlines all in capitals, given back the capitals that their names alone would have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.nlp.features_cues import Cues
from kg.nlp.features_shapes import has_mark, is_native
from kg.nlp.vi import SentenceTokens
from kg.schema.gazetteer import Gazetteer
from kg.text import SYLLABLE, tone_placement

_LEAST = 4  # words; fewer in capitals may well be one name
_BEFORE_PERSONS = frozenset(("title", "rank", "job", "role"))
Surface = tuple[str, ...]
Known = dict[str, list[tuple[Surface, Surface]]]


def is_loud(syllables: Sequence[str]) -> bool:
    """Tell whether a Vietnamese sentence is written in capitals throughout."""
    words = [s for s in syllables if s[0].isalpha()]
    loud = [s for s in words if s.isupper()]
    return len(words) >= _LEAST and len(loud) >= 0.9 * len(words) and sum(map(has_mark, loud)) >= 2


@dataclass(frozen=True)
class Casing:
    """Lists and cue words that tell names from other words where capitals do not."""

    gazetteer: Gazetteer
    cues: Cues

    def calm(self, sentences: Sequence[SentenceTokens]) -> list[SentenceTokens]:
        """Return the sentences of a document, those in capitals rewritten; spans and tags stay."""
        loud = [is_loud(s.syllables) for s in sentences]
        if not any(loud):
            return list(sentences)
        known = _known([s.syllables for s, high in zip(sentences, loud, strict=True) if not high])
        return [
            replace(s, syllables=self._rewritten(s.syllables, known)) if high else s
            for s, high in zip(sentences, loud, strict=True)
        ]

    def _rewritten(self, syllables: Sequence[str], known: Known) -> list[str]:
        low = [s.lower() for s in syllables]
        title = [s.capitalize() for s in syllables]
        # A word that is spelled like no Vietnamese syllable is a foreign name or an abbreviation more often than not.
        out = [word if is_native(word) else syllable for word, syllable in zip(low, syllables, strict=True)]
        cued = self._after_posts(low)
        for tokens in (title, syllables):
            for start, end, entry in self.gazetteer.match(tokens):
                if not entry.ambiguous or end - start > 1 or start in cued:
                    out[start:end] = SYLLABLE.findall(entry.surface)
        for start, end in self._persons(title, cued):
            out[start:end] = title[start:end]
        for at, word in enumerate(low):
            for surface, written in known.get(tone_placement(word), ()):
                if tuple(map(tone_placement, low[at : at + len(surface)])) == surface:
                    out[at : at + len(surface)] = written
                    break
        first = next((i for i, s in enumerate(out) if s[0].isalpha()), 0)
        out[first] = out[first][0].upper() + out[first][1:]
        return out

    def _after_posts(self, low: Sequence[str]) -> set[int]:
        found = self.cues.find([tone_placement(s) for s in low])
        return {end for _, end, classes in found if not _BEFORE_PERSONS.isdisjoint(classes)}

    def _persons(self, title: Sequence[str], cued: set[int]) -> list[tuple[int, int]]:
        """Find a family name with two given names after it, with one where a title or post stands before it."""
        surnames, given = self.gazetteer.parts["SURNAME"], self.gazetteer.parts["GIVEN"]
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(title):
            end = at + 1
            if title[at] in surnames:
                while end < min(len(title), at + 4) and title[end] in given:
                    end += 1
            if end - at >= 3 or (end - at == 2 and at in cued):
                found.append((at, end))
                at = end
            else:
                at += 1
        return found


def _known(sentences: Sequence[Sequence[str]]) -> Known:
    """Return the runs of capitalised words inside sentences, by their first syllable, longest first."""
    runs: set[tuple[str, ...]] = set()
    for syllables in sentences:
        run: list[str] = []
        for at, syllable in enumerate((*syllables, ".")):
            if syllable[0].isupper() and at > 0:
                run.append(syllable)
                continue
            if run:
                runs.add(tuple(run))
            run = []
    out: defaultdict[str, list[tuple[Surface, Surface]]] = defaultdict(list)
    for written in sorted(runs, key=lambda r: (-len(r), r)):
        surface = tuple(tone_placement(s.lower()) for s in written)
        out[surface[0]].append((surface, written))
    return dict(out)

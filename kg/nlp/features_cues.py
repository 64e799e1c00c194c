"""Cue words around names: which classes of `vi/lang.toml` a phrase of the sentence belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.schema.lang import Lang
from kg.text import SYLLABLE, tone_placement

Cue = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True)
class Cues:
    """Phrases in lower case by their first syllable, longest first, each with its classes."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]

    @classmethod
    def of(cls, lang: Lang) -> Cues:
        """Return the cues of the language's lists."""
        heads, titles, words = lang.heads, lang.titles, lang.words
        kinship = titles.masculine | titles.feminine | titles.neutral
        classes = {
            "title": kinship,
            "rank": titles.degrees | titles.ranks,
            "job": titles.professions,
            "role": lang.roles.all,
            "org": heads.org,
            "place": heads.place,
            "pabbr": heads.place_abbreviations,
            "product": heads.product,
            "work": heads.work,
            "event": heads.event,
            "misc": heads.misc,
            "person": heads.person,
            "tail": heads.foreign_org_tails,
            "head": heads.foreign_org_heads,
            "says": lang.stance.reporting_verbs,
            "where": words.place_prepositions,
            "people": lang.writing.people_nouns,
            "tongue": lang.writing.languages,
            "no": words.capitalised_non_names,
        }
        found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, members in classes.items():
            for phrase in members:
                found[_folded(phrase)].append(name)
        officials = {
            "ORG": heads.official_org,
            "LOC": heads.official_place,
            "WORK": heads.official_work,
            "EVENT": heads.official_event,
        }
        for name, members in officials.items():
            for phrase in members:
                found[_folded(phrase)].append(name)
        by_first: defaultdict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
        for phrase, names in found.items():
            if phrase:
                by_first[phrase[0]].append((phrase, tuple(sorted(set(names)))))
        return cls({k: tuple(sorted(v, key=lambda p: (-len(p[0]), p[0]))) for k, v in by_first.items()})

    def find(self, lower: Sequence[str]) -> list[Cue]:
        """Return (start, end, classes) of the longest phrases, left to right, without overlap.

        `lower` are the sentence's syllables in lower case with the tone marks in their older place.
        """
        found: list[Cue] = []
        at, size = 0, len(lower)
        while at < size:
            end = at + 1
            for phrase, names in self.by_first.get(lower[at], ()):
                stop = at + len(phrase)
                if stop <= size and tuple(lower[at:stop]) == phrase:
                    found.append((at, stop, names))
                    end = stop
                    break
            at = end
        return found


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(tone_placement(s.lower()) for s in SYLLABLE.findall(phrase))

"""Cue words around names: which classes of `vi/lang.toml` a phrase of the sentence belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.schema.lang import Lang
from kg.text import SYLLABLE, tone_placement

Cue = tuple[int, int, tuple[str, ...]]
Phrase = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Cues:
    """Phrases in lower case by their first syllable, longest first, each with its classes.

    `joining` are the words and signs between the members of a row.
    """

    by_first: Mapping[str, tuple[Phrase, ...]]
    joining: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lang: Lang) -> Cues:
        """Return the cues of the language's lists."""
        found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, members in _classes(lang).items():
            for phrase in members:
                if folded := _folded(phrase):
                    found[folded].add(name)
        by_first: defaultdict[str, list[Phrase]] = defaultdict(list)
        for syllables in sorted(found, key=lambda p: (-len(p), p)):
            by_first[syllables[0]].append((syllables, tuple(sorted(found[syllables]))))
        joining = lang.words.coordinators | {","}
        return cls({first: tuple(phrases) for first, phrases in by_first.items()}, joining)

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


def _classes(lang: Lang) -> dict[str, frozenset[str]]:
    """Return the classes of cue words; a head in capitals is one that begins an official name."""
    heads, titles = lang.heads, lang.titles
    return {
        "title": titles.masculine | titles.feminine | titles.neutral,
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
        "where": lang.words.place_prepositions,
        "people": lang.writing.people_nouns,
        "tongue": lang.writing.languages,
        "no": lang.words.capitalised_non_names,
        "ORG": heads.official_org,
        "LOC": heads.official_place,
        "WORK": heads.official_work,
        "EVENT": heads.official_event,
    }


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(tone_placement(s.lower()) for s in SYLLABLE.findall(phrase))

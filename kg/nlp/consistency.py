"""One document, one reading: mentions of a name vote on its type, and a name found once is found again.

The model reads sentence by sentence. A name whose first mention is clear (`Tập đoàn Sao Khuê`,
`ông Lê Hoài An`) lends its type to later bare ones (`Sao Khuê`, `An`), weighed against what their own
sentence says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.nlp.crf import Floats
from kg.text import identity_key


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name: syllables `first` to `last` (half-open) of sentence `sentence`.

    `odds` are the probabilities of the name types, in their order, as this sentence alone gives them.
    """

    sentence: int
    first: int
    last: int
    odds: Floats
    found_by: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the other mentions count beside a mention's own sentence, and when a repeat is taken.

    `same` weighs the mean of the mentions with the same surface, `part` that of the fuller names that end
    in this one; `repeat` and `repeat_short` are the least probability of being any name for which a second
    mention (of several syllables, of one) is added.
    """

    same: float = 0.8
    part: float = 0.3
    repeat: float = 0.05
    repeat_short: float = 0.3


def settle(
    found: Sequence[Candidate], sentences: Sequence[Sequence[str]], names: Sequence[Floats], weights: Weights
) -> list[Candidate]:
    """Return the candidates with the odds that the whole document gives them, repeats added, in text order.

    `sentences` are the syllables, `names[s][i]` the type probabilities of syllable i of sentence s.
    """
    everything = [*found, *_repeats(found, sentences, names, weights)]
    everything.sort(key=lambda c: (c.sentence, c.first, c.last))
    keys = [_key(c, sentences) for c in everything]
    votes = _Votes.of(everything, keys, weights)
    return [replace(c, odds=votes.mixed(c, key)) for c, key in zip(everything, keys, strict=True)]


def _key(candidate: Candidate, sentences: Sequence[Sequence[str]]) -> str:
    return identity_key(" ".join(sentences[candidate.sentence][candidate.first : candidate.last]))


@dataclass(frozen=True, slots=True)
class _Votes:
    """What the document says of each surface: the summed odds of its mentions, the fuller names ending in it."""

    counts: Counter[str]
    sums: Mapping[str, Floats]
    fuller: Mapping[str, Sequence[str]]
    weights: Weights

    @classmethod
    def of(cls, candidates: Sequence[Candidate], keys: Sequence[str], weights: Weights) -> _Votes:
        sums: dict[str, Floats] = {}
        for candidate, key in zip(candidates, keys, strict=True):
            sums[key] = sums[key] + candidate.odds if key in sums else candidate.odds
        return cls(Counter(keys), sums, _fuller(sums), weights)

    def mixed(self, own: Candidate, key: str) -> Floats:
        """Return the odds of a mention, its own and the others' in their weights."""
        odds: Floats = own.odds
        share = 1.0
        if (others := self.counts[key] - 1) > 0:
            odds = odds + np.float32(self.weights.same / others) * (self.sums[key] - own.odds)
            share += self.weights.same
        if whole := self.fuller.get(key):
            means = [self.sums[name] / np.float32(self.counts[name]) for name in whole]
            odds = odds + np.float32(self.weights.part / len(means)) * np.sum(means, axis=0, dtype=np.float32)
            share += self.weights.part
        return odds / np.float32(share)


def _fuller(groups: Iterable[str]) -> dict[str, list[str]]:
    """Map a name to the names of the document that end in it (`khuê` → `tập đoàn sao khuê`)."""
    known = set(groups)
    out: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(known):
        parts = name.split()
        for cut in range(1, len(parts)):
            if (tail := " ".join(parts[cut:])) in known:
                out[tail].append(name)
    return out


def _repeats(
    found: Sequence[Candidate], sentences: Sequence[Sequence[str]], names: Sequence[Floats], weights: Weights
) -> list[Candidate]:
    """Find the surfaces of the found names where nothing was found, longest first, case as it was."""
    surfaces = {tuple(sentences[c.sentence][c.first : c.last]) for c in found}
    by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for surface in sorted(surfaces, key=lambda s: (-len(s), s)):
        by_first[surface[0]].append(surface)
    taken = [np.zeros(len(s), bool) for s in sentences]
    for c in found:
        taken[c.sentence][c.first : c.last] = True
    out: list[Candidate] = []
    for number, syllables in enumerate(sentences):
        for at, syllable in enumerate(syllables):
            for surface in by_first.get(syllable, ()):
                end = at + len(surface)
                if taken[number][at:end].any() or tuple(syllables[at:end]) != surface:
                    continue
                odds = names[number][at:end].mean(axis=0)
                least = weights.repeat if len(surface) > 1 else weights.repeat_short
                if odds.sum() < least:
                    continue
                taken[number][at:end] = True
                out.append(Candidate(number, at, end, odds, "repeat"))
                break
    return out

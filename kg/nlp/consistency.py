"""One document, one reading: mentions of the same name vote on its type, and a name found once is found again.

The model reads sentence by sentence. A name whose first mention is clear (`Tập đoàn Sao Khuê`, `ông Lê Hoài An`)
lends its type to later bare ones (`Sao Khuê`, `An`), weighed against what their own sentence says.
"""

from __future__ import annotations

from collections import defaultdict
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

    `same` weighs the mean of the mentions with the same surface, `part` that of the fuller names that end in
    this one; `repeat` and `repeat_short` are the least probability of being any name for which a second mention
    (of several syllables, of one) is added.
    """

    same: float = 0.5
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
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        groups[key].append(place)
    sums = {key: np.sum([everything[p].odds for p in places], axis=0) for key, places in groups.items()}
    fuller = _fuller(groups)
    return [
        replace(c, odds=_mixed(c, key, groups, sums, fuller, weights))
        for c, key in zip(everything, keys, strict=True)
    ]


def _key(candidate: Candidate, sentences: Sequence[Sequence[str]]) -> str:
    return identity_key(" ".join(sentences[candidate.sentence][candidate.first : candidate.last]))


def _mixed(
    own: Candidate,
    key: str,
    groups: Mapping[str, Sequence[int]],
    sums: Mapping[str, Floats],
    fuller: Mapping[str, Sequence[str]],
    weights: Weights,
) -> Floats:
    mixed, share = own.odds.copy(), 1.0
    if (others := len(groups[key]) - 1) > 0:
        mixed = mixed + weights.same * (sums[key] - own.odds) / others
        share += weights.same
    if whole := fuller.get(key):
        mixed = mixed + weights.part * np.mean([sums[w] / len(groups[w]) for w in whole], axis=0)
        share += weights.part
    return (mixed / share).astype(np.float32)


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

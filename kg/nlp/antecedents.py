"""Which name an anaphor stands for: every entity spoken of so far is described, and so is `none of them`.

The features are weighed by a softmax over the choices whose weights are learned from annotated articles
(`vi/model/coref.tsv`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.nlp.anaphors import Anaphor
from kg.nlp.entities import Entity
from kg.nlp.vi import SentenceTokens
from kg.text import tone_placement

NONE = ""  # the choice that stands for no entity
_FARTHEST = 12  # sentences back in which an entity can still be meant
_MOST = 12  # entities weighed, the latest first
_BEFORE, _AFTER = 4, 6  # syllables beside a name that may describe it
Choice = tuple[str, list[str]]


@dataclass(slots=True)
class _State:
    sentence: int
    role: str
    rank: int
    times: int
    first: int


class Discourse:
    """What a document has said so far, sentence by sentence."""

    def __init__(self, sentences: Sequence[SentenceTokens], entities: Sequence[Entity]) -> None:
        self.known = {e.key: e for e in entities}
        self._states: dict[str, _State] = {}
        self._chain: dict[str, str] = {}
        self._unsaid = NONE
        self._main: Counter[str] = Counter()
        self._described = _descriptions(sentences, entities)

    def spoken(self, entity: str, sentence: int, role: str, rank: int) -> None:
        """Note that a sentence speaks of an entity, as its `rank`-th one, in a role (see `role`)."""
        old = self._states.pop(entity, None)
        times, first = (old.times, old.first) if old else (0, sentence)
        if old and old.sentence == sentence and old.role == "s":
            role, rank = old.role, old.rank
        self._states[entity] = _State(sentence, role, rank, times + 1, first)
        self._main[entity] += 1

    def chosen(self, anaphor: Anaphor, entity: str) -> None:
        """Note what an anaphor was taken to stand for."""
        self.known[entity].gender = self.known[entity].gender or anaphor.gender
        self._chain[f"h:{anaphor.head}"] = entity
        self._chain[f"t:{anaphor.type}"] = entity

    def left_unsaid(self, entity: str) -> None:
        """Note what the sentence just read leaves unsaid, NONE for nothing."""
        self._unsaid = entity

    def antecedents(self, anaphor: Anaphor, tokens: SentenceTokens, sentence: int) -> list[Choice]:
        """Return the choices of an anaphor with their features, NONE first."""
        role = role_at(tokens, anaphor.first)
        person = anaphor.type == "PER"
        entities = [
            key
            for key in self._latest(sentence)
            if anaphor.type == "ANY" or ((self.known[key].type == "PER") == person and self._may_be(key, anaphor))
        ]
        same = sum(self.known[key].type == anaphor.type for key in entities)
        choices = [(NONE, _none(anaphor, tokens, role, min(same, 3)))]
        ranks: Counter[str] = Counter()
        for key in entities:
            kind = self.known[key].type
            choices.append((key, self._features(key, anaphor, tokens, sentence, role, ranks[kind])))
            ranks[kind] += 1
        return choices

    def owners(self, tokens: SentenceTokens, sentence: int, shown: Sequence[tuple[int, str, str]]) -> list[Choice]:
        """Return the entities that a sentence may leave unsaid, with their features, NONE first.

        `shown` are syllable, type and entity of what it names or refers to.
        """
        opening = _opening(tokens, shown)
        named = {entity for _, _, entity in shown}
        choices = [(NONE, [f"none.{f}" for f in ("", *opening)])]
        ranks: Counter[str] = Counter()
        for key in self._latest(sentence):
            kind = self.known[key].type
            rank = min(ranks[kind], 2)
            ranks[kind] += 1
            if key in named:
                continue
            facts = [*self._standing(key, sentence), f"rank={rank}", f"unsaid={key == self._unsaid:d}"]
            out = [f"u.{f}" for f in facts] + [f"u.{kind}.{f}" for f in facts]
            choices.append((key, out + [f"u.{kind}.{o}" for o in opening]))
        return choices

    def _latest(self, sentence: int) -> list[str]:
        keys = [k for k in reversed(self._states) if sentence - self._states[k].sentence <= _FARTHEST]
        main = [k for k, _ in self._main.most_common(3) if k not in keys[:_MOST]]
        return keys[:_MOST] + main

    def _may_be(self, key: str, anaphor: Anaphor) -> bool:
        gender = self.known[key].gender
        if anaphor.firm and self.known[key].type == "LOC":
            return False
        return not (gender and anaphor.gender) or gender == anaphor.gender

    def _standing(self, key: str, sentence: int) -> list[str]:
        """Describe how present an entity is: how far back, in which role, how often."""
        state = self._states[key]
        back = sentence - state.sentence
        distance = str(back) if back < 4 else "4" if back < 7 else "7"
        times = str(state.times) if state.times < 3 else "3" if state.times < 6 else "6"
        most = max(self._main[k] for k in self._states if self.known[k].type == self.known[key].type)
        return [
            f"back={distance}",
            f"role={state.role}",
            f"back.role={distance}{state.role}",
            f"first={min(state.rank, 2)}",
            f"times={times}",
            f"main={state.times == most:d}",
            f"title={state.first == 0:d}",
        ]

    def _features(self, key: str, a: Anaphor, tokens: SentenceTokens, sentence: int, role: str, rank: int) -> list[str]:
        entity = self.known[key]
        gender = "same" if a.gender and entity.gender else "?"
        standing = self._standing(key, sentence)
        described = self._described[key]
        modifiers = {tone_placement(s.lower()) for s in tokens.syllables[a.first : a.last]}
        facts = [
            *standing,
            f"rank={min(rank, 3)}",
            f"rank.{standing[0]}={min(rank, 3)}",
            f"roles={role}{standing[1]}{standing[0]}",
            f"gender={gender}",
            f"head={a.head in described:d}",
            f"words={min(2, len(modifiers & described)) if len(modifiers) > 1 else '-'}",
            f"chain={_agrees(self._chain.get(f'h:{a.head}'), key)}",
            f"last={_agrees(self._chain.get(f't:{a.type}'), key)}",
        ]
        stem = f"{a.kind}{a.pointing:d}"
        out = [f"{stem}.{f}" for f in facts] + [f"{a.type}.{f}" for f in facts]
        return [*out, f"kind={a.type}{a.pointing:d}:{entity.type}", f"head={a.head}:{entity.type}", f"gender={gender}"]


def choose(choices: Sequence[Choice], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return the choices with their probabilities, the likeliest first."""
    odds = [sum(weights.get(f, 0.0) for f in features) for _, features in choices]
    top = max(odds)
    powers = [math.exp(o - top) for o in odds]
    total = sum(powers)
    found = [(key, power / total) for (key, _), power in zip(choices, powers, strict=True)]
    return sorted(found, key=lambda c: -c[1])


def role_at(tokens: SentenceTokens, first: int) -> str:
    """Return the role that its place suggests: `s` before any verb, `p` after a preposition, `o` else."""
    if first and tokens.tags[first - 1] == "E":
        return "p"
    return "o" if "V" in tokens.tags[:first] else "s"


def _agrees(chosen: str | None, key: str) -> str:
    return "-" if chosen is None else str(int(chosen == key))


def _none(a: Anaphor, tokens: SentenceTokens, role: str, same: int) -> list[str]:
    words, i, j = tokens.syllables, a.first, a.last
    before = words[i - 1].lower() if i else "^"
    after = words[j].lower() if j < len(words) else "$"
    facts = [
        "",
        f"pointing={a.pointing:d}",
        f"plural={a.plural:d}",
        f"before={before}",
        f"tag-={tokens.tags[i - 1] if i else '^'}",
        f"after={after}",
        f"tag+={tokens.tags[j] if j < len(words) else '$'}",
        f"size={min(j - i - len(a.head.split()) - a.pointing, 3)}",
        f"role={role}",
        f"same={same}",
    ]
    out = [f"none.{f}" for f in facts] + [f"none.{a.kind}{a.pointing:d}.{f}" for f in facts]
    return out + [f"none.{a.head}.{f}" for f in (f"pointing={a.pointing:d}", f"plural={a.plural:d}", f"same={same}")]


def _opening(tokens: SentenceTokens, shown: Sequence[tuple[int, str, str]]) -> list[str]:
    words, tags = tokens.syllables, tokens.tags
    verb = next((i for i, tag in enumerate(tags) if tag == "V"), len(tags))
    subjects = [kind for i, kind, _ in shown if i < verb and (not i or tags[i - 1] != "E")]
    first = words[0].lower() if words else ""
    pair = " ".join(w.lower() for w in words[:2])
    names = f"{min(len(shown), 3)}"
    opened = subjects[0] if subjects else "-"
    return [
        f"word={first}",
        f"pair={pair}",
        f"tag={tags[0] if tags else ''}",
        f"subject={opened}",
        f"names={names}",
        f"subject={opened}.{tags[0] if tags else ''}",
        f"name-first={bool(shown) and shown[0][0] == 0:d}",
    ]


def _descriptions(sentences: Sequence[SentenceTokens], entities: Sequence[Entity]) -> dict[str, set[str]]:
    """Return the words and phrases that stand beside or begin the names of each entity, in lower case."""
    found: dict[str, set[str]] = {e.key: set() for e in entities}
    at = {m.start: (e.key, m.end) for e in entities for m in e.mentions}
    for tokens in sentences:
        words = [tone_placement(s.lower()) for s in tokens.syllables]
        for i, (start, _) in enumerate(tokens.spans):
            if start not in at:
                continue
            key, end = at[start]
            j = next((k for k in range(i, len(words)) if tokens.spans[k][0] >= end), len(words))
            groups = [words[max(0, i - _BEFORE) : i], words[i:j]]
            if j < len(words) and words[j] in {",", "(", "là"}:
                groups.append(words[j + 1 : j + 1 + _AFTER])
            for group in groups:
                found[key].update(" ".join(group[a:b]) for a in range(len(group)) for b in range(a + 1, len(group) + 1))
    return found

"""Finding rule triggers in a sentence: one trie over syllables, so cost grows with the text and its matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model import LITERAL_TYPES
from kg.nlp.analysis import Analysis
from kg.schema.rules import Rule
from kg.text import syllables, tone_placement


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of `rule` found in a sentence: half-open ranges of units and of syllables."""

    rule: Rule
    phrase: str
    units: tuple[int, int]
    syllables: tuple[int, int]


@dataclass(slots=True)
class _State:
    next: dict[str, _State] = field(default_factory=dict)
    triggers: list[tuple[Rule, str]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)


class TriggerIndex:
    """All triggers of all rules; `find` is linear in the sentence."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._root = _State()
        for rule in rules:
            for phrase in rule.triggers:
                self._state(phrase).triggers.append((rule, phrase))
            for phrase in rule.unless:
                self._state(phrase).blocks.append(rule.id)

    def _state(self, phrase: str) -> _State:
        state = self._root
        for begin, end in syllables(phrase):
            state = state.next.setdefault(tone_placement(phrase[begin:end]), _State())
        return state

    def find(self, sentence: Analysis) -> list[Trigger]:
        """Return the triggers in text order; one inside a longer trigger or an `unless` phrase is dropped."""
        words = [tone_placement(s.lower()) for s in sentence.tokens.syllables]
        found: list[tuple[int, int, Rule, str]] = []
        blocked: list[tuple[int, int, str]] = []
        for i in range(len(words)):
            state, j = self._root, i
            while j < len(words) and (following := state.next.get(words[j])) is not None:
                state, j = following, j + 1
                found.extend((i, j, rule, phrase) for rule, phrase in state.triggers)
                blocked.extend((i, j, rule) for rule in state.blocks)
        # A match inside a name is none, so it must not hide a shorter one either.
        places = {(i, j): _inside_name(sentence, i, j) for i, j, _, _ in found}
        found = [m for m in found if not places[m[0], m[1]]]
        wide = {(i, j, rule.frame == "class") for i, j, rule, _ in found}
        hidden = {m for m in wide if _within_longer(m, wide)}
        # Class nouns describe a thing and say nothing of relations: they hide one another only.
        kept = [
            m
            for m in found
            if (m[0], m[1], m[2].frame == "class") not in hidden and not _is_blocked(m[0], m[1], m[2].id, blocked)
        ]
        return [
            Trigger(rule, phrase, (sentence.unit_at[i], sentence.unit_at[j - 1] + 1), (i, j))
            for i, j, rule, phrase in sorted(kept, key=lambda m: (m[0], m[1], m[2].id))
        ]


def _within_longer(match: tuple[int, int, bool], others: Iterable[tuple[int, int, bool]]) -> bool:
    i, j, kind = match
    return any(b <= i and j <= e and e - b > j - i and other == kind for b, e, other in others)


def _is_blocked(i: int, j: int, rule: str, blocked: Iterable[tuple[int, int, str]]) -> bool:
    return any(b <= i and j <= e and name == rule for b, e, name in blocked)


def _inside_name(sentence: Analysis, i: int, j: int) -> bool:
    """Whether a syllable of the range belongs to a name (values and descriptions may hold triggers)."""
    for u in range(sentence.unit_at[i], sentence.unit_at[j - 1] + 1):
        if (index := sentence.units[u].node) is not None:
            node = sentence.nodes[index]
            if not node.anaphor and node.type not in LITERAL_TYPES:
                return True
    return False

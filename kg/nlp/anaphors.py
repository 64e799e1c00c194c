"""Finding the words that may stand for a name: pronouns, descriptions (`hãng xe này`, `nữ ca sĩ`), epithets.

Every noun of the lists counts, alone or described; whether it stands for anything is weighed later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import NAME_TYPES, Mention
from kg.nlp.vi import SentenceTokens
from kg.schema.lang import Lang
from kg.text import tone_placement

_MODIFIERS = frozenset({"N", "A", "Np", "Nc", "X", "FW", "Ny"})
_COUNTED = frozenset({"L", "M"})  # a counted or pluralised noun points at no single name
_LONGEST = 5  # syllables of a pronoun, an epithet or a head noun
_REACH = 4  # syllables of its modifiers


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A pronoun or description: half-open syllable range, the type it stands for, its gender if it tells one.

    `head` is the pronoun or noun in lower case; `pointing` whether a demonstrative follows; `kind` is `pronoun`,
    `epithet` or `noun`; `firm` whether the noun is that of a company, which no place is.
    """

    first: int
    last: int
    type: str
    gender: str | None
    head: str
    kind: str
    plural: bool = False
    pointing: bool = False
    firm: bool = False


class AnaphorFinder:
    """Finds the anaphors of a sentence by the word lists of a language. Keeps no state between sentences."""

    def __init__(self, lang: Lang) -> None:
        anaphora, heads = lang.anaphora, lang.heads
        self._pronouns = {p.form: (p.type, p.gender, p.number == "plural") for p in lang.pronouns}
        self._heads: dict[str, tuple[str, str | None]] = {}
        for kind, words in (
            ("ORG", heads.org), ("LOC", heads.place), ("PRODUCT", heads.product), ("WORK", heads.work),
            ("EVENT", heads.event), ("PER", heads.person | lang.roles.all | lang.titles.professions),
            ("ORG", anaphora.org), ("LOC", anaphora.place), ("PRODUCT", anaphora.product),
            ("WORK", anaphora.work), ("EVENT", anaphora.event), ("PER", anaphora.per_neutral | anaphora.bare_per),
        ):  # fmt: skip
            self._heads.update({w.lower(): (kind, None) for w in sorted(words)})
        self._heads.update({w.lower(): ("PER", "m") for w in sorted(anaphora.per_masculine)})
        self._heads.update({w.lower(): ("PER", "f") for w in sorted(anaphora.per_feminine)})
        self._openers = {"f": anaphora.feminine_openers, "m": anaphora.masculine_openers, None: anaphora.openers}
        self._epithets = {w.lower(): kind for kind, words in anaphora.epithets.items() for w in words}
        self._demonstratives = anaphora.demonstratives
        self._firms = anaphora.firms
        self._owners = lang.words.owners

    def find(self, tokens: SentenceTokens, mentions: Iterable[Mention]) -> list[Anaphor]:
        """Return the anaphors of a sentence outside its mentions, left to right, non-overlapping."""
        words = [tone_placement(s.lower()) for s in tokens.syllables]
        mentions = list(mentions)
        taken = _taken(tokens, mentions)
        named = _taken(tokens, [m for m in mentions if m.type in NAME_TYPES])
        places = _taken(tokens, [m for m in mentions if m.type == "LOC"])
        found: list[Anaphor] = []
        i = 0
        while i < len(words):
            anaphor = None if taken[i] else self._at(i, words, tokens, taken)
            if anaphor and (_is_apposition(anaphor, named, places) or self._is_another(anaphor, words)):
                anaphor = None
            if anaphor:
                found.append(anaphor)
            i = anaphor.last if anaphor else i + 1
        return found

    def _at(self, i: int, words: list[str], tokens: SentenceTokens, taken: list[bool]) -> Anaphor | None:
        limit = min(len(words), i + _LONGEST)
        free = next((j for j in range(i, limit) if taken[j]), limit)
        for j in range(free, i, -1):
            phrase = " ".join(words[i:j])
            if kind := self._epithets.get(phrase):
                return Anaphor(i, j, kind, None, phrase, "epithet")
            if pronoun := self._pronoun(phrase, i, j, tokens, taken):
                return pronoun
            if described := self._described(phrase, i, j, words, tokens, taken):
                return described
        return None

    def _pronoun(self, phrase: str, i: int, j: int, tokens: SentenceTokens, taken: list[bool]) -> Anaphor | None:
        entry = self._pronouns.get(phrase)
        if not entry or (j < len(taken) and taken[j]) or not _whole(i, j, tokens.words):
            return None
        if j < len(taken) and j - i == 1 and tokens.tags[j] in {"N", "Np", "Nc"}:
            return None
        kind, gender, plural = entry
        return Anaphor(i, j, kind, gender, phrase, "pronoun", plural)

    def _described(
        self, phrase: str, i: int, j: int, words: list[str], tokens: SentenceTokens, taken: list[bool]
    ) -> Anaphor | None:
        """A head noun with its modifiers and demonstrative."""
        head = self._head(phrase)
        if not head or not _begins(i, tokens.words):
            return None
        k = j
        while k < min(len(words), j + _REACH) and not taken[k] and words[k] not in self._demonstratives:
            if tokens.tags[k] not in _MODIFIERS:
                break
            k += 1
        pointing = k < len(words) and not taken[k] and words[k] in self._demonstratives
        plural = i > 0 and tokens.tags[i - 1] in _COUNTED and not taken[i - 1]
        return Anaphor(i, k + pointing, *head, "noun", plural, pointing, phrase in self._firms)

    def _is_another(self, a: Anaphor, words: Sequence[str]) -> bool:
        """Whether a noun is counted (`các công ty này`) or somebody's (`công ty của ông An`): no single known thing."""
        owned = a.last < len(words) and words[a.last] in self._owners
        return a.kind == "noun" and (a.plural or owned)

    def _head(self, phrase: str) -> tuple[str, str | None, str] | None:
        """Return type, gender and head of a noun, also of a person's behind an opener (`nữ giám đốc`)."""
        if phrase in self._heads:
            return *self._heads[phrase], phrase
        opener, _, noun = phrase.partition(" ")
        kind, told = self._heads.get(noun, ("", None))
        for gender, openers in self._openers.items():
            if kind == "PER" and opener in openers:
                return kind, told or gender, noun
        return None


def _is_apposition(a: Anaphor, named: Sequence[bool], places: Sequence[bool]) -> bool:
    """Whether a name follows, which the noun then only describes: but `hãng Mỹ` describes by a place."""
    j = a.last
    if a.kind == "pronoun" or j >= len(named) or not named[j]:
        return False
    if a.type == "LOC" or not places[j]:
        return True
    while j < len(places) and places[j]:
        j += 1
    return j < len(named) and named[j]


def _begins(i: int, words: Sequence[int]) -> bool:
    return i == 0 or words[i - 1] != words[i]


def _whole(i: int, j: int, words: Sequence[int]) -> bool:
    return _begins(i, words) and (j >= len(words) or words[j] != words[j - 1])


def _taken(tokens: SentenceTokens, mentions: Iterable[Mention]) -> list[bool]:
    taken = [False] * len(tokens.spans)
    for mention in mentions:
        for i, (start, end) in enumerate(tokens.spans):
            if start < mention.end and end > mention.start:
                taken[i] = True
    return taken

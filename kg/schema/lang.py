"""Closed word lists of Vietnamese (`vi/lang.toml`): what each means is said there, beside the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from kg.model import NAME_TYPES
from kg.schema.files import Strict, find, read_toml, validated
from kg.text import nfc, tone_placement

FILE = "vi/lang.toml"
Gender = Literal["m", "f"]


def _words(value: object) -> frozenset[str]:
    """Return the list as a set of NFC words; a repeated or untrimmed word is a mistake."""
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError("must be a list of words")
    if wrong := [word for word in value if not word or word != " ".join(nfc(word).split())]:
        raise ValueError(f"{wrong[0]!r} is empty, has stray spaces or is not in Unicode normal form C")
    if twice := [word for word, times in Counter(map(tone_placement, value)).items() if times > 1]:
        raise ValueError(f"{twice[0]!r} stands twice")
    return frozenset(map(tone_placement, value))


Words = Annotated[frozenset[str], BeforeValidator(_words)]


class Titles(Strict):
    """Words before a person's name, by the gender they tell; `ranks` and `professions` tell none.

    `middle_names` are second words of Vietnamese names that tell one too.
    """

    masculine: Words
    feminine: Words
    neutral: Words
    degrees: Words
    ranks: Words
    professions: Words
    middle_names: dict[str, Gender]

    @property
    def all(self) -> frozenset[str]:
        return self.masculine | self.feminine | self.neutral | self.degrees | self.ranks | self.professions

    def gender(self, title: str) -> Gender | None:
        """Return the gender that a title tells; None if it tells none."""
        word = tone_placement(title.casefold())
        return "m" if word in self.masculine else "f" if word in self.feminine else None


class Roles(Strict):
    """Posts: `leading` ones head an organisation or place, `other` ones do not; deputies never do."""

    attached: Words
    attaching: Words
    leading: Words
    other: Words
    former: Words

    @property
    def all(self) -> frozenset[str]:
        return self.leading | self.other


class Heads(Strict):
    """Nouns before a name, by the type that they give it; `official_*` ones, capitalised, are part of it."""

    org: Words
    official_org: Words
    place: Words
    official_place: Words
    place_abbreviations: Words
    product: Words
    work: Words
    official_work: Words
    event: Words
    official_event: Words
    misc: Words
    person: Words
    foreign_org_tails: Words
    foreign_org_heads: Words


class Pronoun(Strict):
    """A pronoun: `gender` None where it tells none, `type` the entity type that it stands for."""

    form: str
    gender: Gender | None = None
    number: Literal["singular", "plural"]
    type: Literal["PER", "ORG", "PRODUCT", "ANY"]


class Anaphora(Strict):
    """Nouns that point back, by the type they stand for; `openers` may stand before a noun of a person (`vị`)."""

    demonstratives: Words
    bare_per: Words
    firms: Words
    org: Words
    place: Words
    product: Words
    work: Words
    event: Words
    per_masculine: Words
    per_feminine: Words
    per_neutral: Words
    openers: Words
    feminine_openers: Words
    masculine_openers: Words
    epithets: dict[str, Words]

    @model_validator(mode="after")
    def _known_types(self) -> Anaphora:
        if unknown := sorted(set(self.epithets) - set(NAME_TYPES)):
            raise ValueError(f"epithets: unknown type {unknown[0]!r} (valid: {', '.join(NAME_TYPES)})")
        return self


class FunctionWords(Strict):
    """Words of grammar and of the speaker's stance, in lower case."""

    prepositions: Words
    place_prepositions: Words
    possessives: Words
    coordinators: Words
    subordinators: Words
    copulas: Words
    negations: Words
    aspects: Words
    adverbs: Words
    degree_adverbs: Words
    modals: Words
    passives: Words
    respective: Words
    demonstratives: Words
    classifiers: Words
    discourse: Words
    capitalised_non_names: Words
    owners: Words
    agents: Words
    period_starts: Words
    period_ends: Words


class Stance(Strict):
    """Words by which a text commits, or does not commit, to what it says."""

    no_denials: Words
    reporting_verbs: Words
    source_prepositions: Words
    denials: Words
    hedges: Words
    predictions: Words
    intentions: Words
    conditionals: Words
    office_verbs: Words
    office_changes: Words
    failures: Words
    light_nouns: Words
    rumours: Words
    anonymous_sources: Words


class Writing(Strict):
    """Written forms: abbreviations end with a dot that ends no sentence, and are matched as written."""

    abbreviations: Words
    languages: Words
    people_nouns: Words


class Lang(Strict):
    """All word lists of the language."""

    titles: Titles
    roles: Roles
    heads: Heads
    pronouns: tuple[Pronoun, ...]
    anaphora: Anaphora
    words: FunctionWords
    stance: Stance
    writing: Writing


def longest(words: frozenset[str], syllables: Sequence[str], start: int, limit: int = 6) -> int:
    """Return the end of the longest word of `words` that begins at `syllables[start]`, `start` if none does.

    The syllables are compared as given (fold them for lists in lower case), at most `limit` of them.
    """
    if start >= len(syllables) or (most := _lengths(words).get(syllables[start])) is None:
        return start
    for end in range(min(len(syllables), start + min(limit, most)), start, -1):
        if " ".join(syllables[start:end]) in words:
            return end
    return start


@cache
def _lengths(words: frozenset[str]) -> dict[str, int]:
    """Return, for each syllable that begins words of a list, how many syllables the longest of them has."""
    found: dict[str, int] = {}
    for word in words:
        first, *others = word.split(" ")
        found[first] = max(found.get(first, 0), 1 + len(others))
    return found


def load_lang(roots: tuple[Path, ...]) -> Lang:
    """Return the word lists of the first root that has them."""
    path = find(FILE, roots)
    return validated(Lang, read_toml(path), str(path))

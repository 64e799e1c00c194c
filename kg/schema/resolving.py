"""`resolve.toml`: what is no part of a name, which types may be one entity, when two facts are one claim."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, field_validator

from kg.model import END_TYPES
from kg.schema.files import Strict, find, read_toml, validated

FILE = "resolve.toml"


class NameRules(Strict):
    """Words around a name that are no part of it, compared without regard to case.

    `titles` stand before a person's name, `forms_before` and `forms_after` around a company's.
    `vietnamese_syllable` is the pattern of one folded syllable (`kg.text.fold`) as Vietnamese is spelled.
    """

    titles: tuple[str, ...] = ()
    forms_before: tuple[str, ...] = ()
    forms_after: tuple[str, ...] = ()
    vietnamese_syllable: str = "(?!)"

    @field_validator("vietnamese_syllable")
    @classmethod
    def _is_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"is no regular expression: {error}") from error
        return pattern


class ClaimRules(Strict):
    """What makes two facts one claim, and two claims a contradiction.

    `identity` are the qualifiers that belong to the claim; all others are gathered. `directed` are those that
    forbid turning a symmetric fact round (a `kin` of `vợ` has a direction). `context` are those under which
    two values of a functional predicate may both hold. `containment` are the predicates by which one place
    or whole holds another, so that `Hà Nội` and `Việt Nam` do not contradict. `cap` bounds the confidence.
    """

    identity: frozenset[str] = frozenset()
    directed: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()
    containment: frozenset[str] = frozenset()
    cap: float = Field(default=0.99, gt=0, le=1)


class ResolveRules(Strict):
    """All of `resolve.toml`.

    `interchangeable` are groups of types under which one name may be one entity (`Facebook` the product and
    the company). `alias_predicates` are the predicates whose object is another name of their subject.
    """

    interchangeable: tuple[frozenset[str], ...] = ()
    alias_predicates: frozenset[str] = frozenset()
    names: NameRules = NameRules()
    claims: ClaimRules = ClaimRules()

    @field_validator("interchangeable")
    @classmethod
    def _known_types(cls, groups: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
        for name in sorted(frozenset[str]().union(*groups)):
            if name not in END_TYPES:
                raise ValueError(f"unknown type {name} (valid: {', '.join(END_TYPES)})")
        return groups

    def may_be_one(self, types: frozenset[str]) -> bool:
        """Return whether one entity may be found under all these types."""
        return len(types) < 2 or any(types <= group for group in self.interchangeable)


def load_resolving(roots: tuple[Path, ...]) -> ResolveRules:
    """Return the rules of the first `resolve.toml` in `roots`; SchemaError if it is missing or broken."""
    path = find(FILE, roots)
    return validated(ResolveRules, read_toml(path), str(path))

"""`resolve.toml`: how names are stripped, which types may be one entity, and what makes two claims one."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator

from kg.model import END_TYPES
from kg.schema.files import Strict, find, read_toml, validated

FILE = "resolve.toml"


class NameRules(Strict):
    """Words around a name that are no part of it.

    `titles` stand before a person's name, `forms_before` and `forms_after` are legal forms of companies.
    `families` are Vietnamese family names: a name that opens with one ends in the given name.
    """

    titles: tuple[str, ...] = ()
    forms_before: tuple[str, ...] = ()
    forms_after: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


class ClaimRules(Strict):
    """What makes two facts one claim, and two claims a contradiction.

    `identity` are the qualifiers that belong to the claim; all others are merged. `directed` are those that
    forbid turning a symmetric fact round (a `kin` of `vợ` has a direction). `context` are those under which
    two values of a functional predicate may both hold. `containment` are the predicates by which one place
    or whole holds another, so that `Hà Nội` and `Việt Nam` do not contradict. `cap` bounds the confidence.
    """

    identity: tuple[str, ...] = ()
    directed: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    containment: tuple[str, ...] = ()
    cap: float = Field(default=0.99, gt=0, le=1)


class ResolveRules(Strict):
    """All of `resolve.toml`.

    `interchangeable` are groups of entity types under which one name may be one entity (`Facebook` the
    product and the company). `alias_predicate` is the predicate whose object is another name of its subject.
    """

    interchangeable: tuple[frozenset[str], ...] = ()
    alias_predicate: str = "alsoKnownAs"
    names: NameRules = NameRules()
    claims: ClaimRules = ClaimRules()

    @field_validator("interchangeable")
    @classmethod
    def _known_types(cls, groups: tuple[frozenset[str], ...]) -> tuple[frozenset[str], ...]:
        unknown = sorted(set().union(*groups) - set(END_TYPES)) if groups else []
        if unknown:
            raise ValueError(f"unknown type {unknown[0]} (valid: {', '.join(END_TYPES)})")
        return groups


def load_resolving(roots: tuple[Path, ...]) -> ResolveRules:
    """Return the rules of the first `resolve.toml` in `roots`; SchemaError if it is missing or broken."""
    path = find(FILE, roots)
    return validated(ResolveRules, read_toml(path), str(path))

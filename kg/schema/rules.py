"""Relation rules: `schemas/vi/rules/*.toml`, one record a rule, each with examples that run.

An example is a sentence with its slots marked, `[Lê A|subject] giữ chức giám đốc [Công ty X|object]`; a type may
follow the slot (`[Lê A|subject:PER]`), otherwise the first type the slot admits is taken. `[Z|:LOC]` is a name in
no slot. A counterexample is marked in the same way and must not yield the rule's predicate between those slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from kg.errors import SchemaError
from kg.model import END_TYPES
from kg.schema.files import Strict, read_toml, validated

MARK = re.compile(r"\[([^\[\]|]+)\|([a-z]*)(?::([A-Z]+))?\]")


class Slot(Strict):
    """A qualifier slot: the mention types it takes and the words that lead to it (empty: none needed)."""

    types: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Rule(Strict):
    """One way to say one predicate.

    `frame` tells the engine how the trigger holds its arguments: `verb` (subject and object around a verb),
    `noun` (a relational noun of its holder and its whole), `value` (the trigger stands in or beside a number),
    `class` (the triggers are class nouns; the object is the noun phrase that one heads, the subject what it describes).
    `role`: the trigger with its modifiers becomes the qualifier of that name (`role`, `kin`, `metric`).
    `unless` are longer phrases in which the trigger means something else. `mode` overrides `asserted`.
    """

    id: str
    predicate: str
    frame: Literal["verb", "noun", "value", "class"]
    triggers: tuple[str, ...]
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    role: Literal["role", "kin", "metric"] | None = None
    unless: tuple[str, ...] = ()
    slots: Mapping[str, Slot] = Field(default_factory=dict)
    mode: Literal["reported", "predicted", "negated"] | None = None
    examples: tuple[str, ...] = Field(min_length=2)
    counterexamples: tuple[str, ...] = Field(min_length=1)


class RuleFile(Strict):
    """One TOML file: `[[rule]]` records."""

    rule: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """All rules by id, in the order of files and records; `source[id]` is the file a rule stands in."""

    rules: Mapping[str, Rule]
    source: Mapping[str, str]


def load_rules(roots: tuple[Path, ...]) -> RuleSet:
    """Return the rules of every `vi/rules/*.toml`; a file in an earlier root replaces one of the same name."""
    files: dict[str, Path] = {}
    for root in reversed(roots):
        files.update({path.name: path for path in sorted((root / "vi" / "rules").glob("*.toml"))})
    rules: dict[str, Rule] = {}
    source: dict[str, str] = {}
    for name in sorted(files):
        path = files[name]
        for rule in validated(RuleFile, read_toml(path), str(path)).rule:
            _check(rule, str(path), rules)
            rules[rule.id], source[rule.id] = rule, str(path)
    return RuleSet(rules, source)


def _check(rule: Rule, where: str, known: Mapping[str, Rule]) -> None:
    def refuse(what: str, choices: Iterable[str] = ()) -> None:
        raise SchemaError(f"rule {rule.id}: {what}", where=where, choices=choices)

    if rule.id in known:
        refuse("the id is used twice")
    if not re.fullmatch(r"[A-Za-z]+/[a-z0-9-]+", rule.id) or rule.id.split("/")[0] != rule.predicate:
        refuse("the id must be `predicate/ascii-slug`")
    if not rule.triggers and rule.frame != "value":
        refuse("has no triggers (only a value rule may do without: it then takes any number)")
    for name in ("subject", "object"):
        for kind in getattr(rule, name):
            if kind not in END_TYPES:
                refuse(f"{name} type {kind!r} is unknown", END_TYPES)
    for phrase in (*rule.triggers, *rule.unless):
        if phrase != " ".join(phrase.lower().split()):
            refuse(f"trigger {phrase!r} must be lower case with single spaces")
    for example in (*rule.examples, *rule.counterexamples):
        slots = [m[2] for m in MARK.finditer(example)]
        if "subject" not in slots or "object" not in slots:
            refuse(f"example {example!r} must mark a subject and an object, as [Lê A|subject]")

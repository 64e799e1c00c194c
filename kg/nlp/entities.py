"""Document-local entities: which name mentions of one document are the same thing.

`Zuckerberg` joins `Mark Zuckerberg`, `Đèo Cả` joins `Tập đoàn Đèo Cả`, an abbreviation in brackets joins the name
before it. Two names that could both be meant keep a short form apart: a wrong merge is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.model import NAME_TYPES, Mention
from kg.text import fold, identity_key

_BRACKET = re.compile(r"\s*\(\s*(?:gọi tắt là|gọi tắt:?|viết tắt là|viết tắt:?|tức)?\s*$")


@dataclass(slots=True)
class Entity:
    """A thing named in a document. `key` is unique in it; `mentions` are in text order."""

    key: str
    label: str
    type: str
    mentions: list[Mention] = field(default_factory=list)
    gender: str | None = None

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other surfaces of the entity in the document, sorted, without the label."""
        return tuple(sorted({m.text for m in self.mentions} - {self.label}))


def link(text: str, mentions: Sequence[Mention], heads: Iterable[str]) -> tuple[list[Entity], dict[int, str]]:
    """Return the entities of a document and the entity key of each name mention's start offset.

    `heads` are organisation head nouns in any case (`tập đoàn`, `công ty cổ phần`), stripped to compare names.
    """
    names = [m for m in mentions if m.type in NAME_TYPES]
    keys = {m.start: _surface_key(m) for m in names}
    canon = _canonical(names, keys)
    joined = dict(canon)
    joined.update(_abbreviations(text, names, keys, joined))
    joined.update(_short_persons(names, keys, joined))
    joined.update(_headless(names, keys, joined, tuple(heads)))
    groups: dict[str, list[Mention]] = defaultdict(list)
    owner: dict[int, str] = {}
    for mention in names:
        root = _root(keys[mention.start], joined)
        owner[mention.start] = root
        groups[root].append(mention)
    return [_entity(key, group) for key, group in groups.items()], owner


def _surface_key(mention: Mention) -> str:
    return identity_key(mention.text)


def _root(key: str, joined: Mapping[str, str]) -> str:
    seen = {key}
    while (following := joined.get(key, key)) not in seen:
        key = following
        seen.add(key)
    return key


def _canonical(names: Sequence[Mention], keys: Mapping[int, str]) -> dict[str, str]:
    """Join surfaces that the gazetteer lists under one id, under the first of them."""
    first: dict[str, str] = {}
    out: dict[str, str] = {}
    for mention in names:
        if mention.canonical:
            key = keys[mention.start]
            out[key] = first.setdefault(mention.canonical, key)
    return {k: v for k, v in out.items() if k != v}


def _abbreviations(
    text: str, names: Sequence[Mention], keys: Mapping[int, str], joined: Mapping[str, str]
) -> dict[str, str]:
    """Join `Y` to `X` in `X (Y)` where Y looks like a short form of X."""
    out: dict[str, str] = {}
    for left, right in pairwise(names):
        between = text[left.end : right.start]
        if not _BRACKET.fullmatch(between) or not text[right.end : right.end + 1].startswith(")"):
            continue
        a, b = _root(keys[left.start], joined), keys[right.start]
        if a != b and b not in joined and _short_form(left.text, right.text):
            out[b] = a
    return out


def _short_form(full: str, short: str) -> bool:
    letters = fold(short).replace(" ", "").replace(".", "")
    initials = "".join(word[0] for word in fold(full).split())
    if len(letters) < 2 or not letters.isalnum():
        return False
    upper = sum(c.isupper() for c in short)
    return letters in initials or (upper >= 2 and upper >= len(short) / 2 and len(short) < len(full))


def _short_persons(names: Sequence[Mention], keys: Mapping[int, str], joined: Mapping[str, str]) -> dict[str, str]:
    """Join a short person name to the one full name of the document that holds its words in order."""
    full = {keys[m.start] for m in names if m.type == "PER"}
    words = {key: key.split() for key in full}
    out: dict[str, str] = {}
    for key in sorted(full, key=lambda k: (len(words[k]), k)):
        longer = [k for k in full if len(words[k]) > len(words[key]) and _part_of(words[key], words[k])]
        roots = {_root(k, joined) for k in longer}
        if len(longer) > 1:
            widest = max(longer, key=lambda k: (len(words[k]), k))
            roots = {widest} if all(k == widest or _part_of(words[k], words[widest]) for k in longer) else roots
        if len(roots) == 1 and key not in joined:
            out[key] = roots.pop()
    return out


def _part_of(short: Sequence[str], full: Sequence[str]) -> bool:
    size = len(short)
    return any(list(full[i : i + size]) == list(short) for i in (0, len(full) - size))


def _headless(
    names: Sequence[Mention], keys: Mapping[int, str], joined: Mapping[str, str], heads: Sequence[str]
) -> dict[str, str]:
    """Join `Đèo Cả` and `Tập đoàn Đèo Cả` when just one organisation of the document reduces to it."""
    bare: dict[str, set[str]] = defaultdict(set)
    ordered = sorted({identity_key(h) for h in heads}, key=lambda h: (-len(h), h))
    known = {keys[m.start] for m in names if m.type in {"ORG", "PRODUCT"}}
    for key in known:
        if head := next((h for h in ordered if key.startswith(h + " ")), None):
            bare[key[len(head) + 1 :]].add(key)
    return {
        rest: next(iter(full))
        for rest, full in bare.items()
        if rest in known and len(full) == 1 and rest not in joined and _root(next(iter(full)), joined) != rest
    }


def _entity(key: str, group: list[Mention]) -> Entity:
    kind = Counter(m.type for m in group).most_common()
    best = max(kind, key=lambda k: (k[1], -NAME_TYPES.index(k[0])))[0]
    counts = Counter(m.text for m in group)
    # The fullest surface, as the guidelines ask; the more frequent, then the first in order, breaks ties.
    label = max(counts, key=lambda s: (len(s.split()), not s.isupper(), len(s), counts[s], s))
    return Entity(key, label, best, group)

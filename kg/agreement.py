"""When an extracted end is the annotated one: the comparison that training and evaluation share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model import LITERAL_TYPES, End
from kg.text import nfc, tone_placement

SYMMETRIC = frozenset({"competesWith", "partnersWith", "familyOf", "meets"})
_HEDGE = re.compile(r"^(khoảng|hơn|gần|trên|dưới|tới|đến|vào|từ|ngày|năm|tháng|trị giá|mức|tổng cộng)\s+")
_SIGNS = re.compile(r"[\"'“”‘’«»().,;:!?]+$|^[\"'“”‘’«»(]+")
_SPELLINGS = {"ngàn": "nghìn", "tỉ": "tỷ"}


def norm(text: str) -> str:
    """Return the text as names are compared: case, spacing, tone placement and outer signs aside."""
    folded = tone_placement(nfc(text).casefold())
    return re.sub(r"[\s_]+", " ", _SIGNS.sub("", folded)).strip()


def literal_key(text: str) -> str:
    """Return a literal without hedges and spaces."""
    text, last = norm(text), None
    while text != last:
        last, text = text, _HEDGE.sub("", text)
    return re.sub(r"\s+", "", text)


def literals_agree(left: str, right: str) -> bool:
    """Whether two literals have the same digits, and one holds the other or their scales are the same."""
    a, b = literal_key(left), literal_key(right)
    if not a or not b or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    return a in b or b in a or (any(c.isdigit() for c in a) and _scales(a) == _scales(b))


def _scales(key: str) -> list[str]:
    return [_SPELLINGS.get(x, x) for x in re.findall(r"nghìn|ngàn|triệu|tỷ|tỉ|%", key)]


def end_agrees(name: str, kind: str, end: End, aliases: Mapping[str, frozenset[str]]) -> bool:
    """Whether `end` is the annotated `name` of type `kind`; `aliases` are keyed by normalised name."""
    got = {norm(end.label), norm(end.mention), *map(norm, end.aliases)} - {""}
    if kind in LITERAL_TYPES:
        return any(literals_agree(name, x) for x in got)
    return bool(got & aliases.get(norm(name), frozenset({norm(name)})))


def ends_agree(gold: Mapping[str, Any], subject: End, object_: End, aliases: Mapping[str, frozenset[str]]) -> bool:
    """Whether both ends agree with an annotated fact, in either order for a symmetric predicate."""
    left, right = (gold["s"], gold["st"]), (gold["o"], gold["ot"])
    if end_agrees(*left, subject, aliases) and end_agrees(*right, object_, aliases):
        return True
    turned = gold["p"] in SYMMETRIC
    return turned and end_agrees(*left, object_, aliases) and end_agrees(*right, subject, aliases)


def alias_sets(table: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return normalised name → all its normalised surfaces, from one document of an alias file."""
    return {
        norm(name): frozenset({norm(name), *(norm(a) for a in info.get("aliases", ()))}) for name, info in table.items()
    }


def predicates_of(gold: Mapping[str, Any]) -> Iterable[str]:
    """Return the predicates that would be right for an annotated fact: its own and its alternatives."""
    return (gold["p"], *gold.get("alt", ()))

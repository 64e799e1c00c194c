"""RDF terms: the one place that mints IRIs and literals, so that none is ever broken.

Local names are ASCII by construction; text that came from outside is checked before it becomes an IRI.
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal, InvalidOperation

from rdflib import XSD, Literal, URIRef

from kg.schema.turtle import PREFIXES
from kg.text import slug

_SAFE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9])?\Z")
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#](?:[!$&-;=?-Z_a-z~#@]|%[0-9A-Fa-f]{2})*)?\Z")
_WIKIDATA = re.compile(r"Q[1-9]\d{0,11}\Z")
# Neither XML nor every Turtle reader takes these; one replacement for one character keeps offsets true.
_UNFIT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def local(key: str, *, hashed: bool = False) -> str:
    """Return an ASCII local name for any key: the key itself where it is one, else its slug and a hash."""
    if not hashed and _SAFE.match(key):
        return key
    return f"{slug(key)[:60].strip('-')}-{_hash(key)}".lstrip("-")


def iri(kind: str, key: str, *, hashed: bool = False) -> URIRef:
    """Return the IRI of a thing of ours; `kind` is a prefix of PREFIXES. Distinct keys get distinct IRIs.

    `hashed` adds the hash always, for keys whose slug alone would lose tone marks.
    """
    return URIRef(PREFIXES[kind] + local(key, hashed=hashed))


def term(prefix: str, name: str) -> URIRef:
    """Return a term of a vocabulary."""
    return URIRef(PREFIXES[prefix] + name)


def web(address: str) -> URIRef | None:
    """Return the IRI of a web address, None if it is not a whole, well-formed one."""
    return URIRef(address) if _WEB.match(address) else None


def same_as(name: str) -> URIRef | None:
    """Return the IRI of a Wikidata id (`Q312`) or of a web address, None for anything else."""
    return URIRef(PREFIXES["wd"] + name) if _WIKIDATA.match(name) else web(name)


def readable(words: str) -> str:
    """Return the text with each character that RDF files cannot carry replaced by U+FFFD."""
    return _UNFIT.sub("\ufffd", words)


def text(words: str, language: str = "vi") -> Literal:
    """Return a text in a language."""
    return Literal(readable(words), lang=language)


def plain(words: str) -> Literal:
    """Return a string without a language (codes, ids)."""
    return Literal(readable(words))


def number(digits: str) -> Literal | None:
    """Return an exact `xsd:decimal` in canonical form (`61.0`), None if the digits are no finite number."""
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    whole = format(value, "f")
    head, _, tail = whole.partition(".")
    return Literal(f"{head}.{tail.rstrip('0') or '0'}", datatype=XSD.decimal)


def count(amount: int) -> Literal:
    return Literal(str(amount), datatype=XSD.integer)


def offset(at: int) -> Literal:
    return Literal(str(at), datatype=XSD.nonNegativeInteger)

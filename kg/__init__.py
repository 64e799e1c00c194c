"""Knowledge graphs from Vietnamese text, offline, with every fact tied to the sentence that says it.

    import kg
    result = kg.build(["seeds", "Yann LeCun lãnh đạo phòng thí nghiệm FAIR của Meta."])
    result.save("output")
    nlp = kg.load()          # a spaCy Language: doc.ents, doc._.mentions, doc._.facts

Nothing heavy is imported before one of these names is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.model import Document, Fact, Mention
    from kg.pipeline import Result, build, load

__version__ = "0.1.0"

__all__ = ["Document", "Fact", "KgError", "Mention", "Result", "__version__", "build", "load"]

_HOME = {
    "Document": "kg.model",
    "Fact": "kg.model",
    "KgError": "kg.errors",
    "Mention": "kg.model",
    "Result": "kg.pipeline",
    "build": "kg.pipeline",
    "load": "kg.pipeline",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

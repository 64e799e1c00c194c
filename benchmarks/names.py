"""How fast names are found, beside underthesea's own `ner`, in one run: python -m benchmarks.names FOLDER [ROUNDS]

FOLDER holds UTF-8 texts (*.txt). Both sides read the same sentences; times are processor seconds, those of all
threads, of the quickest of ROUNDS rounds (3 unless told), after a first round that loads the models.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from kg.nlp.names import NameRecogniser
from kg.nlp.vi import SentenceTokens, Vietnamese
from kg.schema import load_schema
from kg.text import nfc


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the processor seconds of the quickest round, one unmeasured round before."""
    work()
    return min(_timed(work) for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(folder: Path, rounds: int) -> None:
    texts = [nfc(path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))]
    if not texts:
        raise SystemExit(f"{folder} holds no *.txt")
    from underthesea import ner

    schema = load_schema()
    language = Vietnamese(schema.lang.writing.abbreviations)
    recogniser = NameRecogniser.of(schema)

    def tokens() -> list[list[SentenceTokens]]:
        return [[language.tokens(t, s) for s in language.sentences(t, 0, len(t))] for t in texts]

    read = tokens()
    plain = [text[s.start : s.end] for text, found in zip(texts, read, strict=True) for s in found]
    size = sum(len(s.syllables) for found in read for s in found)
    words = seconds(tokens, rounds)
    names = seconds(lambda: [recogniser.recognise(t, s) for t, s in zip(texts, read, strict=True)], rounds)
    other = seconds(lambda: [ner(sentence) for sentence in plain], rounds)
    print(f"{len(texts)} texts, {len(plain)} sentences, {size} syllables")
    for label, spent in (
        ("syllables, words and tags", words),
        ("names", names),
        ("both", words + names),
        ("underthesea ner", other),
    ):
        print(f"{label:26} {spent:8.3f} s  {size / spent:9,.0f} syllables/s")
    print(f"ratio of both to underthesea ner: {other / (words + names):.2f}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 3)

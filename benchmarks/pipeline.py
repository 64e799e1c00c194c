"""How fast facts are found, beside underthesea's `ner` alone, in one run: python -m benchmarks.pipeline FOLDER [ROUNDS]

FOLDER holds UTF-8 texts (*.txt). The pipeline finds sentences, words, tags, names, values and facts, all that
`kg build` does for each document before it resolves and exports; `ner` is given its sentences ready made. Times are
processor seconds, those of all threads, of the quickest of ROUNDS rounds (5 unless told) in which the two take turns,
after one that loads the models. Then a whole build, from loading the models to the graph, is timed by the clock, with
as many processes as the machine has cores, beside `ner` with its model loaded.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from kg.clean import clean
from kg.ingest import read
from kg.model import Document
from kg.pipeline import Settings, analyse, build, make_language
from kg.schema import load_schema
from kg.workers import cores


def seconds(work: Callable[[], object]) -> float:
    """Return the processor seconds of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def by_the_clock(work: Callable[[], object]) -> float:
    """Return the seconds that pass while a piece of work is done."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(folder: Path, rounds: int) -> None:
    documents = [found for found in read(sorted(folder.glob("*.txt"))) if isinstance(found, Document)]
    if not documents:
        raise SystemExit(f"{folder} holds no *.txt")
    from underthesea import ner

    schema = load_schema()
    language = make_language(schema)
    plain: list[str] = []
    size = 0
    for document in documents:
        for found in language(document.text)._.sentences:
            plain.append(document.text[found.start : found.end])
            size += len(found.syllables)

    def pipeline() -> int:
        cleaned = (clean(document, schema.cleaning) for document in documents)
        return sum(len(one.facts) for one in analyse(cleaned, language))

    facts = pipeline()
    ner(plain[0])
    spent = [(seconds(pipeline), seconds(lambda: [ner(sentence) for sentence in plain])) for _ in range(rounds)]
    own, other = (min(times) for times in zip(*spent, strict=True))
    print(f"{len(documents)} texts, {len(plain)} sentences, {size} syllables, {facts} facts")
    for label, time_ in (("pipeline", own), ("underthesea ner", other)):
        print(f"{label:16} {time_:8.3f} s  {size / time_:9,.0f} syllables/s")
    print(f"ratio of the pipeline to underthesea ner: {other / own:.2f}")
    whole = by_the_clock(lambda: build([folder], Settings(jobs=cores())))
    alone = by_the_clock(lambda: [ner(sentence) for sentence in plain])
    print(f"whole build on {cores()} cores {whole:.2f} s, underthesea ner {alone:.2f} s: ratio {alone / whole:.2f}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 5)

"""`kg eval`: how good the facts and names found are, held against annotated ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from kg.evaluate import DocumentErrors, FactScores, NameScores, Score

Output = Annotated[
    Path,
    typer.Argument(metavar="OUTPUT", help="Folder of kg build, its facts.jsonl, or kg annotate's output."),
]
Gold = Annotated[list[Path] | None, typer.Option("--gold", metavar="FACTS.jsonl", help="Annotated facts of documents.")]
Aliases = Annotated[
    list[Path] | None,
    typer.Option("--aliases", metavar="A.json", help="Other names of the documents' entities."),
]
Texts = Annotated[
    list[Path] | None,
    typer.Option("--texts", metavar="TEXTS.jsonl", help='Annotated lines {"id","text","entities","facts"}.'),
]
Errors = Annotated[
    int,
    typer.Option("--errors", metavar="N", min=0, help="Show up to N misses and N false facts a document."),
]


def evaluate(
    output: Output,
    gold: Gold = None,
    aliases: Aliases = None,
    texts: Texts = None,
    names: Annotated[bool, typer.Option("--names", help="Score names instead of facts.")] = False,
    errors: Errors = 0,
) -> None:
    """Hold what was found against annotated facts or names: precision, recall and F1, by predicate and rule.

    With --gold OUTPUT is what kg build wrote, with --texts what kg annotate wrote for the same texts.

    Example: kg eval --texts annotated.jsonl output.jsonl --errors 3
    """
    from kg import annotated
    from kg.errors import UsageError
    from kg.evaluate import score_facts, score_names
    from kg.output import read_output

    if bool(gold) == bool(texts):
        raise UsageError("give either --gold or --texts")
    if texts and aliases:
        raise UsageError("--aliases goes with --gold alone")
    if gold and names:
        raise UsageError("--names goes with --texts alone")
    if gold:
        documents = annotated.read_documents(gold, aliases or ())
        _print_facts(score_facts(documents, read_output(output).facts), errors)
    elif texts and names:
        _print_names(score_names(annotated.read_names(texts), annotated.read_names([output])))
    elif texts:
        _print_facts(score_facts(annotated.read_texts(texts), annotated.read_annotated(output)), errors)


def _print_facts(scores: FactScores, errors: int) -> None:
    from kg.cli.show import console

    out = console()
    for document in scores.errors if errors else ():
        for line in _error_lines(document, errors):
            out.print(line, markup=False, soft_wrap=True)
    out.print(_table("predicate", scores.predicates, ("gold", "found", "given", "right"), scores.false))
    out.print(_table("rule", scores.rules, ("given", "right"), scores.false))
    out.print(_figures("instanceOf", scores.classes))
    out.print(f"pairs      recall {scores.pairs.recall:.3f}  gold {scores.pairs.gold}")
    out.print(f"mode       {scores.mode.recall:.3f}  of {scores.mode.gold}")
    out.print(_figures("closed", scores.closed))


def _print_names(scores: NameScores) -> None:
    from kg.cli.show import console

    out = console()
    if scores.missing:
        out.print(f"texts without a prediction: {len(scores.missing)}, first {scores.missing[0]}", markup=False)
    for name, score in (*scores.types.items(), ("span", scores.spans), ("strict", scores.strict)):
        out.print(_figures(name, score))


def _figures(name: str, score: Score) -> str:
    figures = f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"
    return f"{name:10} {figures}  gold {score.gold} predicted {score.given}"


def _table(title: str, rows: Mapping[str, Score], columns: tuple[str, ...], false: Mapping[str, int]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title, *columns, "false", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, score in rows.items():
        counts = [getattr(score, column) for column in columns]
        table.add_row(name or "(none)", *map(str, counts), str(false.get(name) or ""))
    return table


def _error_lines(errors: DocumentErrors, limit: int) -> Iterator[str]:
    """Yield the misses and false facts of a document under the sentence, or the line, that they belong to."""
    document = errors.document
    yield f"{document.id}: {document.text}" if document.text else document.id
    for gold in errors.misses[:limit]:
        place = f" (line {gold['line']})" if "line" in gold else ""
        yield f"  missed{place}: {gold['s']} –{gold['p']}→ {gold['o']}"
    sentence = document.text
    for fact in sorted(errors.false[:limit], key=lambda fact: fact.sentence.start):
        if fact.sentence.text != sentence:
            sentence = fact.sentence.text
            yield f"  {sentence}"
        ends = f"{fact.subject.label} –{fact.predicate}→ {fact.object.label}"
        yield f"  false: {ends} (rule {fact.rule}, confidence {fact.confidence:g})"

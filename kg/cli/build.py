"""`kg build`: files in, graph out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.model import Document

Schemas = Annotated[
    Path | None,
    typer.Option("--schemas", metavar="DIR", help="Folder whose files replace those of the packaged schemas."),
]
Formats = Annotated[
    str | None,
    typer.Option(
        "--formats",
        metavar="A,B",
        help="Write only these formats: ttl, html, graphml, gexf, csv, excel, json.",
    ),
]


def build(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Files or folders (.txt .md .html .pdf .docx .jsonl); - is stdin."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="Folder for the results.")],
    schemas: Schemas = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out facts that are less certain than this.")
    ] = 0.0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Leave out facts whose relation is outside the closed list.")
    ] = False,
    formats: Formats = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", metavar="FILE", help="A person's decisions on which entities are one (.jsonl)."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("-j", "--jobs", min=0, help="Processes that read at once; 0 for one a core.")
    ] = 0,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Read articles, find the facts they state and write the merged graph.

    Writes facts.jsonl, graph.ttl, graph.html, graph.graphml, graph.gexf, tables (.csv) and report.json.

    Example: kg build seeds -o output
    """
    from kg import pipeline
    from kg.cli.show import print_skipped, print_summary
    from kg.output import check_folder
    from kg.workers import cores

    wanted = format_names(formats)
    check_apart(inputs, output)
    check_folder(output)
    settings = pipeline.Settings(schemas, min_confidence, not no_open, decisions, jobs or cores())
    sources: list[pipeline.Source] = [path if path == "-" else Path(path) for path in inputs]
    with progress(quiet) as step:
        result = pipeline.build(sources, settings, without=output, on_document=step)
    files = result.save(output, wanted)
    print_skipped(result.report)
    if not quiet:
        print_summary(result.report, files, result.seconds)


def check_apart(inputs: Iterable[str], output: Path) -> None:
    """Raise UsageError if the results would lie among the articles, to be read as such the next time."""
    from kg.errors import UsageError

    if output.resolve() in {Path(path).resolve() for path in inputs}:
        hint = "Choose another folder with -o"
        raise UsageError("is an input and cannot hold the results too", where=str(output), hint=hint)


def format_names(formats: str | None) -> list[str] | None:
    """Return the names of a comma-separated list, None for None; UsageError for an unknown name."""
    from kg.export import chosen

    names = None if formats is None else [name.strip() for name in formats.split(",") if name.strip()]
    chosen(names)
    return names


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[Document], None] | None]:
    """Show how many documents are done, on stderr and only when it is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(20),
        TextColumn("{task.completed} documents"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, name="")

        def step(document: Document) -> None:
            bar.update(task, advance=1, name=document.id)

        yield step

"""The `kg` command: options, messages and exit codes. What a command does is a function of the library.

Exit codes: 0 done, 1 the input or data is at fault, 2 wrong usage, 130 interrupted. Nothing heavy is imported
before a command runs, so that `kg --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg import __version__
from kg.cli import annotate, build, check, evaluate, explain, export, stats, train, validate
from kg.errors import KgError, UsageError


class Commands(TyperGroup):
    """The one place where an error becomes a line on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            print(f"kg: {error}", file=sys.stderr)
            raise SystemExit(2 if isinstance(error, UsageError) else 1) from error
        except KeyboardInterrupt as error:
            raise SystemExit(130) from error
        except BrokenPipeError as error:
            # The reader went away (`kg stats out | head`): say nothing, not even when Python flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(141) from error


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Build a knowledge graph from Vietnamese text: offline, each fact tied to its sentence.",
    epilog="Start with: kg build seeds -o output",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


app.command("build")(build.build)
app.command("annotate")(annotate.annotate)
app.command("explain")(explain.explain)
app.command("stats")(stats.stats)
app.command("export")(export.export)
app.command("validate")(validate.validate)
app.command("check")(check.check)
app.command("eval")(evaluate.evaluate)
app.add_typer(train.app, name="train")

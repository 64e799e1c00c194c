"""`python -m kg` and the `kg` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code."""
    from kg.cli import app

    app(prog_name="kg")


if __name__ == "__main__":
    main()

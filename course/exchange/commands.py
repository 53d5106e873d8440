"""``course questions …``: the question bank out to other formats, and in from GIFT."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.exchange.formats import Format

app = typer.Typer(
    no_args_is_help=True, help="Take questions to other platforms and to paper, and in from GIFT."
)

Replace = Annotated[
    bool, typer.Option("--replace", help="Write over a file that holds something else.")
]


@app.command()
def export(
    banks: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE_OR_LESSON",
            help="Question files, or lessons by name or number. Graded questions lie in "
            "exercises/*.yaml, in the repository or a class folder only.",
        ),
    ],
    to: Annotated[Format, typer.Option(help="What to make.", show_default=False)],
    out: Annotated[Path, typer.Option(help="The file to write.", show_default=False)],
    replace: Replace = False,
) -> None:
    """Export questions, and tell what the format cannot carry."""
    from course.exchange.export import make
    from course.exchange.files import find, write
    from course.exchange.losses import summary

    made = make(to, [find(bank) for bank in banks])
    typer.echo(write(out, made.data, replace=replace))
    if to is Format.KEY:
        typer.echo(f"Questions with their answers: {made.questions}. Keep the page from students.")
    else:
        typer.echo(f"Questions read: {made.questions}.")
    if made.losses:
        typer.echo(f"What {to.label} cannot carry, and what happened instead:")
        for line in summary(made.losses, made.questions):
            typer.echo(line)


@app.command("import-gift")
def import_gift(
    file: Annotated[Path, typer.Argument(help="A GIFT file.")],
    out: Annotated[Path, typer.Option(help="The draft to write.", show_default=False)],
    replace: Replace = False,
) -> None:
    """Make a draft question file of a GIFT file, and tell what is missing in it."""
    from course.errors import CourseError
    from course.exchange.draft import draft, report
    from course.exchange.files import read_text, write
    from course.exchange.giftread import read

    made = draft(read(read_text(file)), file.name)
    if not made.questions:
        why = [f"{file} holds no question that can be used.", *report(made, file, out)]
        raise CourseError("\n".join(why))
    typer.echo(write(out, made.text.encode(), replace=replace))
    for line in report(made, file, out):
        typer.echo(line)

"""The command ``course``: one verb a job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from course.classroom.commands import app as class_app
from course.errors import CourseError
from course.exchange.commands import app as questions_app

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The Runner's Back: a course on back pain in runners.",
)
app.add_typer(class_app, name="class")
app.add_typer(questions_app, name="questions")


@app.command()
def start(
    workspace: Annotated[
        Path | None, typer.Option(help="Folder for your copy of the lessons.", show_default=False)
    ] = None,
    lesson: Annotated[
        str, typer.Option(help="Lesson to open, such as 01 or 01_anatomy.")
    ] = "00_start_here",
    port: Annotated[int, typer.Option(help="First port to try; a taken one is skipped.")] = 8888,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser, or only say where.")
    ] = True,
) -> None:
    """Open the course in JupyterLab."""
    from course.start import start as open_course

    open_course(workspace, lesson=lesson, port=port, browser=browser)


@app.command()
def doctor(
    workspace: Annotated[
        Path | None, typer.Option(help="Folder of your copy of the lessons.", show_default=False)
    ] = None,
) -> None:
    """Check that everything the course needs is there, and say what to mend."""
    from course.start.doctor import checks

    well = True
    for finding in checks(workspace):
        typer.echo(str(finding))
        well = well and finding.ok
    if not well:
        raise typer.Exit(1)
    typer.echo("\nAll is well.")


@app.command()
def lint() -> None:
    """Check the course's content: questions, evidence, lessons."""
    from course.lint import check

    problems = check()
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"\n{len(problems)} to mend.")
        raise typer.Exit(1)
    typer.echo("course lint: nothing to mend.")


@app.command()
def notebooks() -> None:
    """Run the lesson notebooks again and keep their outputs (for authors)."""
    from course.notebooks import refresh

    changed = refresh()
    for path in changed:
        typer.echo(f"changed: {path.name}")
    if not changed:
        typer.echo("No notebook changed.")


@app.command()
def exercises() -> None:
    """Make quiz notebooks and the released exercises from their sources (for authors)."""
    from course.grading.build import build

    build()


def main() -> None:
    """Run the command line; an error written for people is shown as one message."""
    try:
        app()
    except CourseError as problem:
        typer.secho(f"\n{problem}", err=True)
        sys.exit(1)

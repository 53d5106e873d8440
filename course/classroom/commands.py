"""The commands ``course class …``; what does the work is imported when one of them runs."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from course.errors import CourseError

if TYPE_CHECKING:
    from course.classroom.folder import ClassFolder

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="For instructors: a class from its folder to returned feedback and exported points.",
)

Class = Annotated[Path, typer.Option("--class", help="Folder of the class.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
Assignments = Annotated[
    list[str] | None,
    typer.Argument(help="Such as 01_anatomy; all if none is named.", show_default=False),
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", help="Only this student; may be given again.", show_default=False),
]
HERE = Path()


@app.callback()
def need_nbgrader() -> None:
    """For instructors: a class from its folder to returned feedback and exported points."""
    if find_spec("nbgrader") is None:
        raise CourseError(
            "A class needs nbgrader. Install it with: pip install 'runners-back[grading]'"
        )
    # Jsonschema would read a grammar of web addresses for seconds, and no notebook needs it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder of the class; made if need be.")],
    name: Annotated[
        str | None, typer.Option(help="What the class is called.", show_default=False)
    ] = None,
    students: Annotated[
        Path | None,
        typer.Option(
            help="CSV file with the students, also as Canvas or Moodle exports it.",
            show_default=False,
        ),
    ] = None,
    parts: Annotated[
        Literal["both", "quiz", "lab"] | None,
        typer.Option(
            help="What students get of each assignment: both if you say nothing.",
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Make a class, or add new students and assignments to it."""
    from course.classroom.new import make

    done = make(folder, name, students=students, parts=parts, dry_run=dry_run, tell=typer.echo)
    _end(bool(done.failed))


@app.command()
def release(
    assignments: Assignments = None,
    due: Annotated[
        str | None,
        typer.Option(
            help="When it is due: 2026-03-01, '2026-03-01 17:00', or with a time zone "
            "'2026-03-01 17:00 Europe/Berlin'.",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Also what changed after students had handed it in."),
    ] = False,
    folder: Class = HERE,
    dry_run: DryRun = False,
) -> None:
    """Make what students get, without keys, and a zip file for a learning platform."""
    from course.classroom.release import release as make

    done = make(
        _open(folder), assignments or (), due=due, again=again, dry_run=dry_run, tell=typer.echo
    )
    _end(bool(done.failed))


@app.command()
def collect(
    assignment: Annotated[str, typer.Argument(help="Such as 01_anatomy.")],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Folder or zip file with the hand-ins from a learning platform; without it, "
            "nbgrader's exchange.",
            show_default=False,
        ),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(
            help="CSV file with the columns name and id: whose is what could not be matched.",
            show_default=False,
        ),
    ] = None,
    folder: Class = HERE,
    dry_run: DryRun = False,
) -> None:
    """Take in what students handed in, and say whose it is."""
    from course.classroom.collect import collect as take

    done = take(_open(folder), assignment, source, names=names, dry_run=dry_run, tell=typer.echo)
    _end(bool(done.failed))


@app.command()
def grade(
    assignments: Assignments = None,
    students: Students = None,
    folder: Class = HERE,
    dry_run: DryRun = False,
) -> None:
    """Grade what is not graded yet; may be stopped and run again."""
    from course.classroom.grade import grade as run

    done = run(_open(folder), assignments or (), students or (), dry_run=dry_run, tell=typer.echo)
    _end(bool(done.failed))


@app.command()
def report(folder: Class = HERE, dry_run: DryRun = False) -> None:
    """Write a page about what the class knows, and who may need help."""
    from course.classroom.report import write

    for path in write(_open(folder), dry_run=dry_run):
        typer.echo(f"{'would be written' if dry_run else 'written'}: {path}")


@app.command()
def feedback(
    assignments: Assignments = None,
    students: Students = None,
    folder: Class = HERE,
    dry_run: DryRun = False,
) -> None:
    """Make a feedback page for everybody whose work is graded to its end."""
    from course.classroom.feedback import give

    done = give(_open(folder), assignments or (), students or (), dry_run=dry_run, tell=typer.echo)
    _end(bool(done.failed))


@app.command()
def export(
    platform: Annotated[
        Literal["canvas", "moodle", "plain"],
        typer.Option("--for", help="For Canvas, for Moodle, or as a plain table."),
    ],
    folder: Class = HERE,
    dry_run: DryRun = False,
) -> None:
    """Write everybody's points for the gradebook of a learning platform."""
    from course.classroom.grades import export as write

    write(_open(folder), platform, dry_run=dry_run, tell=typer.echo)


@app.command()
def status(folder: Class = HERE) -> None:
    """Say how far the class is with each assignment."""
    from course.classroom.status import status as tell_status

    tell_status(_open(folder), tell=typer.echo)


def _open(folder: Path) -> ClassFolder:
    from course.classroom.folder import ClassFolder

    return ClassFolder.open(folder)


def _end(failed: bool) -> None:
    """Let the shell know whether something is left to mend."""
    if failed:
        raise typer.Exit(1)

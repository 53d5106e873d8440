"""The class report: one page and CSV files about what the class knows and where it stumbles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.classroom.folder import ClassFolder

FOLDER, PAGE = "report", "report.html"


def write(folder: ClassFolder, target: Path | None = None, *, dry_run: bool = False) -> list[Path]:
    """Write the report of a class.

    Parameters
    ----------
    folder
        The class.
    target
        Folder for the files; ``report`` in the class if there is none.
    dry_run
        Write nothing.

    Returns
    -------
    list of pathlib.Path
        The files, the page first.

    Raises
    ------
    CourseError
        If the class has no gradebook yet.
    """
    from course.classroom import table
    from course.classroom.report.data import gather
    from course.classroom.report.findings import find
    from course.classroom.report.page import html
    from course.classroom.report.sheets import sheets
    from course.learner import files

    found = find(gather(folder))
    target = target or folder.root / FOLDER
    tables = sheets(found)
    paths = [target / PAGE, *(target / name for name in tables)]
    if dry_run:
        return paths
    page = html(found, date.today()).encode()
    target.mkdir(parents=True, exist_ok=True)
    files.replace(paths[0], page)
    for name, (headings, rows) in tables.items():
        table.write(target / name, headings, rows, mark=True)
    return paths

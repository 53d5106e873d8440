"""The course's nbgrader settings; the root's ``nbgrader_config.py`` calls `configure`."""

from __future__ import annotations

import os
import shutil
import sysconfig
from typing import Any

from nbgrader import preprocessors as stock

from course.grading import feedback
from course.grading.clean import CleanWork
from course.grading.coursedir import SOURCE, assignments_in
from course.grading.execute import ExecuteFairly
from course.grading.release import RefuseLeaks
from course.grading.restore import HideTests, RestoreCells, ShowTests
from course.grading.save import SaveGrades

# The settings of a class ask here for both.
__all__ = ["assignments_in", "configure"]


def configure(c: Any, assignments: list[str]) -> None:
    """Set nbgrader up for this course.

    Parameters
    ----------
    c
        nbgrader's configuration object.
    assignments
        Names of the folders below ``exercises/``.
    """
    _find_alembic()
    c.CourseDirectory.source_directory = SOURCE
    # A file of answers in the source folder must never replace those of a whole class.
    c.Autograde.exclude_overwriting = {name: ["responses.json"] for name in assignments}

    # A gap that still runs: "Run All Cells" must not stop at the first task of a beginner.
    c.ClearSolutions.code_stub = {"python": "# Your code here, in place of the dots.\n..."}
    c.ClearSolutions.text_stub = "*Write your answer here.*"
    c.GenerateAssignment.preprocessors = [
        stock.IncludeHeaderFooter,
        stock.InstantiateTests,
        stock.LockCells,
        stock.ClearSolutions,
        stock.ClearOutput,
        stock.CheckCellMetadata,
        stock.ComputeChecksums,
        stock.SaveCells,
        stock.ClearHiddenTests,
        stock.ClearMarkScheme,
        stock.ComputeChecksums,
        stock.CheckCellMetadata,
        RefuseLeaks,
    ]
    c.Autograde.sanitize_preprocessors = [
        stock.ClearOutput,
        stock.OverwriteKernelspec,
        RestoreCells,
        HideTests,
        CleanWork,
    ]
    c.Autograde.autograde_preprocessors = [
        ShowTests,
        ExecuteFairly,
        stock.IgnorePattern,
        stock.LimitOutput,
        SaveGrades,
        stock.AssignLatePenalties,
        CleanWork,
    ]
    feedback.configure(c)


def _find_alembic() -> None:
    # nbgrader starts `alembic` by its bare name, which fails in an environment that is not active.
    if shutil.which("alembic") is None:
        scripts = sysconfig.get_path("scripts")
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])

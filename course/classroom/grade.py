"""Grading a class: what is new, one submission after the other, whatever was handed in."""

from __future__ import annotations

import logging
import shutil
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.classroom import graded, roster
from course.classroom.folder import NOTES, SOURCES, ClassFolder, stop_if_interrupted
from course.classroom.graded import Grades, Note, Released, autos
from course.classroom.onlyone import only_one
from course.classroom.progress import Progress
from course.classroom.release import RELEASED
from course.errors import CourseError
from course.grading.coursedir import reason
from course.grading.trouble import Trouble
from course.learner import files

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from nbgrader.apps.api import NbGraderAPI

# It names students, so it lies with the notes, which get into no repository.
LOG = f"{NOTES}/grade.log"
_IN_USE = "the gradebook was in use by another program. Run this again."


@dataclass(frozen=True)
class Problem:
    """Something that the instructor should know about a submission.

    Attributes
    ----------
    assignment, student, notebook
        Where; the notebook is empty if it is about the whole submission.
    what
        In words.
    """

    assignment: str
    student: str
    notebook: str
    what: str

    def told(self, names: Mapping[str, str]) -> str:
        """A line about it, with the student as in `roster.called`."""
        who = names.get(self.student, self.student)
        where = ", ".join(filter(None, (self.assignment, who, self.notebook)))
        return f"{where}: {self.what}"

    def __str__(self) -> str:
        return self.told({})


@dataclass
class GradeSummary:
    """What a run did.

    Attributes
    ----------
    graded
        Assignment and student of each submission that was graded, or would be.
    unchanged
        Those that had been graded before.
    failed
        Submissions that could not be graded, and why. The next run tries again.
    problems
        What could not be graded as it was handed in, and what follows from it.
    waiting
        Number of answers that a person has to read.
    """

    graded: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[tuple[str, str]] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waiting: int = 0


@dataclass(frozen=True, eq=False)
class _Job:
    """A submission to be graded."""

    assignment: str
    student: str
    submission: str
    released: Released
    note: Note | None
    before: Grades


def grade(
    folder: ClassFolder,
    assignments: Sequence[str],
    students: Sequence[str] = (),
    *,
    dry_run: bool = False,
    tell: Callable[[str], None] = print,
) -> GradeSummary:
    """Grade what was handed in and is not graded yet.

    A submission that has been graded is left alone, unless it, its assignment or its points in the
    gradebook have changed since. Points that a person gave stay; what they were given for is
    marked for another look if it has changed. It may be stopped at any moment, and run again.

    Parameters
    ----------
    folder
        The class.
    assignments
        Names of assignments; all if empty.
    students
        Ids of students; all if empty.
    dry_run
        Only say what would be graded.
    tell
        Takes the summary, line by line. Progress goes to stderr.

    Returns
    -------
    GradeSummary
        What was done, and what went wrong.

    Raises
    ------
    CourseError
        If there is no such assignment or no such submission, or another run grades the class.
    """
    names = folder.chosen(assignments)
    if dry_run:
        run = _Run(folder)
        run.summary.graded = [(j.assignment, j.student) for j in run.jobs(names, students)]
        _tell(folder, run.summary, tell, dry_run=True)
        return run.summary
    with only_one(folder), warnings.catch_warnings():
        # What nbgrader's database library has to say is no concern of an instructor.
        warnings.simplefilter("ignore")
        run = _Run(folder)
        try:
            run.grade(run.jobs(names, students))
        except KeyboardInterrupt:
            tell("Stopped. What was graded is kept; the next run goes on with the rest.")
            raise
        finally:
            run.finish(names)
            _tell(folder, run.summary, tell)
    return run.summary


class _Run:
    """One run over a class."""

    def __init__(self, folder: ClassFolder) -> None:
        self.folder = folder
        self.summary = GradeSummary()

    def jobs(self, assignments: Sequence[str], students: Sequence[str]) -> list[_Job]:
        """List the submissions to grade, those last that may have ended a run before."""
        found: list[_Job] = []
        seen: set[str] = set()
        for assignment in assignments:
            handed_in = self.folder.handed_in(assignment)
            seen.update(handed_in)
            chosen = [name for name in handed_in if not students or name in students]
            found += self._jobs(assignment, chosen)
        unknown = sorted(set(students) - seen)
        if unknown:
            raise CourseError(
                f"Nothing was handed in by {', '.join(unknown)} for {', '.join(assignments)}. "
                "Look at the names of the folders in submitted/."
            )
        return sorted(found, key=lambda job: job.note is not None and not job.note.done)

    def _jobs(self, assignment: str, students: Sequence[str]) -> Iterator[_Job]:
        from course.grading.submission import fingerprint

        by, grades = None, {}
        # Opening a gradebook that is not there would make one.
        if (self.folder.root / "gradebook.db").is_file():
            with self.folder.gradebook() as book:
                by = graded.released(self.folder, book, assignment)
                grades = graded.in_gradebook(book, assignment)
        for student in students:
            if by is None:
                why = f"it was never released. Run: course class release {assignment}"
                self._failed(assignment, student, why)
                continue
            if set(student) & set("*?[]") or student != student.strip():
                self._failed(assignment, student, "the name of the folder cannot be a student's id")
                continue
            submission = fingerprint(self.folder.root / "submitted" / student / assignment)
            note = graded.load(self.folder, assignment, student)
            job = _Job(assignment, student, submission, by, note, grades.get(student, {}))
            if note and self._is_graded(job, note):
                self.summary.unchanged.append((assignment, student))
                self._report(job, note.troubles)
            else:
                yield job

    def _is_graded(self, job: _Job, note: Note) -> bool:
        return (
            note.done
            and note.submission == job.submission
            and note.released == job.released.fingerprint
            and note.points == autos(job.before)
            and all((self._autograded(job) / f"{name}.ipynb").is_file() for name in note.written)
        )

    def grade(self, jobs: Sequence[_Job]) -> None:
        """Grade submissions, one after the other."""
        if not jobs:
            return
        from course.grading.engine import one_engine
        from course.grading.warm import warm_kernels

        progress = Progress(len(jobs), "Grading")
        with warm_kernels(), one_engine(), self._scratch() as scratch:
            api = self.folder.api(
                CourseDirectory={"submitted_directory": str(scratch.relative_to(self.folder.root))},
                NbGraderAPI={"log_level": logging.INFO},
            )
            for job in jobs:
                progress.step(f"{job.assignment}, {job.student}")
                try:
                    why = self._grade(job, api, scratch / job.student / job.assignment)
                except Exception as error:
                    # Whatever it is, the others are graded.
                    why = self._unforeseen(f"{job.assignment}, {job.student}", error)
                if why:
                    self._failed(job.assignment, job.student, why)
            progress.end()

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A folder for the copies that are graded, in place of ``submitted``."""
        for left_over in (self.folder.root / NOTES).glob("copies-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        place = Path(tempfile.mkdtemp(prefix="copies-", dir=self.folder.root / NOTES))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _grade(self, job: _Job, api: NbGraderAPI, copy: Path) -> str:
        """Grade one submission; say why if that cannot be done."""
        from course.grading.submission import fingerprint, stage

        source = self.folder.root / "submitted" / job.student / job.assignment
        brought = (self.folder.root / SOURCES / job.assignment).glob("*")
        own = {path.name for path in brought} - {"responses.json"}
        given_out = self.folder.root / RELEASED / job.assignment
        try:
            troubles = stage(source, copy, job.released.notebooks, own, given_out)
        except OSError as error:
            return f"it could not be copied ({files.reason(error)})."
        if fingerprint(source) != job.submission:
            # It was looked at before any student's code ran.
            return "it was changed while others were graded. Look at it, then run this again."
        begun = _begun(job)
        graded.save(self.folder, job.assignment, job.student, begun)
        self._set_time(job, copy)
        if any(copy.glob("*.ipynb")):
            why = self._autograde(job, api)
            if why:
                return why
        else:
            self._nothing(job)
        shutil.rmtree(copy, ignore_errors=True)
        found = self._notebooks(job)
        written = {name: graded.written(notebook) for name, notebook in found.items()}
        points = self._settle(job, begun, written)
        every = [*troubles, *_notes(found)]
        done = replace(begun, done=True, points=points, waits=[], written=written, troubles=every)
        graded.save(self.folder, job.assignment, job.student, done)
        self.summary.graded.append((job.assignment, job.student))
        self._report(job, every)
        return ""

    def _autograde(self, job: _Job, api: NbGraderAPI) -> str:
        """Run nbgrader; say why if it failed."""
        for _ in range(2):
            try:
                result = api.autograde(job.assignment, job.student)
            except Exception as error:
                result = {"success": False, "error": f"{type(error).__name__}: {error}"}
            self._log(f"{job.assignment}, {job.student}", result)
            if result["success"]:
                return ""
            stop_if_interrupted(result)
            if "database is locked" not in f"{result['error']} {result.get('log')}":
                return f"{reason(result)} (More is in {LOG}.)"
        return _IN_USE

    def _unforeseen(self, what: str, error: Exception) -> str:
        """Say what went wrong where nothing should."""
        with suppress(OSError):
            told = "".join(traceback.format_exception(error))
            self._log(what, {"success": False, "error": told})
        return _words(error)

    def _set_time(self, job: _Job, copy: Path) -> None:
        """Set when it was handed in: where no time is, nbgrader keeps that of the one before."""
        path = copy / "timestamp.txt"
        when = path.read_text("utf-8").strip() if path.is_file() else ""
        with self.folder.gradebook() as book:
            book.update_or_create_student(job.student)
            book.update_or_create_submission(job.assignment, job.student, timestamp=when or None)

    def _nothing(self, job: _Job) -> None:
        """No points, for a submission without a single notebook that can be read."""
        shutil.rmtree(self._autograded(job), ignore_errors=True)
        self._autograded(job).mkdir(parents=True)
        with self.folder.gradebook() as book:
            submission = book.find_submission(job.assignment, job.student)
            for notebook in submission.notebooks:
                for cell in notebook.grades:
                    cell.auto_score, cell.needs_manual_grade = 0, False
            book.db.commit()

    def _settle(self, job: _Job, before: Note, written: dict[str, str]) -> dict[str, float | None]:
        """Mark for another look what a person gave points for, if it is not what it was."""
        with self.folder.gradebook() as book:
            submission = book.find_submission(job.assignment, job.student)
            points = {}
            for notebook in submission.notebooks:
                same_text = written.get(notebook.name) == before.written.get(notebook.name)
                for cell in notebook.grades:
                    name = f"{notebook.name}/{cell.name}"
                    points[name] = cell.auto_score
                    if cell.manual_score is not None:
                        same = (
                            name in before.points
                            and before.points[name] == cell.auto_score
                            and (cell.auto_score is not None or same_text)
                        )
                        cell.needs_manual_grade = not same or name in before.waits
            book.db.commit()
        return points

    def finish(self, assignments: Sequence[str]) -> None:
        """Count what waits for a person, and look whether something else wrote points."""
        for assignment in assignments:
            try:
                with self.folder.gradebook() as book:
                    every = graded.in_gradebook(book, assignment)
            except Exception as error:
                what = self._unforeseen(assignment, error)
                self.summary.problems.append(Problem(assignment, "", "", f"at the end, {what}"))
                continue
            for student, grades in every.items():
                note = graded.load(self.folder, assignment, student)
                # Of one that failed nothing can be said yet.
                if note and note.done:
                    self.summary.waiting += sum(cell.waits for cell in grades.values())
            for name, student in self.summary.graded:
                note = graded.load(self.folder, assignment, student)
                now = autos(every.get(student, {}))
                if name == assignment and note and note.points != now:
                    what = "its points were changed while others were graded. Run this again."
                    self.summary.problems.append(Problem(assignment, student, "", what))

    def _autograded(self, job: _Job) -> Path:
        return self.folder.root / "autograded" / job.student / job.assignment

    def _notebooks(self, job: _Job) -> dict[str, NotebookNode]:
        import nbformat

        paths = [self._autograded(job) / f"{name}.ipynb" for name in job.released.notebooks]
        return {
            path.stem: nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
            for path in paths
            if path.is_file()
        }

    def _report(self, job: _Job, troubles: Sequence[Trouble]) -> None:
        self.summary.problems += [
            Problem(job.assignment, job.student, trouble.notebook, trouble.what)
            for trouble in troubles
        ]

    def _failed(self, assignment: str, student: str, why: str) -> None:
        self.summary.failed.append(Problem(assignment, student, "", why))

    def _log(self, what: str, result: dict[str, Any]) -> None:
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        parts = [f"--- {now} {what}", result.get("log") or ""]
        if not result["success"]:
            parts.append(result["error"])
        with (self.folder.root / LOG).open("a", encoding="utf-8", errors="replace") as file:
            file.write("\n".join(parts) + "\n")


def _words(error: Exception) -> str:
    if "database is locked" in str(error):
        return _IN_USE
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"a file could not be read or written ({where}{files.reason(error)})."
    first = (str(error).strip() or "no more is known").splitlines()[0]
    return f"{type(error).__name__}: {first} (More is in {LOG}.)"


def _begun(job: _Job) -> Note:
    """The note that takes the one before back, and keeps what it will be compared with."""
    old = job.note
    by = job.released.fingerprint
    if old and not old.done:
        # The gradebook may already hold half of the new points.
        return replace(old, submission=job.submission, released=by, troubles=[])
    waits = [name for name, points in job.before.items() if points.waits]
    written = old.written if old else {}
    return Note(job.submission, by, points=autos(job.before), waits=waits, written=written)


def _notes(notebooks: dict[str, NotebookNode]) -> Iterator[Trouble]:
    from course.grading import notes

    for name, notebook in notebooks.items():
        for words in notes.read(notebook):
            yield Trouble(name, words)


def _called(folder: ClassFolder) -> dict[str, str]:
    try:
        return roster.called(folder)
    except Exception:
        # What was graded is told, if need be by ids alone.
        return {}


def _tell(
    folder: ClassFolder,
    summary: GradeSummary,
    tell: Callable[[str], None],
    dry_run: bool = False,
) -> None:
    names = _called(folder) if summary.failed or summary.problems else {}
    count = Counter(assignment for assignment, _ in summary.graded)
    each = ", ".join(f"{name}: {number}" for name, number in sorted(count.items()))
    did = "Would grade" if dry_run else "Graded"
    tell(f"{did} {_many(len(summary.graded), 'submission')}{f' ({each})' if each else ''}.")
    if summary.unchanged:
        tell(f"Graded before and unchanged: {len(summary.unchanged)}.")
    if summary.failed:
        tell(f"\nNot graded: {len(summary.failed)}.")
        for problem in summary.failed:
            tell(f"  {problem.told(names)}")
    if summary.problems:
        tell("\nGraded, but not as it was handed in, or worth a look:")
        for problem in summary.problems:
            tell(f"  {problem.told(names)}")
    if summary.waiting:
        tell(f"\n{_many(summary.waiting, 'answer')} to be read by a person, in formgrader.")


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"

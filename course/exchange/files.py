"""The files that a person names: questions to read, exports to write."""

from __future__ import annotations

from pathlib import Path

from course import content
from course.errors import CourseError
from course.learner import files


def find(name: str) -> Path:
    """The question file that somebody means.

    Parameters
    ----------
    name
        Path of a file; or a lesson such as ``"01_anatomy"`` or ``"01"``.

    Raises
    ------
    CourseError
        If there is neither.
    """
    path = Path(name)
    if path.is_file():
        return path
    lessons = sorted((content.root() / "data" / "questions").glob("*.yaml"))
    if path.name == name:
        for lesson in lessons:
            # By its whole name, its number, or the longer name of its notebook.
            if f"{lesson.stem}_".startswith(f"{name}_") or name.startswith(f"{lesson.stem}_"):
                return lesson
    if path.is_dir():
        raise CourseError(f"{name} is a folder. Name the question files in it, such as *.yaml.")
    if path.suffix == ".yaml" or path.name != name:
        raise CourseError(
            f"There is no file {name}. The questions of the graded exercises, with their keys, lie "
            "in exercises/*.yaml of the repository or of a class folder; an installed course has "
            "none."
        )
    raise CourseError(
        f"{name} is neither a question file nor a lesson. The lessons are: "
        f"{', '.join(lesson.stem for lesson in lessons)}."
    )


def read_text(path: Path) -> str:
    """A text that somebody else wrote.

    Raises
    ------
    CourseError
        If the file cannot be read or is no UTF-8 text.
    """
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise CourseError(f"{path} is no UTF-8 text. Save it as UTF-8 and try again.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {files.reason(error)}.") from None


def write(path: Path, data: bytes, *, replace: bool) -> str:
    """Write a file unless another one is in its place, and say what was done.

    Raises
    ------
    CourseError
        If the file is there with other content and may not be replaced, or cannot be written.
    """
    if not path.parent.is_dir():
        raise CourseError(f"{path} cannot be written: there is no folder {path.parent}.")
    try:
        there = path.read_bytes() if path.exists() else None
        if there == data:
            return f"{path} is up to date; nothing was written."
        if there is not None and not replace:
            raise CourseError(
                f"{path} is there already, and its content differs. Nothing was written. Choose "
                "another name, or add --replace to write over it."
            )
        files.replace(path, data)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {files.reason(error)}.") from None
    return f"{path} was {'replaced' if there is not None else 'written'}."

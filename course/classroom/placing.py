"""Hand-ins put into nbgrader's folders; what was there is moved aside, never overwritten."""

from __future__ import annotations

import filecmp
import hashlib
import shutil
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from course.classroom.archive import in_zip, is_junk
from course.classroom.download import Handed
from course.classroom.folder import NOTES, ClassFolder
from course.classroom.handin import EXCHANGE_FILES, TIMESTAMP, Assignment, assemble
from course.classroom.onlyone import only_one
from course.classroom.roster import enrol
from course.learner.files import reason

BEFORE, GRADED_BEFORE = "submitted_before", "graded_before"

Files = Mapping[PurePosixPath, Path]


def put(
    folder: ClassFolder,
    expected: Assignment,
    hand_ins: Sequence[Handed],
    found: Mapping[str, str],
    *,
    dry_run: bool,
) -> None:
    """Put each hand-in into the class, and write down in it what became of it.

    Parameters
    ----------
    folder
        The class.
    expected
        The assignment.
    hand_ins
        What was collected.
    found
        The ids that earlier runs found, by what stood for the person in the download.
    dry_run
        Only say what would be done.

    Raises
    ------
    CourseError
        If another run holds the class.
    """
    ready: dict[str, list[tuple[Handed, Files]]] = defaultdict(list)
    for handed in hand_ins:
        if handed.student and not handed.result:
            try:
                files = _files(handed, expected)
            except OSError as error:
                # One file that cannot be read does not stop the others.
                files, handed.problem = {}, _cannot(error)
            if files:
                ready[handed.student.id].append((handed, files))
        elif not handed.result:
            handed.problem = handed.match.how
    if dry_run:
        _settle(folder, expected.name, ready, found, dry_run=True)
        return
    with only_one(folder):
        # What a run that was stopped had not put into its place.
        shutil.rmtree(folder.root / NOTES / "incoming", ignore_errors=True)
        enrol(folder, [h.student for several in ready.values() for h, _ in several if h.student])
        _settle(folder, expected.name, ready, found, dry_run=False)


def _files(handed: Handed, expected: Assignment) -> Files:
    hand_in = assemble(handed.found, expected)
    handed.notes += hand_in.notes
    handed.problem = hand_in.problem
    if handed.trusted and not handed.problem:
        for file in handed.found:
            is_own = in_zip(file.path)
            if file.path.name in EXCHANGE_FILES and len(file.path.parts) <= 2 and not is_own:
                hand_in.files[PurePosixPath(file.path.name)] = file.data
    return hand_in.files


def _settle(
    folder: ClassFolder,
    assignment: str,
    ready: Mapping[str, Sequence[tuple[Handed, Files]]],
    found: Mapping[str, str],
    *,
    dry_run: bool,
) -> None:
    known = folder.recall("collected")
    before = known.setdefault(assignment, {})
    for student, several in ready.items():
        place = folder.root / "submitted" / student / assignment
        earlier = before.setdefault(student, [])
        try:
            digest = _settle_one(folder, place, several, earlier, dry_run=dry_run)
            if digest and not dry_run:
                for handed, _ in several:
                    other = found.get(handed.label.text.strip(), "")
                    # Found by its name before, and a person has said since whose it is.
                    if other not in ("", student) and before.get(other, [])[-1:] == [digest]:
                        _set_aside(folder, folder.root / "submitted" / other / assignment)
                        before[other].pop()
                        handed.notes.append(f"it is no longer {other}'s, and lies there no more")
                earlier[:] = [*(other for other in earlier if other != digest), digest]
                folder.note("collected", known)
        except OSError as error:
            for handed, _ in several:
                handed.result, handed.problem = "", _cannot(error)


def _settle_one(
    folder: ClassFolder,
    place: Path,
    several: Sequence[tuple[Handed, Files]],
    earlier: Sequence[str],
    *,
    dry_run: bool,
) -> str:
    """Put what one student handed in into its place; gives back its digest if it is there now."""
    student, assignment = place.parts[-2:]
    digests = [_digest(files) for _, files in several]
    if len(set(digests)) > 1:
        names = ", ".join(repr(handed.label.text) for handed, _ in several)
        for handed, _ in several:
            who = handed.student.id_and_name if handed.student else student
            handed.problem = f"{who} has handed in more than once: {names}"
        return ""
    handed, files = several[0]
    result = _result(place, files, digests[0], earlier)
    if result == "older":
        why = "the same as an earlier hand-in" if digests[0] in earlier else "older by its time"
        handed.notes.append(
            f"{why}; the later one was kept. If this one counts, move "
            f"submitted/{student}/{assignment} to another place and collect again"
        )
    elif result != "unchanged" and not dry_run:
        _place(folder, place, files)
    handed.result = result
    for other, _ in several[1:]:
        other.result = "twice"
        other.notes.append(f"the same as {handed.label.text!r}")
    return "" if result == "older" else digests[0]


def _result(place: Path, files: Files, digest: str, earlier: Sequence[str]) -> str:
    if not place.is_dir():
        return "new"
    # Also if somebody has mended it since: the mended one stays.
    if earlier[-1:] == [digest] or _same(place, files):
        return "unchanged"
    then, now = _time(place / TIMESTAMP), _time(files.get(PurePosixPath(TIMESTAMP)))
    if then and now:
        return "replaced" if now > then else "older"
    return "older" if digest in earlier else "replaced"


def _place(folder: ClassFolder, place: Path, files: Files) -> None:
    """Put a whole hand-in into its place in one step; what was there is moved aside before."""
    incoming = folder.root / NOTES / "incoming" / uuid.uuid4().hex
    for name, data in files.items():
        target = incoming / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data, target)
        except OSError as error:
            shutil.rmtree(incoming, ignore_errors=True)
            raise OSError(error.errno, reason(error), str(name)) from None
    _set_aside(folder, place)
    _move(incoming, place)


def _set_aside(folder: ClassFolder, place: Path) -> None:
    student, assignment = place.parts[-2:]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")
    # Points and pages of the old one must not pass for those of the new one.
    for what in ("autograded", "feedback"):
        _move(
            folder.root / what / student / assignment,
            folder.root / GRADED_BEFORE / student / assignment / now / what,
        )
    _move(place, folder.root / BEFORE / student / assignment / now)


def _cannot(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"it cannot be put into the class ({where}{reason(error)})"


def _move(source: Path, target: Path) -> None:
    if source.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)


def _same(place: Path, files: Files) -> bool:
    there = {
        PurePosixPath(path.relative_to(place).as_posix()): path
        for path in place.rglob("*")
        if path.is_file()
    }
    there = {k: v for k, v in there.items() if not is_junk(k) and k.name not in EXCHANGE_FILES}
    new = {name: data for name, data in files.items() if name.name not in EXCHANGE_FILES}
    return there.keys() == new.keys() and all(
        filecmp.cmp(there[name], new[name], shallow=False) for name in new
    )


def _digest(files: Files) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        if name.name not in EXCHANGE_FILES:
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(files[name].read_bytes()).digest())
    return digest.hexdigest()


def _time(path: Path | None) -> datetime | None:
    from nbgrader.utils import parse_utc

    if path is None or not path.is_file():
        return None
    try:
        moment: datetime = parse_utc(path.read_text("utf-8").strip())
    except (ValueError, OverflowError):
        return None
    return moment

"""Whatever is handed in: a clear line, the points that it is worth, and the rest goes on."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from smallclass import ALL, NAME, NOTHING, SmallClass

from course.classroom.grade import GradeSummary

NO_LAB = {**ALL, "t-one": 0.0, "t-two": 0.0, "why": 0.0}
NO_ONE = {**ALL, "t-one": 0.0}
NO_TWO = {**ALL, "t-two": 0.0}
NO_QUIZ = {**NO_LAB, "q-bones": 0.0, "q-discs": 0.0}


@dataclass(frozen=True)
class Case:
    """What one student hands in: a whole and right submission, spoilt; the points; a line."""

    points: dict[str, float | None]
    says: str = ""
    spoil: Callable[[Path], object] | None = None
    changes: dict[str, Any] = field(default_factory=dict)


# --- ways to spoil a submission


def write(name: str, data: bytes, folder: Path) -> None:
    (folder / name).write_bytes(data)


def encode(encoding: str, folder: Path) -> None:
    path = folder / "lab.ipynb"
    path.write_bytes(path.read_text("utf-8").encode(encoding))


def put(make: Callable[[Path], object], folder: Path) -> None:
    (folder / "lab.ipynb").unlink()
    make(folder / "lab.ipynb")


def remove(names: str, folder: Path) -> None:
    for path in folder.glob(names):
        path.unlink()


def rename(folder: Path) -> None:
    (folder / "lab.ipynb").rename(folder / "lab (1).ipynb")


def stand_in_the_way(folder: Path) -> None:
    (folder / "quiz.json").unlink()
    (folder / "quiz.json" / "x").mkdir(parents=True)
    (folder / "quiz.json" / "x" / "y").write_text("z")


def large(folder: Path) -> None:
    (folder / "big.csv").touch()
    os.truncate(folder / "big.csv", 10**10)


def edit(change: Callable[[dict[str, Any]], object], folder: Path) -> None:
    path = folder / "lab.ipynb"
    held = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(change(held) or held), "utf-8")


def format_5(held: dict[str, Any]) -> None:
    held["nbformat"] = 5


def format_3(held: dict[str, Any]) -> dict[str, Any]:
    for cell in held["cells"]:
        if cell["cell_type"] == "code":
            cell.update(input=cell.pop("source"), language="python")
    sheets = [{"cells": held["cells"], "metadata": {}}]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}


def named(held: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in held["cells"] if cell["id"] == name)


def no_test(held: dict[str, Any]) -> None:
    named(held, "one")["source"] = "x = 7"
    test = named(held, "t-one")["metadata"]["nbgrader"]
    test.update(grade=False, solution=True, locked=False, points=99)


def no_run(held: dict[str, Any]) -> None:
    named(held, "one")["source"] = "x = 7"
    named(held, "t-one")["metadata"]["tags"] = ["skip-execution"]


def no_shape(held: dict[str, Any]) -> None:
    named(held, "t-one")["metadata"]["nbgrader"] = "x"
    named(held, "why-answer").update(metadata=[], source={"a": 1}, id=3)
    held["cells"] += [7, {"cell_type": ["code"]}, {"cell_type": "code", "source": ["1", 2]}]
    held.update(metadata="x", nbformat_minor="y")


def half_character(held: dict[str, Any]) -> None:
    source = "print('\ud800')\ndisplay('\\ud800')\n'\\ud800'"
    held["cells"].append({"cell_type": "code", "source": source, "metadata": {}})


def code(one: str, two: str = "y = 2", **others: str) -> dict[str, Any]:
    return {"cells": {"one": one, "two": two, **others}}


SHOW = "from IPython.display import HTML\n"
NEVER_EQUAL = "class X:\n    def __eq__(self, other):\n        while True: pass\nx = X()"
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
KILL_PARENT = "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(2)"
HOG = "x = 1\nimport numpy as np\nnp.ones(10**10)"

# --- answers that no quiz wrote


def answers(text: str) -> Case:
    spoilt = partial(write, "responses.json", text.encode())
    says = "quiz: No answer counts: responses.json"
    return Case(NO_QUIZ, says, spoilt, changes={"without": ["lab.ipynb"]})


def attempts(*responses: str) -> str:
    each = [f'{{"id": "a", "at": "2026-01-02T10:00:00Z", "response": {r}}}' for r in responses]
    held = f'{{"q-bones": {{"attempts": [{", ".join(each)}]}}}}'
    return f'{{"format": "runners-back/responses", "version": 1, "questions": {held}}}'


CASES = {
    "right": Case(ALL),
    "broken": Case(
        NO_LAB,
        "lab.ipynb has 0 points: it is damaged in line 2",
        partial(write, "lab.ipynb", b"{\n,"),
    ),
    "empty": Case(NO_LAB, "lab.ipynb has 0 points: it is empty", partial(write, "lab.ipynb", b" ")),
    "list": Case(NO_LAB, "lab.ipynb has 0 points: it is no", partial(write, "lab.ipynb", b"[1]")),
    "deep": Case(
        NO_LAB, "lab.ipynb has 0 points: it is damaged", partial(write, "lab.ipynb", b"[" * 10**5)
    ),
    "format-5": Case(
        NO_LAB, "it is of a notebook format that is not known", partial(edit, format_5)
    ),
    "format-3": Case(ALL, "", partial(edit, format_3)),
    "utf-16": Case(NO_LAB, "it is not text in UTF-8", partial(encode, "utf-16")),
    "utf-8-mark": Case(ALL, "", partial(encode, "utf-8-sig")),
    "a-folder": Case(NO_LAB, "lab.ipynb is missing", partial(put, Path.mkdir)),
    "a-link": Case(
        NO_LAB,
        "lab.ipynb has 0 points: it is no plain file",
        partial(put, lambda path: path.symlink_to("../../right/00_small/lab.ipynb")),
    ),
    "a-pipe": Case(NO_LAB, "lab.ipynb has 0 points: it is no plain file", partial(put, os.mkfifo)),
    "missing": Case(
        NO_LAB, "lab.ipynb is missing, so it has 0 points.", partial(remove, "lab.ipynb")
    ),
    "renamed": Case(NO_LAB, "There is 'lab (1).ipynb': if it is that one, rename it", rename),
    "nothing": Case({**NOTHING, "why": 0.0}, "quiz.ipynb is missing", partial(remove, "*")),
    # The notebook of a quiz holds nothing of the student.
    "quiz-broken": Case(
        NO_LAB,
        "quiz.ipynb cannot be read: it is damaged in line 1 (Expecting property name enclosed in",
        partial(write, "quiz.ipynb", b"{"),
        {"without": ["lab.ipynb"]},
    ),
    "quiz-list": Case(
        NO_LAB,
        "quiz.ipynb cannot be read: it is no notebook. The answers can be, and count.",
        partial(write, "quiz.ipynb", b"[1]"),
        {"without": ["lab.ipynb"]},
    ),
    "quiz-missing": Case(
        NO_LAB,
        "quiz.ipynb is missing; the answers are there, and count.",
        partial(remove, "*.ipynb"),
    ),
    "quiz-and-no-answers": Case(
        NO_QUIZ,
        "quiz.ipynb has 0 points: it is damaged in line 1",
        partial(write, "quiz.ipynb", b"{"),
        {"answers": None, "without": ["lab.ipynb"]},
    ),
    "quiz-and-other-answers": Case(
        NO_QUIZ,
        "quiz.ipynb has 0 points: it is damaged in line 1",
        partial(write, "quiz.ipynb", b"{"),
        {"answers": {"other": "24"}, "without": ["lab.ipynb"]},
    ),
    # Cells that were tampered with.
    "copied": Case(ALL, "Cell 't-one' stands there twice", changes={"copied": ["t-one", "one"]}),
    "deleted": Case(
        ALL, "Missing and put back, at no loss of points: 't-two'.", changes={"deleted": ["t-two"]}
    ),
    "edited": Case(
        NO_ONE,
        "Cell 't-one' had been changed and was restored",
        changes={"cells": {"one": "x = 7", "two": "y = 2", "t-one": "pass"}},
    ),
    "no-test": Case(NO_ONE, "", partial(edit, no_test)),
    "no-run": Case(NO_ONE, "", partial(edit, no_run)),
    "no-shape": Case(
        ALL, "Missing and put back, at no loss of points: 't-one'", partial(edit, no_shape)
    ),
    "half-character": Case(ALL, "", partial(edit, half_character)),
    # Code that does not end well.
    "loop": Case(
        NO_ONE,
        "Cell 'one' ran for more than 3 seconds and was stopped",
        changes=code("while True: pass\nx = 1"),
    ),
    "loop-in-a-test": Case(
        NO_ONE, "Cell 't-one' ran for more than 3 seconds", changes=code(NEVER_EQUAL)
    ),
    "deaf": Case(NO_TWO, "could not be stopped", changes=code("x = 1", DEAF)),
    "prints": Case(ALL, "Cell 'one' showed so much", changes=code("x = 1\nprint('x' * 3 * 10**8)")),
    "shows": Case(
        ALL,
        "Cell 'one' showed so much that it was cut",
        changes=code(f"x = 1\n{SHOW}display(HTML('x' * 30_000))"),
    ),
    "floods": Case(
        NO_ONE,
        "Cell 'one' showed more than fits on any page and was stopped",
        changes=code(f"{SHOW}while True: display(HTML('x' * 30_000))\nx = 1"),
    ),
    "at-once": Case(
        ALL,
        "Cell 'one' showed more at once than can be taken",
        changes=code(f"x = 1\n{SHOW}display(HTML('x' * 10**7))"),
    ),
    "hog": Case(ALL, "", changes=code(HOG)),
    "ends": Case(
        NO_TWO,
        "the code of cell 'two' ended Python itself",
        changes=code("x = 1", "import os\nos._exit(0)"),
    ),
    "ends-parent": Case(NO_TWO, "ended Python itself", changes=code("x = 1", KILL_PARENT)),
    # Files beside the notebooks.
    "time": Case(
        NO_LAB,
        "'timestamp.txt' was left out: it holds no time",
        partial(write, "timestamp.txt", b"tomorrow, perhaps"),
        {"without": ["lab.ipynb"]},
    ),
    "in-the-way": Case(ALL, "", stand_in_the_way),
    "large": Case(
        NO_LAB, "'big.csv' was left out: it is too large", large, {"without": ["lab.ipynb"]}
    ),
    # Answers.
    "no-file": Case(
        NO_QUIZ,
        "No answer counts: responses.json was not handed in",
        changes={"answers": None, "without": ["lab.ipynb"]},
    ),
    "other-quiz": Case(
        NO_QUIZ,
        "No answer counts: responses.json has none to this quiz",
        changes={"answers": {"other": "24"}, "without": ["lab.ipynb"]},
    ),
    "newer": answers('{"format": "runners-back/responses", "version": 99}'),
    "deep-answers": answers("[" * 10**5),
    "no-number": answers(attempts("24").replace('"id"', '"hints": NaN, "id"')),
    "wrong-types": answers(attempts("24").replace("[", '"all", "b": [')),
    "too-many": answers(attempts(*["24"] * 200_000)),
    "odd": Case(
        NO_QUIZ,
        "lab.ipynb is missing",
        partial(write, "responses.json", attempts('"\\ud800<b>"').encode()),
        {"without": ["lab.ipynb"]},
    ),
}
LINUX_ONLY = {"hog", "ends-parent"}


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> SmallClass:
    klass = SmallClass(tmp_path_factory.mktemp("input"))
    for name, case in CASES.items():
        folder = klass.hand_in(name, **case.changes)
        if case.spoil:
            case.spoil(folder)
    return klass


@pytest.fixture(scope="module")
def summary(klass: SmallClass) -> GradeSummary:
    """The one run that grades them all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course.grading.kernels.LARGEST_MESSAGE", 5 * 10**6)
        return klass.run()


def test_everybody_is_graded(summary: GradeSummary) -> None:
    assert [str(problem) for problem in summary.failed] == []
    assert {student for _, student in summary.graded} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_it_earns_what_can_be_seen_to_be_right(
    klass: SmallClass, summary: GradeSummary, name: str
) -> None:
    if name in LINUX_ONLY and sys.platform != "linux":
        pytest.skip("Only Linux lets us do that.")
    assert klass.points(NAME, name) == CASES[name].points


@pytest.mark.parametrize("name", CASES)
def test_the_instructor_is_told_in_words(summary: GradeSummary, name: str) -> None:
    lines = [str(problem) for problem in summary.problems if problem.student == name]
    assert any(CASES[name].says in line for line in lines) or not CASES[name].says, lines
    if not CASES[name].says:
        assert lines == []
    assert not any("Error" in line or "Traceback" in line for line in lines)


@pytest.mark.parametrize("name", ["prints", "shows", "floods", "at-once"])
def test_what_is_shown_does_not_fill_the_disk(
    klass: SmallClass, summary: GradeSummary, name: str
) -> None:
    path = klass.folder / "autograded" / name / NAME / "lab.ipynb"
    assert path.stat().st_size < 300_000


def test_a_stopped_cell_says_why_to_its_student(klass: SmallClass, summary: GradeSummary) -> None:
    outputs = klass.graded("loop").cells[0].outputs
    assert [output.evalue for output in outputs] == [
        "This cell ran for more than 3 seconds and was stopped."
    ]


def test_an_odd_answer_is_shown_and_not_run(klass: SmallClass, summary: GradeSummary) -> None:
    shown = klass.graded("odd", "quiz").cells[0].outputs[0].data["text/html"]
    assert "?&lt;b&gt; parts" in shown


def test_nothing_that_was_handed_in_is_changed(klass: SmallClass, summary: GradeSummary) -> None:
    lab = klass.folder / "submitted" / "broken" / NAME / "lab.ipynb"
    assert lab.read_bytes() == b"{\n,"
    assert (klass.folder / "submitted" / "a-pipe" / NAME / "lab.ipynb").is_fifo()

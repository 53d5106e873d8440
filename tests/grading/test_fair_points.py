"""Points are plain numbers: no warning costs any, no trick earns any."""

from __future__ import annotations

import base64
import html
import re
import subprocess
import sys
import time

import nbformat
import nbformat.v4 as v4
import pytest
from klass import Klass, Student, done
from sources import answer_cell, checked, hidden, task_cell, write_source

from course.grading import kernels
from course.grading.cells import grade_id
from course.grading.feedback import HideSecrets

# Last line of a test cell worth 4 points, and what it must earn.
RESULTS = {
    "plain": ("2.5", 2.5),
    "whole": ("3", 3),
    "numpy": ("import numpy as np; np.float64(2.5)", 2.5),
    "numpy-int": ("import numpy as np; np.int64(3)", 3),
    "hair-above": ("0.1 + 0.2 + 3.7 + 4e-16", 4),
    "nothing": ("assert True", 4),
    "printed": ("print('well done')", 4),
    "warned": ("import warnings; warnings.warn('soon to change', FutureWarning); 4.0", 4),
    "logged": ("import sys; print('a note', file=sys.stderr)", 4),
    "failed": ("assert False", 0),
    "word": ("'ok'", 0),
    "quoted": ("'4'", 0),
    "true": ("True", 0),
    "negative": ("-1", 0),
    "nan": ("float('nan')", 0),
    "infinite": ("float('inf')", 0),
    "too-many": ("9", 0),
    "shown": ("display(2.5)", 0),
    "listed": ("[4]", 0),
    "semicolon": ("2.5;", 2.5),
    "pair": ("2, 2", 0),
    "apart": ("größer = 2.5; (\n    größer  # ü\n)", 2.5),
    "magic": ("%time None\n2.5", 2.5),
    "awaited": ("import asyncio\nawait asyncio.sleep(0, 2.5)", 2.5),
    "claims": ("type('Four', (), {'__repr__': lambda self: 'four of 4'})()", 0),
}
SECRET = "spinous_process_secret == 4711"
SCHEME = "One point for naming the muscle that nobody mentions"
MESSAGE = "look at the number once more"


@pytest.fixture(scope="module")
def klass(tmp_path_factory: pytest.TempPathFactory) -> Klass:
    klass = Klass(tmp_path_factory.mktemp("fair"))
    cells = [
        cell
        for name, (source, _) in RESULTS.items()
        for cell in (answer_cell(f"{name}-answer", "pass"), checked(name, source))
    ]
    leaky = [
        answer_cell("value", "### BEGIN SOLUTION\nspinous_process_secret = 4711\n### END SOLUTION"),
        checked("leaky", "1 + 1\n" + hidden(f"assert {SECRET}") + "\nNone"),
        checked("loud", hidden(f"n = 46\nraise ValueError('{MESSAGE}')")),
        task_cell("why", f"Why?\n\n### BEGIN MARK SCHEME\n{SCHEME}.\n### END MARK SCHEME"),
    ]
    write_source(klass.folder, "00_fair", {"results": cells, "leaky": leaky})
    done(klass.release("00_fair"))
    peek = "print(open('leaky.ipynb').read())\nprint(_ih)\nprint('\\n'.join(_ih))"
    klass.submit("00_fair", Student("ada", cells={"value": "spinous_process_secret = 4711"}))
    klass.submit("00_fair", Student("bob", added={"why": peek}, deleted=["printed", "word"]))
    klass.submit("00_fair", Student("cat"))
    path = klass.folder / "submitted" / "cat" / "00_fair" / "results.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, notebook.cells.pop())
    nbformat.write(notebook, path)
    done(klass.grade("00_fair"))
    done(klass.feedback("00_fair"))
    return klass


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_earns_what_it_says_or_nothing(klass: Klass, name: str) -> None:
    assert klass.points("00_fair", "ada")[name] == RESULTS[name][1]


@pytest.mark.parametrize("name", ["word", "nan", "too-many", "shown"])
def test_a_refused_result_says_which_cell_and_why(klass: Klass, name: str) -> None:
    page = _plain(klass.page("00_fair", "ada", "results"))
    assert f"NoPoints: Cell '{name}'" in page
    assert "Points must be a plain number from 0 to 4" in page


def test_a_warning_stays_visible_in_the_feedback(klass: Klass) -> None:
    assert "FutureWarning: soon to change" in klass.page("00_fair", "ada", "results")


def test_a_deleted_test_cell_is_put_back_and_counts(klass: Klass) -> None:
    points = klass.points("00_fair", "bob")
    assert points == {**klass.points("00_fair", "ada"), "leaky": 0}


@pytest.mark.parametrize("student", ["bob", "cat"])
def test_a_test_cell_comes_back_behind_its_answer(klass: Klass, student: str) -> None:
    """Bob has deleted two of them, and Cat has moved one to the top."""
    graded = klass.folder / "autograded" / student / "00_fair" / "results.ipynb"
    order = [grade_id(cell) for cell in nbformat.read(graded, as_version=4).cells]
    assert order == [name for result in RESULTS for name in (f"{result}-answer", result)]


def test_hidden_tests_do_their_work(klass: Klass) -> None:
    assert klass.points("00_fair", "ada")["leaky"] == 4
    assert klass.points("00_fair", "bob")["leaky"] == 0


@pytest.mark.parametrize("secret", [SECRET, SCHEME, "raise ValueError"])
@pytest.mark.parametrize("student", ["ada", "bob"])
def test_hidden_tests_and_mark_schemes_never_reach_feedback(
    klass: Klass, student: str, secret: str
) -> None:
    page = klass.page("00_fair", student, "leaky")
    for form in (secret, base64.b64encode(secret.encode()).decode()):
        assert form not in _plain(page)


def test_a_traceback_quotes_no_line_around_the_one_that_failed(klass: Klass) -> None:
    assert "n = 46" not in _plain(klass.page("00_fair", "ada", "leaky"))


def test_what_a_hidden_test_has_to_say_is_shown(klass: Klass) -> None:
    assert f"ValueError: {MESSAGE}" in _plain(klass.page("00_fair", "ada", "leaky"))


def test_a_student_s_code_finds_no_hidden_test_beside_it(klass: Klass) -> None:
    # The page must not even show that something had to be blanked where the file was printed.
    page = _plain(klass.page("00_fair", "bob", "leaky"))
    printed = page[page.index('"cells": [') : page.index('"nbformat_minor"')]
    assert "leaky" in printed
    assert "[not shown]" not in printed


def test_the_grader_sees_hidden_tests_and_mark_scheme(klass: Klass) -> None:
    autograded = klass.folder / "autograded" / "ada" / "00_fair" / "leaky.ipynb"
    assert SECRET in autograded.read_text("utf-8")
    assert SCHEME in autograded.read_text("utf-8")


def test_feedback_asks_nothing_of_the_network(klass: Klass) -> None:
    page = klass.page("00_fair", "ada", "results")
    fetched = re.findall(
        r"""(?:src|href)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|<script""", page
    )
    assert fetched == []


# --- what a student does to the Python in which the tests run

# Their first cell, and what the two tests must earn: half of the points, and none.
SETUPS = {
    "quiet": ("%config InteractiveShell.ast_node_interactivity = 'none'", 2.5, 0),
    "loud": ("%config InteractiveShell.ast_node_interactivity = 'all'", 2.5, 0),
    "rounded": ("%precision 0", 2.5, 0),
    "closed": ("n = 1;", 2.5, 0),
    "emptied": ("get_ipython().input_transformers_post.append(lambda lines: [])", 0, 0),
    "printed": ("import sys; sys.displayhook = print", 2.5, 0),
}
# Written backwards, no search finds it.
BACKWARDS = "print([text[::-1] for text in (*In, *_ih, _i, _ii, _iii)])"
BUSY = "# Half" + " " * 60_000 + "."


@pytest.fixture(scope="module")
def bent(tmp_path_factory: pytest.TempPathFactory) -> Klass:
    bent = Klass(tmp_path_factory.mktemp("bent"))
    cells = [
        answer_cell("setup", "n = 1"),
        v4.new_markdown_cell("# Half (4 points)", id="half-head"),
        checked("half", hidden(f"{SECRET.split()[0]} = 2.5") + "\n2.5"),
        checked("never", "assert n < 0"),
        answer_cell("later", "..."),
    ]
    write_source(bent.folder, "00_bent", {"lab": cells})
    done(bent.release("00_bent"))
    for name, (setup, *_) in SETUPS.items():
        bent.submit("00_bent", Student(name, cells={"setup": setup}))
    curious = {"setup": "n = 1", "half-head": BUSY, "later": BACKWARDS}
    bent.submit("00_bent", Student("curious", cells=curious))
    done(bent.grade("00_bent"))
    done(bent.api().generate_feedback("00_bent", "emptied"))
    return bent


@pytest.mark.parametrize("name", SETUPS)
def test_a_setting_of_a_student_changes_no_points(bent: Klass, name: str) -> None:
    _, half, never = SETUPS[name]
    assert bent.points("00_bent", name) == {"half": half, "never": never}


def test_a_test_that_was_kept_from_running_says_so(bent: Klass) -> None:
    page = _plain(bent.page("00_bent", "emptied", "lab"))
    assert "NoPoints: Cell 'never' did not hand over its points." in page


def test_the_tests_stay_out_of_the_history(bent: Klass) -> None:
    graded = bent.folder / "autograded" / "curious" / "00_bent" / "lab.ipynb"
    printed = graded.read_text("utf-8")
    assert "1 = n" in printed
    assert SECRET.split()[0][::-1] not in printed
    assert bent.points("00_bent", "curious") == {"half": 2.5, "never": 0}


def test_a_heading_made_to_keep_us_busy_does_not(bent: Klass) -> None:
    begin = time.process_time()
    done(bent.api().generate_feedback("00_bent", "curious"))
    assert time.process_time() - begin < 5
    assert "Half" in bent.page("00_bent", "curious", "lab")


def test_what_a_student_marks_as_hidden_is_none_of_our_secrets() -> None:
    mine = "my_own_line = 'to be seen'"
    answer = answer_cell("answer", hidden(mine))
    answer.metadata.nbgrader.grade = True
    test = checked("test", hidden(f"{SECRET}\nassert True"))
    cells = [answer, v4.new_code_cell(hidden(mine)), test]
    for cell in cells:
        cell.outputs = [v4.new_output("stream", text=f"{mine}\n{SECRET}")]
    HideSecrets().preprocess(v4.new_notebook(cells=cells), {})
    assert [cell.outputs[0].text for cell in cells] == [f"{mine}\n[not shown]"] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds another process")
def test_a_lower_bound_of_the_machine_stays() -> None:
    import resource

    lower = kernels.LARGEST_FILE // 2
    code = f"""if True:
        import resource, time
        resource.setrlimit(resource.RLIMIT_FSIZE, ({lower}, {lower}))
        print(flush=True)
        time.sleep(60)"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as kernel:
        assert kernel.stdout
        kernel.stdout.readline()
        kernels.limit(kernel.pid)
        assert resource.prlimit(kernel.pid, resource.RLIMIT_FSIZE) == (lower, lower)
        most = resource.prlimit(kernel.pid, resource.RLIMIT_AS)[1]
        assert most == kernels.MEMORY
        kernel.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds another process")
def test_a_kernel_that_has_ended_needs_no_bounds() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kernels.limit(gone.pid)


def _plain(page: str) -> str:
    """The page's text without the tags that colour every word of code."""
    return html.unescape(re.sub(r"<[^>]+>", "", page))

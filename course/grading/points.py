"""Points by parts: a test cell as a list of small questions about the student's work."""

from __future__ import annotations

import builtins
import contextlib
import io
import warnings
from collections.abc import Callable
from types import FunctionType
from typing import Any


class Points:
    """The points of one test cell, given part by part.

    Each part is a question with the answer yes or no, a line for each answer, and its worth. The
    cell ends with ``total()``, which is the number that nbgrader takes. Its names begin with ``_``,
    as it runs among those of a student::

        _task = Points(2)
        _task.part(0, lambda: is_number(bones), ok="`bones` is a number.", off="…")
        ### BEGIN HIDDEN TESTS
        _task.part(2, lambda: same_number(bones, 24), ok="The count is right.", off="…")
        ### END HIDDEN TESTS
        _task.total()

    Parameters
    ----------
    most
        Points of the whole cell, the same number as in its nbgrader metadata.
    """

    def __init__(self, most: float) -> None:
        self._most = float(most)
        self._offered = 0.0
        self._earned = 0.0

    def part(self, worth: float, test: Callable[[], object], ok: str, off: str) -> None:
        """Ask one question and print a line about the answer.

        Parameters
        ----------
        worth
            Points for this part; 0 for a hint on the form of the answer.
        test
            Called without arguments. Only a true boolean passes, so end it with a comparison of
            `course.grading`, never with a bare ``==`` on a student's object. An error in it, such
            as a name that does not exist yet, is an answer too: the part is not passed.
        ok, off
            What to print if it passes and if it does not. ``off`` says what to look at, not the
            answer.
        """
        self._offered += worth
        passed, trouble = _ask(_unshadowed(test))
        if passed:
            self._earned += worth
        mark = "OK" if passed else "Not yet"
        value = f" ({worth:g} of {worth:g})" if passed else f" (0 of {worth:g})"
        line = f"{mark}{value if worth else ''}: {ok if passed else trouble or off}"
        print(line)

    def total(self) -> float:
        """Points earned so far, a plain number between 0 and the points of the cell.

        Raises
        ------
        ValueError
            If the parts are worth more than the cell: a mistake of the author.
        """
        rest = self._most - self._offered
        if rest < -1e-9:
            raise ValueError(
                f"The parts of this cell are worth {self._offered:g} points, the cell only "
                f"{self._most:g}. Change one of the two."
            )
        if rest > 1e-9:
            print(f"The points for the answer itself ({rest:g}) are given when it is graded.")
        return round(self._earned, 2)


def _unshadowed(test: Callable[[], object]) -> Callable[[], object]:
    """Give the same test, in which ``sum`` and the like are Python's own.

    A test cell runs among the names of a student, who may have called a number ``sum``. The
    student's functions keep what they were given; the helpers of test cells begin with ``_``.
    """
    if not isinstance(test, FunctionType):
        return test
    theirs = test.__globals__
    ours: dict[str, Any] = {**theirs}
    ours |= {name: own for name, own in vars(builtins).items() if not name.startswith("_")}
    for name, helper in theirs.items():
        helps = name.startswith("_") and isinstance(helper, FunctionType)
        if helps and helper.__globals__ is theirs:
            ours[name] = _moved(helper, ours)
    return _moved(test, ours)


def _moved(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """Give the same function among other names."""
    moved = FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    moved.__kwdefaults__ = function.__kwdefaults__
    return moved


def _ask(test: Callable[[], object]) -> tuple[bool, str]:
    # What student code prints or warns about here would show the hidden question it was asked,
    # and anything on stderr makes stock nbgrader give no points.
    quiet = io.StringIO()
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(quiet),
            contextlib.redirect_stderr(quiet),
        ):
            warnings.simplefilter("ignore")
            answer = test()
    except NameError as error:
        return False, f"`{error.name}` does not exist yet. Has the cell above been run?"
    except NotImplementedError:
        return False, "This is still to do: replace `raise NotImplementedError()`."
    except (Exception, SystemExit) as error:
        return False, f"Your code stopped with an error ({type(error).__name__})."
    # Identity, not truth: an object that claims to be equal to everything is not `True`.
    return answer is True, ""

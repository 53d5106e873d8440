"""Marking: how a response is turned into a share of the points.

Pure functions of a key and a response. The browser marks lesson quizzes with the same rules
(``course/view/quiz/marking.js``); a test feeds both with the same responses and compares them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

Key = Mapping[str, Any]

# A number as people type it: blanks between digits, comma or point, perhaps the unit behind it.
_NUMBER = re.compile(r"^([+-]?\d+(?:[.,]\d+)?)[^\d.,]*$", re.ASCII)


def parse_number(text: object) -> float | None:
    """Number that a person typed, or ``None`` if it is not one.

    Parameters
    ----------
    text
        Text such as ``"26"``, ``"0,5"``, ``"- 3.2 mm"``; blanks and a trailing unit are ignored.
    """
    if not isinstance(text, str):
        return None
    squeezed = re.sub(r"\s", "", text)
    match = _NUMBER.match(squeezed)
    if match is None:
        return None
    value = float(match[1].replace(",", "."))
    return value if math.isfinite(value) else None


def score(key: Key, response: object) -> float:
    """Share of the points that a response earns.

    Parameters
    ----------
    key
        What ``question.key()`` gives: the ``type`` and what that type is marked by.
    response
        A learner's answer in the form of its type. Anything else, ``None`` included, earns 0.

    Returns
    -------
    float
        Between 0 and 1. Several answers to one question earn a part each: multiple choice gives
        (right chosen - wrong chosen) / number of right options, never below 0; ordering and
        matching the share of items in their place; true or false half for the verdict and half
        for its reason; a case the share of best decisions.
    """
    try:
        return _RULES[key["type"]](key, response)
    except (KeyError, TypeError, ValueError, AttributeError):
        return 0.0


def _single(key: Key, response: Any) -> float:
    return float(isinstance(response, str) and response == key["correct"])


def _multiple(key: Key, response: Any) -> float:
    if not isinstance(response, list):
        return 0.0
    correct, chosen = set(key["correct"]), set(response)
    return max(0.0, (len(chosen & correct) - len(chosen - correct)) / len(correct))


def _true_false(key: Key, response: Any) -> float:
    if response.get("verdict") is not key["verdict"]:
        return 0.0
    return 1.0 if response.get("reason") == key["reason"] else 0.5


def _numeric(key: Key, response: Any) -> float:
    value = parse_number(response)
    # The small allowance keeps a value on the edge of the tolerance inside it.
    return float(value is not None and abs(value - key["value"]) <= key["tolerance"] + 1e-9)


def _ordering(key: Key, response: Any) -> float:
    correct: list[str] = key["correct"]
    if not isinstance(response, list) or sorted(response) != sorted(correct):
        return 0.0
    in_place = sum(1 for a, b in zip(response, correct, strict=True) if a == b)
    return in_place / len(correct)


def _matching(key: Key, response: Any) -> float:
    correct: dict[str, str] = key["correct"]
    matched = sum(1 for left, right in correct.items() if response.get(left) == right)
    return matched / len(correct)


def _hotspot(key: Key, response: Any) -> float:
    return float(isinstance(response, str) and response in key["correct"])


def _case(key: Key, response: Any) -> float:
    if not isinstance(response, list):
        return 0.0
    nodes, here, best = key["nodes"], key["start"], 0
    for node, choice in response:
        if node != here or choice not in nodes[node]["next"]:
            return 0.0
        best += choice == nodes[node]["best"]
        here = nodes[node]["next"][choice]
    return best / max(len(response), _best_path_length(key))


def _best_path_length(key: Key) -> int:
    nodes, here, length = key["nodes"], key["start"], 0
    while here is not None:
        length += 1
        here = nodes[here]["next"][nodes[here]["best"]]
    return length


_RULES: dict[str, Callable[[Key, Any], float]] = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "hotspot": _hotspot,
    "case": _case,
}

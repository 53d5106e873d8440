"""Comparisons for test cells: right is right in whatever form it comes.

Every comparison first takes plain Python values out of what the student made (a number, a list, an
array, a Series, a table with one column) and compares only those. What the student's own classes
say about equality is never asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any


def same_number(value: object, expected: float, within: float = 0.01) -> bool:
    """Whether a value is that number.

    Parameters
    ----------
    value
        A Python or numpy number, or a list, array or Series that holds exactly one.
    expected
        The right number.
    within
        How far off it may be, absolute; rounding by a student must fit in.
    """
    number = plain_number(value)
    # The small allowance keeps a value on the edge inside it.
    return number is not None and abs(number - expected) <= within + 1e-9


def same_numbers(
    values: object, expected: Sequence[float], within: float = 0.01, any_order: bool = False
) -> bool:
    """Whether values are those numbers, one by one.

    Parameters
    ----------
    values
        A list, tuple, set, array, Series or one-column table.
    expected
        The right numbers.
    within
        How far off each may be, absolute.
    any_order
        Accept them in another order.
    """
    items = _plain_items(values)
    if items is None or len(items) != len(expected):
        return False
    numbers = [number for number in map(plain_number, items) if number is not None]
    if len(numbers) != len(expected):
        return False
    wanted = list(expected)
    if any_order:
        numbers, wanted = sorted(numbers), sorted(wanted)
    return all(same_number(n, w, within) for n, w in zip(numbers, wanted, strict=True))


def same_by_name(values: object, expected: Mapping[str, float], within: float = 0.01) -> bool:
    """Whether each name has its number, in any order.

    Parameters
    ----------
    values
        A dictionary, a Series with the names as its index, a table with names and numbers, or a
        list of (name, number) pairs. Capitals and blanks around a name do not matter.
    expected
        The right number of each name.
    within
        How far off each may be, absolute.
    """
    pairs = _plain_pairs(values)
    if pairs is None:
        return False
    found = {_plain_text(name): number for name, number in pairs}
    wanted = {_plain_text(name): number for name, number in expected.items()}
    return (
        len(pairs) == len(found)
        and found.keys() == wanted.keys()
        and all(same_number(found[name], number, within) for name, number in wanted.items())
    )


def number_of(values: object, name: str) -> float | None:
    """Give the number that belongs to a name, or ``None`` if that name has none or several.

    Parameters
    ----------
    values
        As for `same_by_name`.
    name
        The name to look up.
    """
    pairs = _plain_pairs(values) or []
    numbers = [number for key, number in pairs if _plain_text(key) == _plain_text(name)]
    return plain_number(numbers[0]) if len(numbers) == 1 else None


def same_words(values: object, expected: Sequence[str]) -> bool:
    """Whether values are those texts, each once, in any order."""
    items = _plain_items(values)
    return (
        items is not None
        and all(isinstance(item, str) for item in items)
        and sorted(map(_plain_text, items)) == sorted(map(_plain_text, expected))
    )


def same_text(value: object, expected: str) -> bool:
    """Whether a value is that text; capitals, blanks and a final full stop do not matter."""
    items = [value] if isinstance(value, str) else _plain_items(value)
    return (
        items is not None
        and len(items) == 1
        and isinstance(items[0], str)
        and _plain_text(items[0]).rstrip(".") == _plain_text(expected)
    )


def mentions(text: object, *words: str) -> bool:
    """Whether a text holds each of the words, capitals and HTML tags aside."""
    if not isinstance(text, str):
        return False
    plain = _plain_text(re.sub(r"<[^>]*>", " ", text))
    return bool(plain) and all(_plain_text(word) in plain for word in words)


def is_number(value: object) -> bool:
    """Whether a value is, or holds, exactly one finite number."""
    return plain_number(value) is not None


def are_words(values: object) -> bool:
    """Whether values are texts and nothing else, at least one: a list, set, array or Series."""
    items = [] if isinstance(values, Mapping) else _plain_items(values) or []
    return len(items) > 0 and all(isinstance(item, str) for item in items)


def has_names(values: object, names: Sequence[str]) -> bool:
    """Whether a dictionary, Series or table has a line for each name, and no other."""
    pairs = _plain_pairs(values)
    return pairs is not None and same_words([str(name) for name, _ in pairs], names)


def plain_number(value: object) -> float | None:
    """Give the finite number in a value, or ``None`` if it is none (``True`` is no number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal | Fraction):
        try:
            number = float(value)
        except (OverflowError, ValueError):
            return None
        return number if math.isfinite(number) else None
    items = _plain_items(value)
    if items is not None and len(items) == 1 and items[0] is not value:
        return plain_number(items[0])
    return None


def _plain_items(values: Any) -> list[Any] | None:
    """Give what a collection holds, as plain Python values."""
    if isinstance(values, Mapping):
        return list(values.values())
    if isinstance(values, list | tuple | set | frozenset | range):
        return list(values)
    if _made_by(values, "pandas") and getattr(values, "ndim", 0) == 2:
        return values.iloc[:, 0].tolist() if values.shape[1] == 1 else None
    if _made_by(values, "numpy", "pandas") and hasattr(values, "tolist"):
        items = values.tolist()
        return items if isinstance(items, list) else [items]
    return None


def _plain_pairs(values: Any) -> list[tuple[Any, Any]] | None:
    """Give the (name, number) pairs of a dictionary, Series, table or list of pairs."""
    if isinstance(values, Mapping):
        return [(_alone(name), value) for name, value in values.items()]
    if _made_by(values, "pandas") and getattr(values, "ndim", 0) == 1:
        names = map(_alone, values.index.tolist())
        return list(zip(names, values.tolist(), strict=True))
    if _made_by(values, "pandas") and getattr(values, "ndim", 0) == 2:
        if values.shape[1] == 1:
            return _plain_pairs(values.iloc[:, 0])
        return _pairs(values.values.tolist())
    return _pairs(values) if isinstance(values, list | tuple) else None


def _alone(name: Any) -> Any:
    # Rows counted in a table with one column are named by a tuple of one.
    return name[0] if isinstance(name, tuple) and len(name) == 1 else name


def _pairs(rows: Iterable[Any]) -> list[tuple[Any, Any]] | None:
    found = [tuple(row) for row in rows if isinstance(row, list | tuple)]
    return [(row[0], row[1]) for row in found] if all(len(row) == 2 for row in found) else None


def _plain_text(text: object) -> str:
    return " ".join(str(text).casefold().split())


def _made_by(value: object, *packages: str) -> bool:
    # By name, so that neither package has to be imported to say no.
    return type(value).__module__.split(".")[0] in packages

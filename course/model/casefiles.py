"""Keys of the ledger in the files of ``data/cases``: each is checked where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal

from course.model import evidence
from course.model.yamlfile import YamlFile

_LEDGER: Mapping[str, Callable[[], Collection[str]]] = {
    "sources": evidence.sources,
    "red_flags": lambda: [rule.id for rule in evidence.red_flags()],
    "figures": evidence.figures,
}


def check_keys(
    file: YamlFile,
    place: Sequence[int | str],
    keys: Sequence[str],
    what: Literal["sources", "red_flags", "figures"] = "sources",
) -> None:
    """Make sure that the list at ``place`` holds keys of the ledger only, each once.

    Parameters
    ----------
    file
        The file that holds the list.
    place
        The way to the list, such as ``["cases", 0, "sources"]``.
    keys
        The list itself.
    what
        The part of the ledger that the keys belong to.

    Raises
    ------
    AuthorError
        For the first unknown or repeated key, with its line and the nearest keys that exist.
    """
    for index, key in enumerate(keys):
        check_key(file, [*place, index], key, what)
        if key in keys[:index]:
            raise file.mistake([*place, index], f"`{key}` stands here twice.", "Keep one of them.")


def check_key(file: YamlFile, place: Sequence[int | str], key: str, what: str) -> None:
    """Make sure that the value at ``place`` is a key of that part of the ledger.

    Raises
    ------
    AuthorError
        If it is not; the message names the nearest keys that exist.
    """
    known = list(_LEDGER[what]())
    if key not in known:
        near = difflib.get_close_matches(key, known, n=3)
        raise file.mistake(
            place,
            f"`{key}` is not in data/evidence/{what}.yaml.",
            f"Did you mean {', '.join(near)}?" if near else "Add it to the ledger first, checked.",
        )

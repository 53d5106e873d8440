"""Reading a notebook that anybody may have written, and making it sound."""

from __future__ import annotations

import json
import re
from typing import Any

from nbformat import NotebookNode, convert, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

_KINDS = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class NotANotebook(Exception):
    """A file that is no notebook; the text says why."""


def read_notebook(data: bytes) -> NotebookNode:
    """Read the cells of a notebook; what is out of shape is left out.

    Of a cell its kind, its text, its pictures and the names it goes by are kept. Whatever else
    nbgrader needs is known from the release.

    Parameters
    ----------
    data
        Content of the file.

    Raises
    ------
    NotANotebook
        If there is nothing to be read in it.
    """
    held = _json(data)
    if not isinstance(held, dict) or not isinstance(held.get("nbformat"), int):
        raise NotANotebook("it is no notebook")
    if held["nbformat"] not in (3, 4):
        raise NotANotebook("it is of a notebook format that is not known")
    cells = _cells(held)
    if not isinstance(cells, list):
        raise NotANotebook("it is no notebook")
    taken: set[str] = set()
    sound = [_cell(cell, taken) for cell in cells if _kind(cell)]
    notebook: NotebookNode = new_notebook(cells=sound)  # type: ignore[no-untyped-call]
    return notebook


def encoded(notebook: NotebookNode) -> bytes:
    """The content of a file; half characters, which JSON may hold, become question marks."""
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _json(data: bytes) -> Any:
    if not data.strip():
        raise NotANotebook("it is empty")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotANotebook("it is not text in UTF-8; another program has changed it") from None
    except json.JSONDecodeError as error:
        raise NotANotebook(f"it is damaged in line {error.lineno} ({error.msg})") from None
    except (ValueError, RecursionError):
        raise NotANotebook("it is damaged") from None


def _cells(held: dict[str, Any]) -> Any:
    if held["nbformat"] == 4:
        return held.get("cells")
    try:
        return convert(from_dict(held), 4).cells  # type: ignore[no-untyped-call]
    except Exception:
        # nbformat was not written for such files, and raises what comes.
        return None


def _kind(cell: Any) -> str | None:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    return kind if isinstance(kind, str) and kind in _KINDS else None


def _cell(held: dict[str, Any], taken: set[str]) -> NotebookNode:
    make = _KINDS[held["cell_type"]]
    cell: NotebookNode = make(_text(held.get("source")))  # type: ignore[no-untyped-call]
    name = held.get("id")
    if isinstance(name, str) and _ID.fullmatch(name) and name not in taken:
        cell.id = name
    taken.add(cell.id)
    grade_id = _at(_at(held.get("metadata"), "nbgrader"), "grade_id")
    if isinstance(grade_id, str):
        cell.metadata["nbgrader"] = {"grade_id": grade_id}
    attachments = _attachments(held.get("attachments"))
    if held["cell_type"] == "markdown" and attachments:
        cell.attachments = from_dict(attachments)  # type: ignore[no-untyped-call]
    return cell


def _at(held: Any, name: str) -> Any:
    return held.get(name) if isinstance(held, dict) else None


def _attachments(held: Any) -> dict[str, dict[str, str]]:
    files = held.items() if isinstance(held, dict) else ()
    return {
        name: {kind: _text(data) for kind, data in forms.items()}
        for name, forms in files
        if isinstance(forms, dict)
    }


def _text(source: Any) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else ""

"""YAML files that know the line of each value, so that a mistake can be reported where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from course.errors import AuthorError

Model = TypeVar("Model", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: its ``data``, and the line of any place in it."""

    path: Path
    data: Any
    node: yaml.Node

    @classmethod
    def read(cls, path: Path) -> YamlFile:
        """Parse a file.

        Raises
        ------
        AuthorError
            If it is not UTF-8, not valid YAML, empty, or gives one field twice.
        """
        try:
            loader = _Loader(path.read_text("utf-8"))
            try:
                node = loader.get_single_node()
                data = loader.construct_document(node) if node is not None else None
            finally:
                loader.dispose()
        except UnicodeDecodeError as error:
            raise AuthorError(
                path, 1, f"The file is not UTF-8 text ({error.reason}).", "Save it as UTF-8."
            ) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            problem = " ".join(str(p) for p in (error.context, error.problem) if p)
            raise AuthorError(
                path,
                line,
                f"This is not valid YAML: {problem}.",
                "Check indentation and quotes on this line and the one above; "
                "a text with a colon in it goes into quotes.",
            ) from None
        except (yaml.YAMLError, RecursionError) as error:
            raise AuthorError(
                path, 1, f"This is not valid YAML: {error}.", "Remove the odd characters."
            ) from None
        if node is None:
            raise AuthorError(path, 1, "The file is empty.", "Fill it, or delete it.")
        _refuse_repeated_fields(path, node)
        return cls(path, data, node)

    def line(self, place: Sequence[int | str]) -> int:
        """Line, counted from 1, of the deepest part of ``place`` that exists in the file."""
        node = self.node
        for step in place:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return int(node.start_mark.line) + 1

    def mistake(self, place: Sequence[int | str], problem: str, mend: str) -> AuthorError:
        """An author's mistake at that place, with its line and the id of the item it lies in."""
        return AuthorError(self.path, self.line(place), problem, mend, self._item(place))

    def validate(self, model: type[Model]) -> Model:
        """The file's content as a model.

        Raises
        ------
        AuthorError
            For the first mistake in the file, with its line, the id of the item and the mend.
        """
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            # A misspelt field is the cause of a missing one, so it comes first; last of all comes
            # a list that pydantic calls too short because one of its entries failed.
            first = min(
                error.errors(),
                key=lambda e: (
                    e["type"] != "extra_forbidden",
                    e["type"] == "too_short",
                    self.line(self._place(e["loc"])),
                ),
            )
            raise self._author_error(dict(first)) from None

    def _place(self, loc: Sequence[int | str]) -> list[int | str]:
        # pydantic names the branch of a union in the path; the file has no such level.
        place: list[int | str] = []
        for step in loc:
            node = self.node
            for done in place:
                node = _child(node, done) or node
            if _child(node, step) is not None or step is loc[-1]:
                place.append(step)
        return place

    def _author_error(self, error: dict[str, Any]) -> AuthorError:
        place = self._place(error["loc"])
        return AuthorError(
            self.path, self.line(place), *_in_words(error, place), item=self._item(place)
        )

    def _item(self, place: Sequence[int | str]) -> str | None:
        """Id of the outermost list entry that ``place`` lies in."""
        data = self.data
        for step in place:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
            if isinstance(data, dict) and "id" in data:
                return str(data["id"])
        return None


def _child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value  # type: ignore[no-any-return]
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    return None


def _refuse_repeated_fields(path: Path, node: yaml.Node) -> None:
    # YAML keeps the last of two equal fields in silence; here that would lose an author's text.
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise AuthorError(
                    path,
                    key.start_mark.line + 1,
                    f"The field `{key.value}` stands twice in the same entry.",
                    "Keep one of the two.",
                )
            seen.add(key.value)
            _refuse_repeated_fields(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            _refuse_repeated_fields(path, child)


def _in_words(error: dict[str, Any], place: Sequence[int | str]) -> tuple[str, str]:
    """Problem and mend for one of pydantic's errors."""
    field = place[-1] if place else "the file"
    match error["type"]:
        case "missing":
            return f"The field `{field}` is missing.", f"Add `{field}:` to this entry."
        case "extra_forbidden":
            return f"`{field}` is not a field of this entry.", "Correct its spelling or remove it."
        case "union_tag_invalid" | "union_tag_not_found":
            allowed = error.get("ctx", {}).get("expected_tags", "the eight types")
            return "The `type` of this question is missing or unknown.", f"Use one of {allowed}."
        case "string_type":
            return f"`{field}` must be text.", "Put it into quotes."
        case "string_pattern_mismatch":
            return (
                f"`{field}` is {error.get('input')!r}, which is not a short name.",
                "Use small letters, digits and single hyphens, such as `bone-count`.",
            )
        case "too_short":
            least = error.get("ctx", {}).get("min_length", 1)
            return f"`{field}` has too few entries.", f"Give at least {least}."
        case "value_error":
            return str(error["ctx"]["error"]).capitalize() + ".", "Correct this entry."
        case _:
            return f"`{field}`: {error['msg']}.", "Correct this value."

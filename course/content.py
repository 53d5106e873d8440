"""Where the course's content lies, and how its plain files are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent


def root() -> Path:
    """Folder that holds ``data/``, ``lessons/`` and ``release/``.

    Returns
    -------
    pathlib.Path
        ``course/_content`` inside an installed wheel, otherwise the checkout.
    """
    installed = PACKAGE / "_content"
    return installed if installed.is_dir() else PACKAGE.parent


def data_path(relative: str) -> Path:
    """Full path of a file below ``data/``.

    Parameters
    ----------
    relative
        Path with forward slashes, such as ``"anatomy/vertebra_sizes.csv"``.

    Raises
    ------
    FileNotFoundError
        If there is no such file; the message lists the files of that folder.
    """
    path = root() / "data" / relative
    if not path.exists():
        folder = path.parent
        there = ", ".join(sorted(p.name for p in folder.iterdir())) if folder.is_dir() else "none"
        raise FileNotFoundError(f"No data file {relative!r}. Files in that folder: {there}.")
    return path


@cache
def read_yaml(relative: str) -> Any:
    """Parsed content of a YAML file below ``data/``, read once per process."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(data_path(relative).read_text("utf-8"), Loader=loader)

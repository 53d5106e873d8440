"""The repository names no package registry, no CDN and no machine; nothing is left unfinished."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written so that no pattern finds itself.
FORBIDDEN = {
    "a package registry": r"pypi[.]org|python[h]osted|registry[.]npmjs",
    "a CDN": r"cdn[.]js|un[p]kg|js[d]elivr|cdn[j]s",
    "a folder of a machine": r"(?<![\w.])/(?:home|root|Users)/\w",
    "unfinished work": r"\b(?:TO[D]O|FIX[M]E)\b",
}


def tracked() -> list[Path]:
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, encoding="utf-8")
    return [ROOT / name for name in names.split("\0") if name]


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_file_holds(what: str) -> None:
    found = []
    for path in tracked():
        try:
            lines = path.read_text("utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # a picture, or a file that was just removed
        found += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, line in enumerate(lines, 1)
            if re.search(FORBIDDEN[what], line)
        ]
    assert found == []

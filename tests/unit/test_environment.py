"""pyproject.toml, environment.yml and the locks name the same packages; no lock names a host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("bootstrap.lock", "requirements.lock", "requirements-test.lock")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pins(lock: str) -> dict[str, set[str]]:
    """Versions of each package that a lock allows, one for each kind of computer."""
    found: dict[str, set[str]] = {}
    for pin in PIN.finditer((ROOT / lock).read_text("utf-8")):
        found.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    return found


def wanted(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for, with these extras and what builds the package."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    named = [Requirement(line) for line in lines]
    return [each for each in named if each.name != project["name"]]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ()), ("requirements-test.lock", ("grading", "test"))],
)
def test_a_lock_holds_all_that_pyproject_asks_for(lock: str, extras: tuple[str, ...]) -> None:
    locked = pins(lock)
    for each in wanted(*extras):
        versions = locked.get(canonicalize_name(each.name), set())
        assert versions, f"{each.name} is not in {lock}: make lock"
        for version in versions:
            assert each.specifier.contains(version), f"{each} but {version} in {lock}: make lock"


def test_learners_get_what_was_tested() -> None:
    tested = pins("requirements-test.lock")
    differing = {name: v for name, v in pins("requirements.lock").items() if tested.get(name) != v}
    assert differing == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_lock_names_a_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|file:", text)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert len(blocks) == sum(len(versions) for versions in pins(lock).values())
    for block in blocks:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


def test_learners_get_no_instructor_tools() -> None:
    assert "nbgrader" not in pins("requirements.lock")


def test_conda_and_binder_get_the_same_packages() -> None:
    lines = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    assert lines.pop() == {"pip": ["-e ."]}
    conda = {Requirement(line).name: Requirement(line).specifier for line in lines}
    assert conda.pop("python") == SpecifierSet(PROJECT["project"]["requires-python"])
    del conda["pip"]
    assert conda == {each.name: each.specifier for each in wanted()}


def test_intel_macs_can_install() -> None:
    # Version 26 has no wheel for them.
    for version in pins("requirements.lock")["argon2-cffi-bindings"]:
        assert int(version.partition(".")[0]) < 26

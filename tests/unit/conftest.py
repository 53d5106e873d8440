"""Unit tests run fast and alike on a loaded machine: no deadlines, a few dozen examples."""

import os

from hypothesis import settings

os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
settings.register_profile("course", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("course")

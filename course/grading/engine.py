"""One connection to the gradebook for a whole run."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_engine() -> Iterator[None]:
    """Have nbgrader keep its database engine.

    It opens the gradebook about ten times for each submission, each time with a new engine that
    works out the text of every query again. That takes longer than the queries.
    """
    from nbgrader import api

    create = api.create_engine
    api.create_engine = functools.cache(create)
    try:
        yield
    finally:
        api.create_engine = create

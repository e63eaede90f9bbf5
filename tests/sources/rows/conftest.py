"""A database server for the tests of databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.rows.server import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, started once a run."""
    with running() as started:
        yield started

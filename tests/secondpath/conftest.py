"""The server of the second path, the same that the tests of databases start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.secondpath.second import Second
from tests.sources.rows.conftest import server
from tests.sources.rows.server import Server

__all__ = ["server"]


@pytest.fixture(scope="session")
def second(server: Server) -> Iterator[Second]:
    """The second path over the server."""
    with Second.on(server) as made:
        yield made

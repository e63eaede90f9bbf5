"""What the other tests prove on samples, on as many as a release wants: `make test-release`."""

from __future__ import annotations

import pytest

from tests.sharing import test_noninterference as law2

PAIRS = 1_000


@pytest.mark.release
@pytest.mark.parametrize("share", range(PAIRS // (law2.PAIRS // law2.SHARES)), ids=str)
def test_hidden_facts_leave_the_client_edition_as_it_is(share: int) -> None:
    """Law 2 on a thousand pairs of workspaces; each share has a seed of its own."""
    law2.law(share)

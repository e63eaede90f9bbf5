"""Every test runs alike everywhere: the same examples each time, no deadline, and no width of somebody's terminal."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.pop("COLUMNS", None)
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

"""Property tests run alike everywhere: the same examples each time, and no deadline that a slow machine would miss."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")

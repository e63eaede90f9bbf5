"""Ctrl-C, remembered: raised while a library cleans up after itself it would be swallowed, and the command go on."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_pressed: list[int] = []


def listen() -> None:
    """From now on Ctrl-C is raised as KeyboardInterrupt, and remembered."""
    signal.signal(signal.SIGINT, _remember)
    sys.unraisablehook = _quiet


def stop() -> None:
    """KeyboardInterrupt when Ctrl-C was pressed before, whatever became of it."""
    if _pressed:
        raise KeyboardInterrupt


def _quiet(lost: UnraisableHookArgs) -> None:
    """What a clean-up swallows is told as Python does, but for the interrupt, which is raised again."""
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)


def _remember(number: int, frame: FrameType | None) -> None:
    _pressed.append(number)
    raise KeyboardInterrupt

"""Puts finished bytes in place: beside the target first, synced, then renamed, so that no file is ever half-written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from reviewgen.errors import ReviewgenError

_STRAY = re.compile(r"\.(?P<name>.+)\.(?P<pid>\d+)\.part")


def publish(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write every file, or none: all are complete on the disk before the first takes its name.

    ReviewgenError when the disk refuses; the files that stood there before stand as they were.
    """
    parts: dict[Path, Path] = {}
    try:
        for target, data in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            parts[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            _write(parts[target], data)
        for target, part in parts.items():
            part.replace(target)
    except OSError as error:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise ReviewgenError(
            f"cannot write {error.filename or 'the files'}: {error.strerror}", "Nothing was replaced."
        ) from error
    for folder in {target.parent for target in parts}:
        _sync(folder)
    return tuple(parts)


def sweep(folder: Path) -> None:
    """Remove what a build that was killed left behind; the parts of a build that still runs stay."""
    for path in sorted(folder.glob(".*.part")) if folder.is_dir() else ():
        match = _STRAY.fullmatch(path.name)
        if match and not _alive(int(match["pid"])):
            path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the renames last through a power cut, where the system can open a folder."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

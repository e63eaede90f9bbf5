"""Puts finished bytes in place: beside the target first, synced, then renamed, so that no file is ever half-written."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from reviewgen.errors import ReviewgenError

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed
    fcntl = None  # type: ignore[assignment]

_HINT = "What stood there stands as it was. Make room or see who may write there, or name another folder with --out."
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF, errno.ENOSYS}


def publish(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write every file, or none: all are complete on the disk before the first takes its name.

    ReviewgenError when the disk refuses; the files that stood there before stand as they were.
    """
    try:
        _replace(files)
    except OSError as error:
        folders = ", ".join(sorted({str(target.parent) for target in files}))
        raise ReviewgenError(f"cannot write to {folders}: {error.strerror or error}", _HINT) from error
    return tuple(files)


def sweep(folder: Path) -> None:
    """Remove what a build that was killed left behind; the parts of a build that still runs are locked and stay."""
    with suppress(OSError):
        for path in sorted(folder.glob(".*.part")):
            with suppress(OSError), ExitStack() as lock:
                if fcntl:
                    _lock(lock.enter_context(path.open("rb")))
                path.unlink(missing_ok=True)


def _replace(files: Mapping[Path, bytes]) -> None:
    """All renames, or none: each old file is kept under another name until the last new one is in place."""
    parts: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    done: list[Path] = []
    with ExitStack() as locks:
        try:
            for target, data in files.items():
                target.parent.mkdir(parents=True, exist_ok=True)
                parts[target] = _write(target, data, locks)
            for target in files:
                if target.exists():
                    kept[target] = _keep(target, locks)
            for target, part in parts.items():
                part.replace(target)
                done.append(target)
            for folder in sorted({target.parent for target in files}):
                _sync(folder)
        except BaseException:
            for target in done:
                if target in kept:
                    kept[target].replace(target)
                else:
                    target.unlink(missing_ok=True)
            raise
        finally:
            for path in (*parts.values(), *kept.values()):
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    """A name in the same folder that no other build uses, whatever machine or container it runs in."""
    return target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")


def _write(target: Path, data: bytes, locks: ExitStack) -> Path:
    """A part beside `target` with all of `data` on the disk, locked; nothing of it stays when the disk refuses."""
    path, file = _new(target, locks)
    try:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    if not fcntl:
        file.close()
    return path


def _new(target: Path, locks: ExitStack) -> tuple[Path, IO[bytes]]:
    """A new part, open and locked; another one when a sweep took it before it was locked."""
    while True:
        path = _beside(target)
        file = locks.enter_context(path.open("xb"))
        try:
            _lock(file)
        except BlockingIOError:
            continue
        except OSError:
            return path, file  # a disk without locks, on which no sweep can lock the part either
        if os.fstat(file.fileno()).st_nlink:
            return path, file


def _keep(target: Path, locks: ExitStack) -> Path:
    """The old file under another name as well: a second link to it, or a copy where the disk has no links."""
    path = _beside(target)
    try:
        os.link(target, path)
    except OSError:
        return _write(target, target.read_bytes(), locks)
    if fcntl:
        with suppress(OSError):
            _lock(locks.enter_context(path.open("rb")))
    return path


def _lock(file: IO[bytes]) -> None:
    """Hold the file until it is closed; BlockingIOError when somebody else does."""
    if fcntl:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync(folder: Path) -> None:
    """Make the renames last through a power cut, where the system can open a folder."""
    if hasattr(os, "O_DIRECTORY"):
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise

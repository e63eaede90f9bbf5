"""Law 7: a full disk, a failing one, a kill or another build leaves whole files, the old or the new, and no litter."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from reviewgen import build as stages
from reviewgen.errors import ReviewgenError
from reviewgen.publish import publish, sweep
from tests import plants, worlds

OLD, NEW = (b"old " * 50_000, b"older " * 50_000), (b"new " * 60_000, b"newer " * 60_000)
KILLS = 50


def targets(folder: Path) -> tuple[Path, Path]:
    """A deck in two formats."""
    return folder / "client" / "deck.pdf", folder / "client" / "deck.pptx"


def held(folder: Path) -> tuple[bytes, ...]:
    """What stands in the folder, by name, hidden files included."""
    return tuple(path.read_bytes() for path in sorted((folder / "client").iterdir()))


class Trap:
    """Counts the calls by which `publish` reaches the disk and springs at the one with number `at`."""

    def __init__(self, at: int, spring: Callable[[], None]) -> None:
        self.at, self.spring, self.calls = at, spring, 0

    def set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put itself before every one of those calls."""
        for owner, name in (
            (os, "fsync"), (os, "link"), (os, "open"), (Path, "replace"), (Path, "mkdir"), (Path, "open"),
        ):  # fmt: skip
            monkeypatch.setattr(owner, name, self._before(getattr(owner, name)))

    def _before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self.step()
            made = call(*args, **options)
            return _File(made, self) if hasattr(made, "write") else made

        return counted

    def step(self) -> None:
        """One more call."""
        self.calls += 1
        if self.calls == self.at:
            self.spring()


class _File:
    """A file whose writes are counted."""

    def __init__(self, file: Any, trap: Trap) -> None:
        self._file, self._trap = file, trap

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *stop: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        self._trap.step()
        self._file.write(data[len(data) // 2 :])


def failing(number: int) -> Callable[[], None]:
    """A disk that fails with that error."""

    def spring() -> None:
        raise OSError(number, os.strerror(number))

    return spring


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("before", [OLD, ()])
def test_whichever_call_to_the_disk_fails_all_files_are_old_or_all_are_new(
    number: int, before: tuple[bytes, ...], tmp_path: Path
) -> None:
    failed = 0
    for at in count(1):
        folder = tmp_path / str(at)
        (folder / "client").mkdir(parents=True)
        for path, data in zip(targets(folder), before, strict=False):
            path.write_bytes(data)
        with pytest.MonkeyPatch.context() as monkeypatch:
            trap = Trap(at, failing(number))
            trap.set(monkeypatch)
            try:
                publish(dict(zip(targets(folder), NEW, strict=True)))
            except ReviewgenError as error:
                failed += 1
                assert os.strerror(number) in error.message
                assert str(folder) in error.message
                expected = before
            else:
                expected = NEW
        assert held(folder) == expected, at
        if trap.calls < at:
            break
    assert failed >= 8


def test_a_disk_that_does_not_know_links_keeps_the_old_files_as_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", lambda *paths: failing(errno.EPERM)())
    for data in (NEW, OLD):
        publish(dict(zip(targets(tmp_path), data, strict=True)))
        assert held(tmp_path) == data
    replaced = Path.replace

    def second_fails(path: Path, target: Path) -> Path:
        if target.suffix == ".pptx":
            failing(errno.EIO)()
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    with pytest.raises(ReviewgenError):
        publish(dict(zip(targets(tmp_path), NEW, strict=True)))
    assert held(tmp_path) == OLD


def test_the_bytes_are_on_the_disk_before_a_file_takes_its_name_and_the_names_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    synced, replaced = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (calls.append("sync"), synced(handle)))
    monkeypatch.setattr(Path, "replace", lambda path, target: (calls.append("name"), replaced(path, target)))
    publish(dict(zip(targets(tmp_path), NEW, strict=True)))
    assert calls == ["sync", "sync", "name", "name", "sync"]


@pytest.mark.parametrize("held_by_sweep", [True, False])
def test_a_part_that_a_sweep_takes_before_it_is_locked_is_made_anew(
    held_by_sweep: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, calls = fcntl.flock, count()

    def taken_once(file: Any, how: int) -> None:
        if next(calls) == 0:
            for part in targets(tmp_path)[0].parent.glob(".*.part"):
                part.unlink()
            if held_by_sweep:
                raise BlockingIOError(errno.EWOULDBLOCK, "held")
        locked(file, how)

    monkeypatch.setattr(fcntl, "flock", taken_once)
    publish(dict(zip(targets(tmp_path), NEW, strict=True)))
    assert held(tmp_path) == NEW


def forked(work: Callable[[], object]) -> int:
    """A copy of this process that does `work` and ends."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)


def ended(pid: int) -> int:
    """Waits for a process; the signal that ended it or its exit code."""
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def killed_at(at: int, folder: Path) -> int:
    """Publishes in another process, which is killed at its call to the disk with number `at`."""

    def work() -> None:
        Trap(at, lambda: os.kill(os.getpid(), signal.SIGKILL)).set(pytest.MonkeyPatch())
        publish(dict(zip(targets(folder), NEW, strict=True)))

    return ended(forked(work))


def test_a_kill_at_any_call_to_the_disk_leaves_whole_files_and_the_next_run_sweeps(tmp_path: Path) -> None:
    for at in count(1):
        folder = tmp_path / str(at)
        publish(dict(zip(targets(folder), OLD, strict=True)))
        code = killed_at(at, folder)
        for path, old, new in zip(targets(folder), OLD, NEW, strict=True):
            assert path.read_bytes() in (old, new), at
        sweep(folder / "client")
        assert len(held(folder)) == 2, at
        if code == 0:
            break
        assert code == signal.SIGKILL
    assert at > 8


def test_a_sweep_leaves_the_parts_of_a_build_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    replaced = Path.replace

    def swept(path: Path, target: Path) -> Path:
        assert ended(forked(lambda: sweep(target.parent))) == 0
        seen.append(len(list(target.parent.glob(".*.part"))))
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", swept)
    publish(dict(zip(targets(tmp_path), NEW, strict=True)))
    assert seen == [2, 1]
    assert held(tmp_path) == NEW


def test_builds_at_once_in_one_folder_all_end_well_and_leave_whole_files(tmp_path: Path) -> None:
    rounds, wholes = 40, [tuple(bytes([65 + letter]) * 200_000 for _ in range(2)) for letter in range(3)]

    def work(data: tuple[bytes, ...]) -> None:
        for _ in range(rounds):
            sweep(tmp_path / "client")
            publish(dict(zip(targets(tmp_path), data, strict=True)))

    pids = [forked(lambda data=data: work(data)) for data in wholes]  # type: ignore[misc]
    for data in _read_while(pids, targets(tmp_path)[0]):
        assert data in {whole[0] for whole in wholes}
    left = held(tmp_path)
    assert len(left) == 2
    assert all(data in {whole[0] for whole in wholes} for data in left)


def _read_while(pids: list[int], path: Path) -> Iterator[bytes]:
    """The file over and over until all processes have ended well."""
    running = set(pids)
    while running:
        for pid in tuple(running):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                running.remove(pid)
                assert status == 0
        if path.exists():
            yield path.read_bytes()


LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
runpy.run_module("reviewgen", run_name="__main__")
"""


@pytest.mark.parametrize("most", [0, 5_000, 40_000])
def test_a_disk_that_is_full_in_earnest_ends_a_build_in_words(most: int, tmp_path: Path) -> None:
    worlds.write(plants.WORLD, tmp_path)
    arguments = ["build", "2026-Q3", "--workspace", str(tmp_path), "--audience", "client", "--format", "pptx"]
    subprocess.run([sys.executable, "-m", "reviewgen", *arguments], check=True, capture_output=True)
    target = tmp_path / "out/client/2026-Q3/acme-2026-Q3.pptx"
    target.write_bytes(b"the old one")
    command = [sys.executable, "-c", LIMITED, str(most), *arguments]
    left = subprocess.run(command, capture_output=True, text=True, check=False)
    assert left.returncode == 1
    assert f"error: cannot write to {target.parent}: {os.strerror(errno.EFBIG)}" in left.stderr
    assert "Traceback" not in left.stderr
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_bytes() == b"the old one"


@pytest.mark.parametrize("obstacle", ["out", "out/client", "out/client/2026-Q3"])
def test_a_file_where_the_folder_should_be_ends_a_build_in_words(obstacle: str, tmp_path: Path) -> None:
    worlds.write(plants.WORLD, tmp_path)
    (tmp_path / obstacle).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / obstacle).write_text("not a folder")
    with pytest.raises(ReviewgenError, match=r"cannot write to .*/out/client/2026-Q3: ") as failed:
        stages.build(stages.Request(tmp_path, "2026-Q3", formats=("pptx",)))
    assert failed.value.exit_code == 1
    assert failed.value.hint
    assert (tmp_path / obstacle).read_text() == "not a folder"


@pytest.mark.slow
def test_fifty_kills_at_any_moment_of_a_build_tear_no_file(tmp_path: Path) -> None:
    """The moments are spread over the build's length; a build that was over before its moment is tried again sooner."""
    request = stages.Request(worlds.write(plants.WORLD, tmp_path), "2026-Q3")
    stages.build(request)
    start = time.perf_counter()
    whole = {path: path.read_bytes() for one in stages.build(request) for path in one.files}
    length = time.perf_counter() - start
    assert len(whole) == 5
    killed = 0
    while killed < KILLS:
        for path in whole:
            path.write_bytes(OLD[0])
        pid = forked(lambda: stages.build(request))
        time.sleep(length * killed / KILLS)
        os.kill(pid, signal.SIGKILL)
        landed = ended(pid) == signal.SIGKILL
        killed, length = killed + landed, length if landed else length * 0.9
        for path, data in whole.items():
            assert path.read_bytes() in (OLD[0], data), (killed, path)
    stages.build(request)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == whole

"""The audit in a process of its own, so that a file that breaks, stalls or swells its reader hurts nobody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewgen.audit.search import HINT
from reviewgen.audit.secrets import Secret, written
from reviewgen.errors import Leak, ReviewgenError


@dataclass(frozen=True)
class Limits:
    """What one file may take: `seconds` by the clock, `memory` in bytes of address space where the system can tell."""

    seconds: float = 120
    memory: int = 2 * 2**30


LIMITS = Limits()


class Unread(ReviewgenError):
    """The reader did not come to the end of a file, so the file counts as one that leaks."""

    exit_code = 4


def audit(
    name: str, data: bytes, secrets: Sequence[Secret], disclosed: Sequence[str], limits: Limits = LIMITS
) -> tuple[Leak, ...]:
    """Every secret that the file `name` with the bytes `data` tells, and every part that a shared file may not have.

    `disclosed` are the strings that the reader is shown rightly (the deck's own texts and chart values): a text or
    number that stands in one of them is no leak. ReviewgenError when the file cannot be read or its format is unknown;
    Unread when reading it breaks off, or takes more than `limits`: such a file is not cleared.
    """
    told = {"name": name, "memory": limits.memory, "secrets": list(map(written, secrets)), "disclosed": [*disclosed]}
    answer = _answer(name, _ran(name, json.dumps(told).encode() + b"\n" + data, limits), limits)
    if "error" in answer:
        raise ReviewgenError(str(answer["error"]), str(answer["hint"]))
    return tuple(Leak(name, str(place), str(what)) for place, what in answer["leaks"])


def _ran(name: str, job: bytes, limits: Limits) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-P", "-m", "reviewgen.audit.child"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        return subprocess.run(command, input=job, capture_output=True, timeout=limits.seconds, env=env, check=False)
    except subprocess.TimeoutExpired:
        raise _unread(name, f"reading it takes more than {limits.seconds:g} seconds") from None


def _answer(name: str, ran: subprocess.CompletedProcess[bytes], limits: Limits) -> dict[str, Any]:
    """What the child says; a child that ended in any other way than with a whole answer has cleared nothing."""
    if ran.returncode:
        raise _unread(name, "the program that reads it broke down")
    try:
        found = json.loads(ran.stdout)
    except ValueError:
        raise _unread(name, "the program that reads it did not finish") from None
    if found == "memory":
        raise _unread(name, f"reading it takes more than {limits.memory // 2**20} MiB of memory")
    assert isinstance(found, dict)
    return found


def _unread(name: str, why: str) -> Unread:
    return Unread(f'"{name}" could not be read to its end, so it is not cleared: {why}', HINT)

"""The process that reads one file: the secrets and the bytes come in, what was found goes out, nothing else."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress

from reviewgen.audit.search import search
from reviewgen.audit.secrets import secret
from reviewgen.errors import ReviewgenError


def main() -> None:
    """Read a line of JSON and then the file's bytes; answer with one JSON document and end."""
    out = _silenced()
    job = json.loads(sys.stdin.buffer.readline())
    _limit(job["memory"])
    answer = _answer(job, sys.stdin.buffer.read())
    with os.fdopen(out, "w", encoding="ascii") as stream:
        json.dump(answer, stream)


def _silenced() -> int:
    """The output, kept from the libraries, which may write to it what is in the file."""
    out, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return out


def _limit(memory: int) -> None:
    """Bound what reading may take, and leave no image of the secrets on the disk when it crashes."""
    with suppress(ImportError, OSError, ValueError):  # what a system cannot limit, the clock does
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(job: dict[str, object], data: bytes) -> object:
    secrets, disclosed = job["secrets"], job["disclosed"]
    assert isinstance(secrets, list) and isinstance(disclosed, list)
    try:
        leaks = search(str(job["name"]), data, tuple(map(secret, secrets)), disclosed)
    except ReviewgenError as error:
        return {"error": error.message, "hint": error.hint}
    except MemoryError:
        return "memory"
    return {"leaks": [(leak.place, leak.what) for leak in leaks]}


if __name__ == "__main__":
    main()

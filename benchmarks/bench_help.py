"""How long `reviewgen --help` takes: python benchmarks/bench_help.py [RUNS]. Wall time of a fresh process each run."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

COMMANDS = {
    "reviewgen --help": [str(Path(sys.executable).parent / "reviewgen"), "--help"],
    "python -c pass": [sys.executable, "-c", "pass"],
}
"""The second is the floor: what Python itself takes to start and end."""


def seconds(command: list[str]) -> float:
    """Wall time of one run, which must succeed."""
    start = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def main() -> None:
    """Print the median and the slowest of the runs."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"{'milliseconds, ' + str(runs) + ' runs':<28}{'median':>8}{'slowest':>9}")
    for name, command in COMMANDS.items():
        seconds(command)
        found = [seconds(command) * 1000 for _ in range(runs)]
        print(f"{name:<28}{statistics.median(found):>8.0f}{max(found):>9.0f}")


if __name__ == "__main__":
    main()

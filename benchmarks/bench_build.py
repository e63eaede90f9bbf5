"""What one account's client PDF and PPTX cost, stage by stage: python benchmarks/bench_build.py [ACCOUNT] [RUNS].

Each run is a fresh process that goes through the stages of reviewgen/build.py by hand, with a clock around each; the
median run by CPU time is shown. The time that WeasyPrint takes is the part of the PDF stage inside its own calls.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "verdier"
MEGABYTE = 1024 if sys.platform.startswith("linux") else 1024 * 1024
"""ru_maxrss counts kilobytes on Linux, bytes on macOS."""


@dataclass
class Clock:
    """CPU and wall seconds by stage."""

    stages: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside and add it to the stage."""
        cpu, wall = process_time(), perf_counter()
        yield
        spent = self.stages.setdefault(name, [0.0, 0.0])
        spent[0] += process_time() - cpu
        spent[1] += perf_counter() - wall


def measure(account: str) -> dict[str, object]:
    """One run in this process: seconds by stage, the part inside WeasyPrint, peak memory, sizes."""
    clock = Clock()
    with clock.stage("imports"):
        import matplotlib.figure
        import pptx
        import weasyprint

        from reviewgen import build
        from reviewgen.assemble import assemble
        from reviewgen.audit import audit
        from reviewgen.deck import texts
        from reviewgen.layout import paginate
        from reviewgen.model import Audience
        from reviewgen.render import RENDERERS
        from reviewgen.sharing.redact import redact
        from reviewgen.sharing.secrets import secrets, without_hidden
        from reviewgen.slides import compose
        from reviewgen.theme import load

        assert matplotlib.figure and pptx
    inside = Clock()
    _watch(weasyprint.HTML, "__init__", inside)
    _watch(weasyprint.HTML, "write_pdf", inside)
    audience = Audience.CLIENT
    with clock.stage("read workspace and rows"):
        opened = build.open_workspace(SAMPLE)
        period = build.find_period(opened, "Q3")
        chosen = next(one for one in opened.workspace.accounts if one.account.id == account)
        theme = load(opened.workspace.theme)
    with clock.stage("roll up"):
        review = assemble(build.subject(opened.workspace, chosen), opened.tables, period, opened.workspace.as_of)
    with clock.stage("gate, slides, layout"):
        deck = paginate(compose(redact(review, audience)), theme)
    made = {}
    for kind in ("pdf", "pptx"):
        with clock.stage(f"render {kind}"):
            made[kind] = RENDERERS[kind](deck, theme)
    with clock.stage("deck without the hidden facts"):
        twin = paginate(compose(redact(without_hidden(review, audience), audience)), theme)
        assert twin.slides == deck.slides
        hidden, disclosed = secrets(review, audience), tuple(texts(twin))
    for kind, data in made.items():
        with clock.stage(f"audit {kind}"):
            assert not audit(f"{account}.{kind}", data, hidden, disclosed)
    return {
        "stages": clock.stages,
        "weasyprint": [sum(spent[at] for spent in inside.stages.values()) for at in (0, 1)],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
        "slides": len(deck.slides),
        "bytes": {kind: len(data) for kind, data in made.items()},
    }


def _watch(owner: type, name: str, clock: Clock) -> None:
    """Put a clock around a method."""
    real = getattr(owner, name)

    def timed(*args: object, **options: object) -> object:
        with clock.stage(name):
            return real(*args, **options)

    setattr(owner, name, timed)


def show(account: str, found: dict[str, object]) -> None:
    """Print one run as a table."""
    stages, weasyprint = found["stages"], found["weasyprint"]
    assert isinstance(stages, dict) and isinstance(weasyprint, list)
    total = [sum(spent[at] for spent in stages.values()) for at in (0, 1)]
    print(f"{account}, client, {found['slides']} slides; seconds{'':<9}{'CPU':>7}{'wall':>7}{'share of CPU':>15}")
    for name, (cpu, wall) in stages.items():
        _line(name, cpu, wall, total[0])
        if name == "render pdf":
            _line("  of it in WeasyPrint", weasyprint[0], weasyprint[1], total[0])
    print(f"{'all':<40}{total[0]:>7.2f}{total[1]:>7.2f}")
    sizes = ", ".join(f"{kind} {size / 1024:.0f} KB" for kind, size in found["bytes"].items())  # type: ignore[attr-defined]
    print(f"peak memory {found['memory']:.0f} MB; {sizes}")


def _line(name: str, cpu: float, wall: float, total: float) -> None:
    print(f"{name:<40}{cpu:>7.2f}{wall:>7.2f}{cpu / total:>15.0%}")


def main() -> None:
    """Run in fresh processes and show the median one, with the command line's own time beside."""
    account = sys.argv[1] if len(sys.argv) > 1 else "carvelle"
    if sys.argv[2:] == ["--once"]:
        print(json.dumps(measure(account)))
        return
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    found = [json.loads(subprocess.check_output([sys.executable, __file__, account, "--once"])) for _ in range(runs)]
    found.sort(key=lambda one: sum(spent[0] for spent in one["stages"].values()))
    show(account, found[len(found) // 2])
    told = statistics.median(_command(account) for _ in range(3))
    print(f"reviewgen build Q3 --account {account} --audience client: {told:.2f} s wall, median of 3")


def _command(account: str) -> float:
    """Wall seconds of the command itself."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as out:
        words = ["build", "Q3", "--workspace", str(SAMPLE), "--account", account, "--audience", "client", "--out", out]
        start = perf_counter()
        subprocess.run([sys.executable, "-m", "reviewgen", *words], capture_output=True, check=True)
        return perf_counter() - start


if __name__ == "__main__":
    main()
